#include "platform/notify/templates.h"

#include <algorithm>
#include <stdexcept>

#include "platform/notify/tables_templates.h"

namespace portico::notify {
namespace {

constexpr std::string_view office = "office", pack = "pack", program = "program";

SavedTemplate next_version(store::Tx& tx, std::string_view source, const Template& wanted, std::string_view actor, Instant now) {
  SavedTemplate saved;
  static_cast<Template&>(saved) = wanted;
  saved.source = source;
  saved.version = tables::last_version(tx, source, wanted) + 1;
  saved.saved = now;
  saved.saved_by = actor;
  return saved;
}

bool same_place(const Template& one, const Template& other) {
  return one.code == other.code && one.service == other.service && one.language == other.language;
}

std::vector<Fault> faults_of(const Kinds& kinds, const std::vector<Template>& wanted) {
  std::vector<Fault> faults;
  for (auto one = wanted.begin(); one != wanted.end(); ++one) {
    if (const auto held = check(kinds, *one); !held) faults.insert(faults.end(), held.error().faults.begin(), held.error().faults.end());
    if (std::any_of(wanted.begin(), one, [&](const Template& other) { return same_place(*one, other); }))
      faults.push_back({one->place, "There are two templates for this.", "one of each code, service and language"});
  }
  return faults;
}

}  // namespace

Shelf::Shelf(const Kinds& kinds, std::vector<Sourced> all) {
  for (auto& [from, source, version] : all) {
    const Key key{from.code, from.service, from.language};
    if (ready_.contains(key)) continue;
    auto held = check(kinds, from);
    if (!held) {
      faults_.insert(faults_.end(), held.error().faults.begin(), held.error().faults.end());
      continue;
    }
    held->source = source;
    held->version = version;
    ready_.emplace(key, *std::move(held));
  }
}

const Ready* Shelf::find(std::string_view code, std::string_view service, std::string_view language,
                         std::string_view first_language) const {
  for (const auto& tried : {language, first_language})
    for (const auto& of : {service, std::string_view()}) {
      const auto found = ready_.find(Key{std::string(code), std::string(of), std::string(tried)});
      if (found != ready_.end()) return &found->second;
    }
  return nullptr;
}

std::vector<const Ready*> Shelf::all() const {
  std::vector<const Ready*> list;
  for (const auto& [key, ready] : ready_) list.push_back(&ready);
  return list;
}

Outcome<std::int64_t> save_template(store::Tx& tx, const Kinds& kinds, const Template& wanted, std::string_view actor, Instant now) {
  if (const auto held = check(kinds, wanted); !held) return std::unexpected(held.error());
  const SavedTemplate saved = next_version(tx, office, wanted, actor, now);
  tables::insert_template(tx, saved);
  return saved.version;
}

Outcome<std::int64_t> withdraw_template(store::Tx& tx, std::string_view code, std::string_view service, std::string_view language,
                                        std::string_view actor, Instant now) {
  const auto all = tables::versions(tx, code, service, language);
  const auto newest = std::ranges::find(all, office, &SavedTemplate::source);
  if (newest == all.end() || newest->withdrawn)
    return refuse(Refused::not_found, std::string(code), "The administrators have no template for this.", "one that was saved here");
  SavedTemplate gone = next_version(tx, office, *newest, actor, now);
  gone.withdrawn = true;
  tables::insert_template(tx, gone);
  return gone.version;
}

Outcome<int> load_templates(store::Tx& tx, const Kinds& kinds, const std::vector<Template>& wanted, Instant now) {
  if (auto faults = faults_of(kinds, wanted); !faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  std::vector<SavedTemplate> before = tables::newest_templates(tx);
  std::erase_if(before, [](const SavedTemplate& one) { return one.source != pack || one.withdrawn; });
  int changes = 0;
  for (const Template& one : wanted) {
    const auto known = std::ranges::find_if(before, [&](const SavedTemplate& other) { return same_place(one, other); });
    if (known != before.end() && static_cast<const Template&>(*known) == one) continue;
    tables::insert_template(tx, next_version(tx, pack, one, pack, now));
    ++changes;
  }
  for (const SavedTemplate& one : before) {
    if (std::ranges::any_of(wanted, [&](const Template& other) { return same_place(one, other); })) continue;
    SavedTemplate gone = next_version(tx, pack, one, pack, now);
    gone.withdrawn = true;
    tables::insert_template(tx, gone);
    ++changes;
  }
  return changes;
}

std::vector<SavedTemplate> versions(store::Reader& reader, std::string_view code, std::string_view service, std::string_view language) {
  return tables::versions(reader, code, service, language);
}

Templates::Templates(store::Store& store, Kinds kinds, std::vector<Template> built_in)
    : store_(store), kinds_(std::move(kinds)), built_in_(std::move(built_in)) {
  if (const auto faults = faults_of(kinds_, built_in_); !faults.empty())
    throw std::logic_error(faults.front().field + ": " + faults.front().reason);
  refresh();
}

void Templates::refresh() {
  std::vector<SavedTemplate> saved;
  store_.read([&](store::Reader& reader) { saved = tables::newest_templates(reader); });
  std::vector<Shelf::Sourced> all;
  for (const auto source : {office, pack})
    for (const SavedTemplate& one : saved)
      if (one.source == source && !one.withdrawn) all.push_back({one, one.source, one.version});
  for (const Template& one : built_in_) all.push_back({one, std::string(program), 0});
  shelf_.store(std::make_shared<const Shelf>(kinds_, std::move(all)));
}

}  // namespace portico::notify
