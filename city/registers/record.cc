#include <boost/json.hpp>

#include "city/registers/offers.h"
#include "platform/ledger/json.h"

namespace portico::registers {

const std::vector<std::string>& access_kinds() {
  static const std::vector<std::string> all{"step_free", "lift", "toilet", "parking", "hearing_loop", "sign_language"};
  return all;
}

const Offer& Offers::of(std::string_view site) const {
  static const Offer none;
  const auto found = by_site.find(site);
  return found == by_site.end() ? none : found->second;
}

std::string record_of(const Offers& offers) {
  ledger::Payload sites;
  for (const auto& [code, offer] : offers.by_site)
    sites.add(code, ledger::Payload{}
                        .add("access", std::span<const std::string>(offer.access))
                        .add("agency", offer.agency)
                        .add("services", std::span<const std::string>(offer.services)));
  return ledger::Payload{}
      .add("licence", ledger::Payload{}.add("name", offers.licence.name).add("url", offers.licence.url))
      .add("sites", sites)
      .str();
}

Offers offers_from(std::string_view record) {
  using boost::json::value_to;
  const auto whole = boost::json::parse(record).as_object();
  Offers offers;
  offers.licence = {value_to<std::string>(whole.at("licence").at("name")), value_to<std::string>(whole.at("licence").at("url"))};
  for (const auto& site : whole.at("sites").as_object())
    offers.by_site[std::string(site.key())] = {.agency = value_to<std::string>(site.value().at("agency")),
                                               .services = value_to<std::vector<std::string>>(site.value().at("services")),
                                               .access = value_to<std::vector<std::string>>(site.value().at("access"))};
  return offers;
}

}  // namespace portico::registers
