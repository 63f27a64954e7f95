// What tests of articles need: a small town with two agencies, and an article. Never linked into the program.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "city/documents/article.h"

namespace portico::documents {

inline const Instant monday_noon = *parse_instant("2026-03-02T12:00:00Z", "");
inline const std::chrono::sys_days monday = std::chrono::floor<std::chrono::days>(monday_noon);

inline std::shared_ptr<const directory::Snapshot> small_town() {
  auto town = std::make_shared<directory::Snapshot>();
  town->city.code = "town";
  town->city.name = town->city.short_name = {{"en", "Town"}};
  town->city.zone = "UTC";
  town->city.languages = {"en", "es", "zh", "ar"};
  town->agencies = {{"DCR", {{"en", "Cleaning"}, {"es", "Limpieza"}}, "", "", ""}, {"DHB", {{"en", "Homes"}}, "", "", ""}};
  town->groups = {{"trash", {{"en", "Trash"}, {"es", "Basura"}}}, {"homes", {{"en", "Homes and heat"}}, 1}};
  directory::Service bulky, heat;
  bulky.code = "BULKY", bulky.agency = "DCR", bulky.group = "trash", bulky.name = {{"en", "Pick up bulky trash"}};
  bulky.keywords = {"couch"};
  heat.code = "HEAT", heat.agency = "DHB", heat.group = "homes", heat.name = {{"en", "No heat"}, {"es", "Sin calefacción"}};
  town->services = {bulky, heat};
  town->prepare();
  return town;
}

inline Article mattress() {
  return {.code = "MATTRESS",
          .agency = "DCR",
          .services = {"BULKY"},
          .reviewed = monday,
          .review_by = monday + std::chrono::days(365),
          .texts = {{"en", {"Throw away a mattress", "We pick it up from the *curb*.\n\n## How\n\n[Ask](/report/BULKY)."}},
                    {"es", {"Tirar un colchón", "Lo recogemos en la acera.\n\n[Pida](/report/BULKY)."}},
                    {"zh", {"丢弃床垫和沙发", "我们在路边收取大件物品。"}}}};
}

inline Article landlord() {
  return {.code = "LANDLORD",
          .agency = "DHB",
          .services = {"HEAT"},
          .reviewed = monday,
          .review_by = monday + std::chrono::days(365),
          .texts = {{"en", {"What your landlord owes you", "Heat from October to May. Report a cold home."}}}};
}

}  // namespace portico::documents
