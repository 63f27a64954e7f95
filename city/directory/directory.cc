#include "city/directory/directory.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "city/directory/record.h"
#include "city/directory/tables.h"
#include "platform/i18n/i18n.h"

namespace portico::directory {

const std::string& in_language(const Words& words, std::string_view language, std::string_view first_language) {
  static const std::string none;
  for (const std::string_view tried : {language, first_language}) {
    if (const auto found = words.find(std::string(tried)); found != words.end()) return found->second;
  }
  return words.empty() ? none : words.begin()->second;
}

void Snapshot::prepare() {
  const auto by_code = [](const auto& a, const auto& b) { return a.code < b.code; };
  std::sort(agencies.begin(), agencies.end(), by_code);
  std::sort(services.begin(), services.end(), by_code);
  std::sort(sites.begin(), sites.end(), by_code);
  std::sort(roles.begin(), roles.end(), by_code);
  std::stable_sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.order < b.order; });
  std::sort(districts.begin(), districts.end(),
            [](const auto& a, const auto& b) { return std::tie(a.code, a.effective) < std::tie(b.code, b.effective); });
  agency_by_code_.clear();
  service_by_code_.clear();
  index_.clear();
  for (std::size_t i = 0; i < agencies.size(); ++i) agency_by_code_.emplace(agencies[i].code, i);
  for (std::size_t i = 0; i < services.size(); ++i) service_by_code_.emplace(services[i].code, i);
  services_by_word_.clear();
  for (std::size_t i = 0; i < services.size(); ++i)
    for (const auto& [language, name] : services[i].name)
      for (auto& word : i18n::search_words(name))
        if (auto& known = services_by_word_[std::move(word)]; known.empty() || known.back() != i) known.push_back(i);
  for (const auto& set : districts) index_.push_back(set.retired ? nullptr : std::make_shared<const geo::AreaIndex>(set.areas));
}

const Agency* Snapshot::agency(std::string_view code) const {
  const auto found = agency_by_code_.find(code);
  return found == agency_by_code_.end() ? nullptr : &agencies[found->second];
}

const Service* Snapshot::service(std::string_view code) const {
  const auto found = service_by_code_.find(code);
  return found == service_by_code_.end() ? nullptr : &services[found->second];
}

std::vector<std::string_view> Snapshot::services_named(std::string_view word, bool beginning) const {
  std::set<std::size_t> named;
  for (auto at = services_by_word_.lower_bound(word); at != services_by_word_.end(); ++at) {
    if (beginning ? !at->first.starts_with(word) : at->first != word) break;
    named.insert(at->second.begin(), at->second.end());
  }
  std::vector<std::string_view> codes;
  for (const std::size_t each : named) codes.push_back(services[each].code);
  return codes;
}

const Group* Snapshot::group(std::string_view code) const {
  const auto found = std::find_if(groups.begin(), groups.end(), [&](const auto& group) { return group.code == code; });
  return found == groups.end() ? nullptr : &*found;
}

const Role* Snapshot::role(std::string_view code) const {
  const auto found = std::find_if(roles.begin(), roles.end(), [&](const auto& role) { return role.code == code; });
  return found == roles.end() ? nullptr : &*found;
}

const geo::AreaIndex* Snapshot::index_in_force(std::string_view set, std::chrono::sys_days local_date) const {
  const geo::AreaIndex* newest = nullptr;
  for (std::size_t i = 0; i < index_.size(); ++i) {
    if (districts[i].code == set && index_[i] && districts[i].effective <= local_date) newest = index_[i].get();
  }
  return newest;
}

bool Snapshot::inside_city(geo::Point point) const {
  if (city.boundary_set.empty()) return true;
  const auto* index = index_in_force(city.boundary_set, std::chrono::sys_days::max());
  return index == nullptr || index->locate(point).has_value();
}

std::vector<Placement> Snapshot::place(geo::Point point, std::chrono::sys_days local_date) const {
  std::vector<Placement> placed;
  for (std::size_t i = 0; i < districts.size(); ++i) {
    if (i > 0 && districts[i].code == districts[i - 1].code) continue;  // another drawing of the same set
    const auto* index = index_in_force(districts[i].code, local_date);
    if (index == nullptr) continue;
    if (auto located = index->locate(point)) placed.push_back({districts[i].code, std::move(located->code), located->metres_outside > 0});
  }
  return placed;
}

const geo::Area* Snapshot::area(std::string_view set, std::string_view code) const {
  for (auto drawing = districts.rbegin(); drawing != districts.rend(); ++drawing) {
    if (drawing->code != set) continue;
    const auto found = std::find_if(drawing->areas.begin(), drawing->areas.end(), [&](const auto& area) { return area.code == code; });
    if (found != drawing->areas.end()) return &*found;
  }
  return nullptr;
}

Directory::Directory(store::Store& store) : store_(&store) { refresh(); }
Directory::Directory(std::shared_ptr<const Snapshot> still) : snapshot_(std::move(still)) {}

std::shared_ptr<const Snapshot> Directory::now() const { return snapshot_.load(); }

void Directory::refresh() {
  if (store_ == nullptr) return;
  auto fresh = std::make_shared<Snapshot>();
  store_->read([&](store::Reader& reader) {
    fresh->loaded = newest_load(reader);
    each_newest_thing(reader, [&](const Thing& thing) { put_thing(thing, *fresh); });
  });
  fresh->prepare();
  snapshot_.store(std::move(fresh));
}

}  // namespace portico::directory
