#include "city/announcements/announcement.h"

#include <algorithm>

#include "base/text.h"
#include "platform/formats/markdown.h"

namespace portico::announcements {
namespace {

constexpr std::size_t longest_title = 120, longest_body = 1'000, most_services = 20;  // characters; what is longer is an article

void check_text(const std::string& language, const Text& text, std::vector<Fault>& faults) {
  const auto fault = [&](std::string_view field, std::string reason, std::string accepted) {
    faults.push_back({std::string(field) + "-" + language, std::move(reason), std::move(accepted)});
  };
  if (trim(text.title).empty()) fault("title", "There is no title.", "one line that says what is going on");
  if (!valid_utf8(text.title) || text.title.contains('\0') || text.title.contains('\n') || count_characters(text.title) > longest_title)
    fault("title", "The title is no line of text, or too long.", "at most " + std::to_string(longest_title) + " characters");
  if (!valid_utf8(text.body) || text.body.contains('\0') || count_characters(text.body) > longest_body)
    return fault("body", "These words are no text, or too long.",
                 "at most " + std::to_string(longest_body) + " characters; what is longer is an article");
  for (const auto& left_out : formats::check_markdown(text.body, "body", 1)) fault("body", left_out.reason, left_out.accepted);
}

void check_services(const Announcement& announcement, const directory::Snapshot& city, std::vector<Fault>& faults) {
  for (const auto& code : announcement.services) {
    const auto* service = city.service(code);
    if (!service || !service->shown()) faults.push_back({"services", "There is no service \"" + code + "\".", "one that is offered"});
  }
  if (announcement.services.size() > most_services)
    faults.push_back({"services", "These are too many services.", "at most " + std::to_string(most_services) + ", or none for the city"});
}

}  // namespace

std::string_view name_of(Standing standing) {
  switch (standing) {
    case Standing::planned:
      return "planned";
    case Standing::in_force:
      return "in_force";
    case Standing::over:
      return "over";
    case Standing::withdrawn:
      break;
  }
  return "withdrawn";
}

Standing Announcement::standing(Instant now) const {
  if (withdrawn) return Standing::withdrawn;
  return now < from ? Standing::planned : now < until ? Standing::in_force : Standing::over;
}

bool Announcement::names(std::string_view service) const { return std::ranges::find(services, service) != services.end(); }

std::vector<Fault> faults_of(const Announcement& announcement, const directory::Snapshot& city, Instant now) {
  std::vector<Fault> faults;
  const auto* agency = city.agency(announcement.agency);
  if (!agency || agency->retired) faults.push_back({"agency", "There is no such agency.", "one that is offered"});
  check_services(announcement, city, faults);
  if (announcement.until <= announcement.from) faults.push_back({"until", "It would end before it begins.", "a time after its beginning"});
  if (announcement.until <= now) faults.push_back({"until", "That is past already.", "a time to come"});
  if (announcement.until > now + farthest_end)
    faults.push_back(
        {"until", "That is too far ahead.", "at most " + std::to_string(farthest_end.count()) + " days from now; it can be amended later"});
  const std::string own = own_language(city);
  if (!announcement.texts.contains(own))
    faults.push_back(
        {"title-" + own, "There are no words in the city's own language.", "a title in that language; others may stand beside it"});
  for (const auto& [language, text] : announcement.texts) {
    if (std::ranges::find(city.city.languages, language) == city.city.languages.end())
      faults.push_back({"title-" + language, "The city does not have this language.", "one of the city's"});
    check_text(language, text, faults);
  }
  return faults;
}

const std::pair<const std::string, Text>* text_in(const Announcement& announcement, std::string_view language, std::string_view own) {
  for (const auto wanted : {language, own})
    if (const auto found = announcement.texts.find(std::string(wanted)); found != announcement.texts.end()) return &*found;
  return announcement.texts.empty() ? nullptr : &*announcement.texts.begin();
}

std::string own_language(const directory::Snapshot& city) { return city.city.languages.empty() ? "en" : city.city.languages.front(); }

std::vector<const Announcement*> in_force(std::span<const Announcement> all, Instant now, std::string_view service) {
  std::vector<const Announcement*> found;
  for (const auto& each : all)
    if (each.standing(now) == Standing::in_force && (service.empty() || each.names(service))) found.push_back(&each);
  std::ranges::stable_sort(
      found, [](const Announcement* a, const Announcement* b) { return std::pair(a->from, a->id) > std::pair(b->from, b->id); });
  return found;
}

}  // namespace portico::announcements
