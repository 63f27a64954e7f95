#include "city/cases/sieve.h"

#include <algorithm>

#include "base/text.h"

namespace portico::cases {
namespace {

bool among(const std::vector<std::string>& wanted, std::string_view one) {
  return wanted.empty() || std::ranges::find(wanted, one) != wanted.end();
}

}  // namespace

Sieve::Sieve(const Filter& filter, const directory::Snapshot& city, bool found_by_words) : filter_(filter), city_(city) {
  if (found_by_words) return;
  for (std::string_view word : split(filter.words, ' '))
    if (!trim(word).empty()) words_.push_back(lower_ascii(trim(word)));
}

bool Sieve::lets(const tables::Glance& row) const {
  if (!row.numbered || (filter_.status && row.status != *filter_.status)) return false;
  if (!among(filter_.services, row.service) || !among(filter_.agencies, row.agency)) return false;
  if (filter_.opened_from && row.opened < *filter_.opened_from) return false;
  if (filter_.opened_to && row.opened >= *filter_.opened_to) return false;
  if (filter_.updated_from && row.updated < *filter_.updated_from) return false;
  if (filter_.updated_to && row.updated >= *filter_.updated_to) return false;
  if (!filter_.district.empty() && !tables::lies_in(row.districts, filter_.district_set, filter_.district)) return false;
  const directory::Service* service = city_.service(row.service);
  if (filter_.listed_only && !(service && service->public_cases())) return false;
  return lies_within(row) && says(row, service);
}

bool Sieve::lies_within(const tables::Glance& row) const {
  if (!filter_.box && !filter_.near) return true;
  if (!row.point) return false;
  if (filter_.box) {
    const auto& [south_west, north_east] = *filter_.box;
    if (row.point->latitude < south_west.latitude || row.point->latitude > north_east.latitude) return false;
    const bool wraps = south_west.longitude > north_east.longitude;  // across the date line
    const bool east = row.point->longitude >= south_west.longitude, west = row.point->longitude <= north_east.longitude;
    if (wraps ? !(east || west) : !(east && west)) return false;
  }
  return !filter_.near || geo::metres_between(*filter_.near, *row.point) <= filter_.radius;
}

// Every word stands in what the public may read.
bool Sieve::says(const tables::Glance& row, const directory::Service* service) const {
  if (words_.empty()) return true;
  std::string text = lower_ascii(row.address) + '\n';
  if (service) {
    for (const auto& [language, name] : service->name) text += lower_ascii(name) + '\n';
    const bool open =
        row.words == Showing::released || (row.words == Showing::by_service && service->description == directory::Exposure::open);
    if (open || !filter_.listed_only) text += lower_ascii(masked(row.description));
  }
  return std::ranges::all_of(words_, [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

}  // namespace portico::cases
