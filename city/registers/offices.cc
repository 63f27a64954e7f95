#include "city/registers/offices.h"

#include <algorithm>
#include <set>

namespace portico::registers {
namespace {

bool among(const std::vector<std::string>& all, const std::string& one) { return std::ranges::find(all, one) != all.end(); }

}  // namespace

bool fits(const directory::Site& site, const Offer& offer, const Wish& wish) {
  if (!wish.agency.empty() && !offer.agency.empty() && offer.agency != wish.agency) return false;
  if (!wish.service.empty() && !offer.services.empty() && !among(offer.services, wish.service)) return false;
  if (!wish.language.empty() && !among(site.languages, wish.language)) return false;
  return wish.access.empty() || among(offer.access, wish.access);
}

std::vector<const directory::Site*> offices(const directory::Snapshot& city, const Offers& offers, const Wish& wish) {
  std::vector<const directory::Site*> all;
  for (const auto& site : city.sites)
    if (!site.retired && fits(site, offers.of(site.code), wish)) all.push_back(&site);
  return all;
}

std::vector<const directory::Site*> offices_of(const directory::Snapshot& city, const Offers& offers, std::string_view agency) {
  std::vector<const directory::Site*> all;
  for (const auto& site : city.sites)
    if (!site.retired && offers.of(site.code).agency == agency) all.push_back(&site);
  return all;
}

const directory::Site* office(const directory::Snapshot& city, std::string_view code) {
  const auto found = std::ranges::find(city.sites, code, &directory::Site::code);
  return found == city.sites.end() || found->retired ? nullptr : &*found;
}

std::vector<const directory::Agency*> agencies(const directory::Snapshot& city) {
  std::vector<const directory::Agency*> all;
  for (const auto& agency : city.agencies)
    if (!agency.retired) all.push_back(&agency);
  return all;
}

std::vector<const directory::Service*> services_of(const directory::Snapshot& city, std::string_view agency) {
  std::vector<const directory::Service*> all;
  for (const auto& service : city.services)
    if (service.shown() && service.agency == agency) all.push_back(&service);
  return all;
}

std::vector<std::string> spoken(const directory::Snapshot& city) {
  std::set<std::string> all;
  for (const auto& site : city.sites)
    if (!site.retired) all.insert(site.languages.begin(), site.languages.end());
  return {all.begin(), all.end()};
}

}  // namespace portico::registers
