#include "city/directory/find_places.h"

#include <algorithm>
#include <functional>

namespace portico::directory {

std::vector<FoundPlace> find_places(const Snapshot& city, const StreetIndex& streets, std::string_view language, std::string_view typed,
                                    std::size_t limit) {
  auto like = streets.find(typed, limit);
  for (auto& site : find_sites(city, language, typed, limit)) like.push_back(std::move(site));
  std::ranges::stable_sort(like, std::ranges::greater{}, &FoundPlace::exact);
  if (like.size() > limit) like.resize(limit);
  return like;
}

}  // namespace portico::directory
