#include "city/directory/pack.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "city/directory/pack_reader.h"

namespace portico::directory {
namespace {

namespace fs = std::filesystem;

// Dotted keys may be written with quotes ("agency.DSW.name" = …) or without (agency.DSW.name = …): both give the same key.
void flatten(const formats::TomlTable& table, const std::string& prefix, std::map<std::string, std::string>& texts,
             std::map<std::string, std::string>& places, std::vector<Fault>& faults) {
  for (const auto& key : table.keys()) {
    const std::string whole = prefix + key;
    std::vector<Fault> no_table;
    if (const auto below = table.table(key, no_table)) {
      flatten(*below, whole + ".", texts, places, faults);
    } else {
      texts[whole] = table.text(key, faults);
      places[whole] = table.place_of(key);
    }
  }
}

}  // namespace

void PackReader::read_all() {
  read_city();
  calendar_names_ = pack_calendars(folder_);
  read_agencies();
  read_services();
  read_districts();
  read_sites();
  read_map();
  read_server();
  read_roles();
  check_references();
  read_texts();
  check_files();
}

void PackReader::check_references() {
  for (const auto& [code, place] : agencies_named_) refers(code, agency_codes_, place, "agency");
  for (const auto& [code, place] : groups_named_) refers(code, group_codes_, place, "service group");
  for (const auto& [code, place] : sets_named_) refers(code, set_codes_, place, "district set");
  for (const auto& [code, place] : calendars_named_) refers(code, calendar_names_, place, "calendar");
}

void PackReader::read_texts() {
  // Each key that may be translated, and where the translation goes; none for what another module reads.
  std::map<std::string, Words*> known = {{"city.name", &pack_.city.name}, {"city.short_name", &pack_.city.short_name}};
  for (auto& agency : pack_.agencies) known["agency." + agency.code + ".name"] = &agency.name;
  for (auto& group : pack_.groups) known["group." + group.code + ".name"] = &group.name;
  for (auto& set : pack_.districts) known["set." + set.code + ".name"] = &set.name;
  for (auto& site : pack_.sites) known["site." + site.code + ".name"] = &site.name;
  for (auto& service : pack_.services) {
    known["service." + service.code + ".name"] = &service.name;
    known["service." + service.code + ".about"] = &service.about;
    known["sla." + service.code + ".words"] = nullptr;
    for (auto& question : service.questions) {
      const std::string name = service.code + "." + question.code;
      known["question." + name + ".text"] = &question.text;
      known["question." + name + ".hint"] = &question.hint;
      for (auto& choice : question.choices) known["value." + name + "." + choice.key] = &choice.name;
    }
  }
  std::vector<std::string> names;
  for (const auto& [name, words] : known) names.push_back(name);
  for (const auto& path : pack_files(folder_ / "texts", "", ".toml")) {
    const std::string language = path.stem().string(), name = "texts/" + path.filename().string();
    const auto& languages = pack_.city.languages;
    if (!languages.empty() && std::find(languages.begin(), languages.end(), language) == languages.end()) {
      fault(name, "The city does not have the language \"" + language + "\".", "a language of city.toml");
      continue;
    }
    const auto document = toml(name);
    if (!document) continue;
    std::map<std::string, std::string> texts, places;
    flatten(*document, "", texts, places, faults_);
    for (const auto& [key, text] : texts) {
      const auto found = known.find(key);
      if (found == known.end()) {
        const std::string near = formats::nearest(key, names);
        fault(places[key], "\"" + key + "\" names nothing in this pack.",
              near.empty() ? "a key as \"service.CODE.name\"" : "perhaps \"" + near + "\"");
      } else if (!languages.empty() && language == languages.front()) {
        fault(places[key], "The city's own language is written where the thing itself is.",
              "another language here, or the text in its own file");
      } else if (found->second != nullptr && !text.empty()) {
        (*found->second)[language] = text;
      }
    }
  }
}

void PackReader::check_files() {
  static const std::vector<std::string> single = {"city.toml", "agencies.csv",   "services.toml",   "calendars.toml",   "slas.toml",
                                                  "sites.csv", "districts.toml", "streets.geojson", "water.geojson",    "parks.geojson",
                                                  "seal.svg",  "server.toml",    "standards.toml",  "sample-cases.csv", "roles.toml",
                                                  "mail.toml", "offices.csv",    "open_data.toml"};
  std::error_code trouble;
  for (const auto& entry : fs::directory_iterator(folder_, trouble)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(".") || name.ends_with(".md") || name.starts_with("LICENSE") || name.starts_with("NOTICE")) continue;
    if (entry.is_directory()) {
      if (name == "holidays" || name == "districts" || name == "texts" || name == "templates" || name == "articles") continue;
      fault(name + "/", "A pack has no such folder.", "holidays, districts, texts, templates or articles");
      continue;
    }
    if (std::find(single.begin(), single.end(), name) != single.end()) continue;
    if ((name.starts_with("services") || name.starts_with("slas")) && name.ends_with(".toml")) continue;
    const std::string near = formats::nearest(name, single);
    fault(name, "A pack has no such file.", near.empty() ? "the files that docs/city-pack.md lists" : "perhaps " + near);
  }
}

void PackReader::fault(std::string place, std::string reason, std::string accepted) {
  faults_.push_back({std::move(place), std::move(reason), std::move(accepted)});
}

bool PackReader::has(const std::string& name) const { return fs::exists(folder_ / name); }

std::optional<std::string> PackReader::file(const std::string& name, std::size_t limit) {
  auto text = formats::read_file(folder_ / name, limit);
  if (text) return std::move(*text);
  for (auto& one : text.error().faults) fault(name, one.reason, one.accepted);
  return std::nullopt;
}

std::optional<formats::TomlTable> PackReader::toml(const std::string& name) {
  if (!has(name)) return std::nullopt;
  const auto text = file(name, 16 << 20);
  if (!text) return std::nullopt;
  auto table = formats::TomlTable::parse(*text, name);
  if (table) return std::move(*table);
  faults_.insert(faults_.end(), table.error().faults.begin(), table.error().faults.end());
  return std::nullopt;
}

bool PackReader::take_code(const std::string& code, const std::string& place, std::string_view kind, std::set<std::string>& known) {
  if (!is_code(code)) {
    fault(place, "\"" + code + "\" cannot be a code.", "1 to 60 of A-Z a-z 0-9 _ . -");
    return false;
  }
  if (known.insert(code).second) return true;
  fault(place, "There is a " + std::string(kind) + " \"" + code + "\" already.", "another code");
  return false;
}

std::string PackReader::code(const formats::TomlTable& table, std::string_view kind, std::set<std::string>& known) {
  const std::size_t before = faults_.size();
  const std::string code = table.text("code", faults_);
  if (faults_.size() == before) take_code(code, table.place_of("code"), kind, known);
  return code;
}

Words PackReader::in_own_language(std::string text) const {
  if (text.empty()) return {};
  return {{pack_.city.languages.empty() ? "en" : pack_.city.languages.front(), std::move(text)}};
}

Words PackReader::words(const formats::TomlTable& table, std::string_view key, bool wanted) {
  std::string text = wanted ? table.text(key, faults_) : table.text_or(key, "", faults_);
  if (text.find('\0') != std::string::npos) {
    fault(table.place_of(key), "There is a NUL in the text.", "text without control characters");
    text.clear();
  }
  return in_own_language(std::string(trim(text)));
}

std::size_t PackReader::one_of(const formats::TomlTable& table, std::string_view key, const std::vector<std::string>& names,
                               std::size_t otherwise) {
  const std::string name = table.text_or(key, names[otherwise], faults_);
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  std::string accepted;
  for (const auto& one : names) accepted += (accepted.empty() ? "" : ", ") + one;
  fault(table.place_of(key), "\"" + name + "\" is no " + std::string(key) + ".", "one of " + accepted);
  return otherwise;
}

void PackReader::refers(const std::string& code, const std::set<std::string>& known, const std::string& place, std::string_view kind) {
  if (code.empty() || known.contains(code)) return;
  const std::string near = formats::nearest(code, {known.begin(), known.end()});
  fault(place, "There is no " + std::string(kind) + " \"" + code + "\".",
        near.empty() ? "a code that the pack has" : "perhaps \"" + near + "\"");
}

void PackReader::check_contact(const std::string& place, const std::string& email, const std::string& url) {
  const auto at = email.find('@');
  if (!email.empty() &&
      (at == 0 || at == std::string::npos || at + 1 == email.size() || email.find_first_of(" <>\"") != std::string::npos)) {
    fault(place, "\"" + email + "\" is no e-mail address.", "name@example.org");
  }
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  if (!url.empty() && (!web || url.find_first_of(" <>\"'") != std::string::npos)) {
    fault(place, "\"" + url + "\" is no web address.", "https://…");
  }
}

PackCsv::PackCsv(const fs::path& path, const std::string& file, const std::vector<std::string>& wanted,
                 const std::vector<std::string>& allowed, std::vector<Fault>& faults)
    : faults_(faults) {
  auto source = formats::ByteSource::open(path);
  if (!source) {
    for (auto& one : source.error().faults) faults_.push_back({file, one.reason, one.accepted});
    return;
  }
  csv_.emplace(std::move(*source), file);
  std::vector<std::string> known = wanted;
  known.insert(known.end(), allowed.begin(), allowed.end());
  std::string all;
  for (const auto& name : known) all += (all.empty() ? "" : ",") + name;
  const auto& head = csv_->head();
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (std::find(known.begin(), known.end(), head[i]) == known.end()) {
      const std::string near = formats::nearest(head[i], known);
      faults_.push_back({file + ":1", "There is no column \"" + head[i] + "\" in this file.",
                         near.empty() ? "the columns " + all : "perhaps \"" + near + "\""});
    } else if (!columns_.emplace(head[i], i).second) {
      faults_.push_back({file + ":1", "The column \"" + head[i] + "\" is there twice.", "each column once"});
    }
  }
  if (head.empty()) return;  // told with the first row
  for (const auto& name : wanted) {
    if (!columns_.contains(name)) faults_.push_back({file + ":1", "The column \"" + name + "\" is missing.", "the columns " + all});
  }
}

bool PackCsv::next() {
  if (!csv_) return false;
  while (true) {
    const auto row = csv_->next();
    if (!row) {
      faults_.insert(faults_.end(), row.error().faults.begin(), row.error().faults.end());
      continue;
    }
    if (*row == nullptr) return false;
    const auto unfit = [](const std::string& field) { return !valid_utf8(field) || field.find('\0') != std::string::npos; };
    if (std::any_of((*row)->begin(), (*row)->end(), unfit)) {
      faults_.push_back({csv_->place(), "The row is not in UTF-8.", "UTF-8 without NUL"});
      continue;
    }
    row_ = *row;
    return true;
  }
}

std::string PackCsv::value(std::string_view column) const {
  const auto found = columns_.find(column);
  return found == columns_.end() ? std::string() : std::string(trim((*row_)[found->second]));
}

std::string PackCsv::place() const { return csv_->place(); }

bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= 60 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  });
}

std::vector<fs::path> pack_files(const fs::path& folder, std::string_view begins, std::string_view ends) {
  std::vector<fs::path> files;
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(folder, absent)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(begins) && name.ends_with(ends) && name.size() >= begins.size() + ends.size() && !entry.is_directory())
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::map<std::string, std::map<std::string, std::string>> pack_texts(const fs::path& folder) {
  std::map<std::string, std::map<std::string, std::string>> all;
  for (const auto& path : pack_files(folder / "texts", "", ".toml")) {
    const auto document = formats::TomlTable::read(path);
    if (!document) continue;
    std::map<std::string, std::string> places;
    std::vector<Fault> told_elsewhere;
    flatten(*document, "", all[path.stem().string()], places, told_elsewhere);
  }
  return all;
}

std::set<std::string> pack_calendars(const fs::path& folder) {
  const auto document = formats::TomlTable::read(folder / "calendars.toml");
  if (!document) return {};
  std::vector<Fault> told_elsewhere;
  const auto calendars = document->table("calendar", told_elsewhere);
  if (!calendars) return {};
  const auto names = calendars->keys();
  return {names.begin(), names.end()};
}

Pack read_pack(const fs::path& folder, std::vector<Fault>& faults) {
  Pack pack;
  if (!fs::is_directory(folder)) {
    faults.push_back({folder.string(), "There is no such folder.", "the folder of a city pack"});
    return pack;
  }
  PackReader(folder, pack, faults).read_all();
  const auto by_code = [](const auto& a, const auto& b) { return a.code < b.code; };
  std::sort(pack.agencies.begin(), pack.agencies.end(), by_code);
  std::sort(pack.services.begin(), pack.services.end(), by_code);
  std::sort(pack.sites.begin(), pack.sites.end(), by_code);
  std::sort(pack.roles.begin(), pack.roles.end(), by_code);
  std::sort(pack.districts.begin(), pack.districts.end(),
            [](const auto& a, const auto& b) { return std::tie(a.code, a.effective) < std::tie(b.code, b.effective); });
  return pack;
}

Outcome<Pack> read_pack(const fs::path& folder) {
  std::vector<Fault> faults;
  Pack pack = read_pack(folder, faults);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return pack;
}

Snapshot snapshot_of(Pack pack) {
  Snapshot snapshot;
  snapshot.city = std::move(pack.city);
  snapshot.server = pack.server;
  snapshot.agencies = std::move(pack.agencies);
  snapshot.groups = std::move(pack.groups);
  snapshot.services = std::move(pack.services);
  snapshot.districts = std::move(pack.districts);
  snapshot.sites = std::move(pack.sites);
  snapshot.roles = std::move(pack.roles);
  snapshot.prepare();
  return snapshot;
}

}  // namespace portico::directory
