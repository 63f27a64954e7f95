#include "city/registers/pack.h"

#include <algorithm>

#include "base/text.h"
#include "platform/formats/formats.h"

namespace portico::registers {
namespace {

constexpr std::string_view offices_file = "offices.csv", data_file = "open_data.toml";
const std::vector<std::string> columns{"site", "agency", "services", "access"};

std::string list(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

// One row with its columns by name, and where faults of it stand.
class Row {
 public:
  Row(const formats::CsvReader& csv, const std::vector<std::string>& fields) : csv_(csv), fields_(fields) {}

  std::string value(std::string_view column) const {
    const auto found = std::ranges::find(csv_.head(), column);
    return found == csv_.head().end() ? std::string()
                                      : std::string(trim(fields_.at(static_cast<std::size_t>(found - csv_.head().begin()))));
  }
  std::vector<std::string> values(std::string_view column) const {
    std::vector<std::string> all;
    const std::string text = value(column);
    for (const auto each : split(text, ' '))
      if (!each.empty() && std::ranges::find(all, each) == all.end()) all.emplace_back(each);
    return all;
  }
  std::string place(std::string_view column) const { return csv_.place() + ", column \"" + std::string(column) + "\""; }

 private:
  const formats::CsvReader& csv_;
  const std::vector<std::string>& fields_;
};

template <class Things>
std::vector<std::string> codes_of(const Things& things) {
  std::vector<std::string> codes;
  for (const auto& each : things) codes.push_back(each.code);
  return codes;
}

bool known(const std::string& code, const std::vector<std::string>& codes, const std::string& place, std::string_view kind,
           std::vector<Fault>& faults) {
  if (std::ranges::find(codes, code) != codes.end()) return true;
  faults.push_back(
      {place, "There is no " + std::string(kind) + " \"" + code + "\".", formats::nearest_or(code, codes, "a code that the pack has")});
  return false;
}

void read_row(const Row& row, const directory::Snapshot& city, Offers& offers, std::vector<Fault>& faults) {
  const std::string site = row.value("site");
  if (!known(site, codes_of(city.sites), row.place("site"), "site", faults)) return;
  Offer offer{.agency = row.value("agency"), .services = row.values("services"), .access = row.values("access")};
  if (!offer.agency.empty()) known(offer.agency, codes_of(city.agencies), row.place("agency"), "agency", faults);
  for (const auto& code : offer.services) known(code, codes_of(city.services), row.place("services"), "service", faults);
  for (const auto& each : offer.access) {
    if (std::ranges::find(access_kinds(), each) != access_kinds().end()) continue;
    faults.push_back({row.place("access"), "\"" + each + "\" is no kind of access.",
                      formats::nearest_or(each, access_kinds(), "some of " + list(access_kinds()))});
  }
  if (!offers.by_site.emplace(site, std::move(offer)).second)
    faults.push_back({row.place("site"), "The site \"" + site + "\" is there twice.", "each site once"});
}

void check_head(const formats::CsvReader& csv, std::vector<Fault>& faults) {
  const std::string place = std::string(offices_file) + ":1";
  for (const auto& column : csv.head()) {
    if (std::ranges::find(columns, column) == columns.end())
      faults.push_back({place, "There is no column \"" + column + "\" in this file.",
                        formats::nearest_or(column, columns, "the columns " + list(columns))});
    else if (std::ranges::count(csv.head(), column) > 1)
      faults.push_back({place, "The column \"" + column + "\" is there twice.", "each column once"});
  }
  if (!csv.head().empty() && std::ranges::find(csv.head(), "site") == csv.head().end())
    faults.push_back({place, "The column \"site\" is missing.", "the columns " + list(columns)});
}

void read_offices(const std::filesystem::path& file, const directory::Snapshot& city, Offers& offers, std::vector<Fault>& faults) {
  auto source = formats::ByteSource::open(file);
  if (!source) {
    for (const auto& one : source.error().faults) faults.push_back({std::string(offices_file), one.reason, one.accepted});
    return;
  }
  formats::CsvReader csv(*std::move(source), std::string(offices_file));
  const std::size_t before = faults.size();
  check_head(csv, faults);
  if (faults.size() != before) return;
  while (true) {
    const auto fields = csv.next();
    if (!fields) {
      faults.insert(faults.end(), fields.error().faults.begin(), fields.error().faults.end());
      continue;
    }
    if (*fields == nullptr) return;
    const auto unfit = [](const std::string& field) { return !valid_utf8(field) || field.find('\0') != std::string::npos; };
    if (std::ranges::any_of(**fields, unfit))
      faults.push_back({csv.place(), "The row is not in UTF-8.", "UTF-8 without NUL"});
    else
      read_row(Row(csv, **fields), city, offers, faults);
  }
}

void read_licence(const std::filesystem::path& file, Offers& offers, std::vector<Fault>& faults) {
  const auto table = formats::TomlTable::read(file);
  if (!table) {
    faults.insert(faults.end(), table.error().faults.begin(), table.error().faults.end());
    return;
  }
  offers.licence.name = table->text("licence", faults);
  offers.licence.url = table->text_or("licence_url", "", faults);
  table->refuse_unknown(faults);
  const auto& url = offers.licence.url;
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  if (!url.empty() && (!web || url.find_first_of(" <>\"'") != std::string::npos))
    faults.push_back({table->place_of("licence_url"), "\"" + url + "\" is no web address.", "https://…"});
}

}  // namespace

Offers read_offers(const std::filesystem::path& pack, const directory::Snapshot& city, std::vector<Fault>& faults) {
  Offers offers;
  if (std::filesystem::exists(pack / offices_file)) read_offices(pack / offices_file, city, offers, faults);
  if (std::filesystem::exists(pack / data_file)) read_licence(pack / data_file, offers, faults);
  return offers;
}

}  // namespace portico::registers
