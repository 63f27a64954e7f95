// city.toml, seal.svg, server.toml and agencies.csv.
#include <algorithm>

#include "base/text.h"
#include "city/directory/pack_reader.h"
#include "platform/calendar/calendar.h"
#include "platform/i18n/i18n.h"

namespace portico::directory {
namespace {

constexpr std::size_t largest_seal = 256 << 10;

// The properties of the stylesheet that are a city's own; all others are the product's.
const std::vector<std::string>& brand_properties() {
  static const std::vector<std::string> names = {"brand-deep",    "brand", "brand-mid", "brand-tint",   "brand-wash", "on-brand",
                                                 "on-brand-soft", "sun",   "action",    "action-hover", "on-action",  "link"};
  return names;
}

bool is_colour(std::string_view text) {
  if (text.size() != 4 && text.size() != 7) return false;
  return text.front() == '#' && text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

}  // namespace

void PackReader::read_city() {
  if (!has("city.toml")) return fault("city.toml", "The file is missing.", "city.toml with the table [city]");
  const auto document = toml("city.toml");
  if (!document) return;
  if (const auto table = document->table("city", faults_))
    read_city_table(*table);
  else
    fault("city.toml", "The table [city] is missing.", "[city]");
  read_brand(*document);
  document->refuse_unknown(faults_);
  read_seal();
}

void PackReader::read_city_table(const formats::TomlTable& table) {
  City& city = pack_.city;
  std::set<std::string> only;
  for (const auto& tag : table.texts("languages", faults_)) {
    const auto language = i18n::find_language(tag, table.place_of("languages"));
    if (!language)
      faults_.insert(faults_.end(), language.error().faults.begin(), language.error().faults.end());
    else if (!only.insert(language->tag).second)
      fault(table.place_of("languages"), "The language \"" + tag + "\" is there twice.", "each language once");
    else
      city.languages.push_back(language->tag);
  }
  if (!table.has("languages"))
    fault(table.place(), "\"languages\" is missing.", "languages = [\"en\"]; the first is the city's own");
  else if (city.languages.empty() && only.empty())
    fault(table.place_of("languages"), "There is no language.", "at least the city's own");
  std::set<std::string> cities;
  city.code = code(table, "city", cities);
  city.name = words(table, "name", true);
  city.short_name = words(table, "short_name", true);
  city.zone = table.text("zone", faults_);
  if (!city.zone.empty()) {
    const auto zone = calendar::Zone::find(city.zone, table.place_of("zone"));
    if (!zone) faults_.insert(faults_.end(), zone.error().faults.begin(), zone.error().faults.end());
  }
  city.phone = table.text_or("phone", "", faults_);
  city.email = table.text_or("email", "", faults_);
  city.url = table.text_or("url", "", faults_);
  city.address = table.text_or("address", "", faults_);
  city.emergency = table.text_or("emergency", "", faults_);
  check_contact(table.place_of(table.has("email") ? "email" : "url"), city.email, "");
  check_contact(table.place_of("url"), "", city.url);
  city.boundary_set = table.text_or("boundary", "", faults_);
  if (!city.boundary_set.empty()) sets_named_.push_back({city.boundary_set, table.place_of("boundary")});
}

void PackReader::read_brand(const formats::TomlTable& document) {
  const auto table = document.table("brand", faults_);
  if (!table) return;
  for (const auto& name : brand_properties()) {
    const std::string value = table->text_or(name, "", faults_);
    if (value.empty()) continue;
    if (is_colour(value))
      pack_.city.brand[name] = lower_ascii(value);
    else
      fault(table->place_of(name), "\"" + value + "\" is no colour.", "#rrggbb");
  }
}

void PackReader::read_seal() {
  if (!has("seal.svg")) return;
  auto text = file("seal.svg", largest_seal);
  if (!text) return;
  const std::string lower = lower_ascii(*text);
  if (!valid_utf8(*text) || text->find('\0') != std::string::npos) return fault("seal.svg", "The file is not in UTF-8.", "UTF-8");
  if (lower.find("<svg") == std::string::npos)
    return fault("seal.svg", "This is no SVG picture.", "<svg xmlns=\"http://www.w3.org/2000/svg\" …>");
  for (const char* active : {"<script", "<foreignobject", "javascript:", "<!entity", " onload", " onclick", " onerror", "@import"}) {
    if (const auto at = lower.find(active); at != std::string::npos) {
      const auto line = 1 + std::count(lower.begin(), lower.begin() + static_cast<std::ptrdiff_t>(at), '\n');
      return fault("seal.svg:" + std::to_string(line), "\"" + std::string(trim(active)) + "\" may not stand in a seal.",
                   "a picture without script");
    }
  }
  pack_.city.seal_svg = std::move(*text);
}

void PackReader::read_server() {
  const auto document = toml("server.toml");
  if (!document) return;
  const auto whole = [&](const formats::TomlTable& table, const char* key, int otherwise, int most) {
    const std::int64_t number = table.integer_or(key, otherwise, faults_);
    if (number >= 0 && number <= most) return static_cast<int>(number);
    fault(table.place_of(key), "\"" + std::string(key) + "\" is out of range.", "0 to " + std::to_string(most));
    return otherwise;
  };
  if (const auto table = document->table("open311", faults_)) {
    pack_.server.post_needs_key = one_of(*table, "post", {"open", "key"}, 0) == 1;
    pack_.server.posts_per_minute = whole(*table, "posts_per_minute", pack_.server.posts_per_minute, 1'000'000);
    pack_.server.burst = whole(*table, "burst", pack_.server.burst, 1'000'000);
    pack_.server.limit_loopback = table->flag_or("limit_loopback", false, faults_);
    if (pack_.server.posts_per_minute > 0 && pack_.server.burst == 0)
      fault(table->place_of("burst"), "With a burst of 0 nobody could post.", "1 or more");
  }
  document->refuse_unknown(faults_);
}

void PackReader::read_agencies() {
  if (!has("agencies.csv")) return fault("agencies.csv", "The file is missing.", "code,name,phone,email,url");
  PackCsv csv(folder_ / "agencies.csv", "agencies.csv", {"code", "name"}, {"phone", "email", "url"}, faults_);
  while (csv.next()) {
    Agency agency{.code = csv.value("code"),
                  .name = in_own_language(csv.value("name")),
                  .phone = csv.value("phone"),
                  .email = csv.value("email"),
                  .url = csv.value("url")};
    if (agency.name.empty()) fault(csv.place(), "The agency has no name.", "a name");
    check_contact(csv.place(), agency.email, agency.url);
    if (take_code(agency.code, csv.place(), "agency", agency_codes_)) pack_.agencies.push_back(std::move(agency));
  }
  if (pack_.agencies.empty()) fault("agencies.csv", "There is no agency.", "at least one");
}

}  // namespace portico::directory
