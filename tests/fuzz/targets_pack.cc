#include "tests/fuzz/targets_pack.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/text.h"
#include "city/cases/town.h"
#include "city/documents/pack.h"
#include "city/registers/pack.h"
#include "platform/formats/markdown.h"
#include "platform/http/http.h"
#include "platform/ledger/json.h"
#include "tests/fuzz/holds.h"

namespace portico::fuzz {
namespace {

using std::string_view;

// A pack of a few files, gone with the block: what reads packs reads folders.
class Pack {
 public:
  Pack() : folder_((std::filesystem::temp_directory_path() / "portico-fuzz-XXXXXX").string()) {
    holds(::mkdtemp(folder_.data()) != nullptr, "no temporary folder can be made");
  }
  ~Pack() {
    std::error_code gone_already;
    std::filesystem::remove_all(folder_, gone_already);
  }
  Pack(const Pack&) = delete;
  Pack& operator=(const Pack&) = delete;

  void put(const std::filesystem::path& name, string_view bytes) const {
    const auto file = folder() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
  }
  std::filesystem::path folder() const { return folder_; }

 private:
  std::string folder_;
};

// Two languages, two offices.
const directory::Snapshot& town() {
  static const directory::Snapshot made = [] {
    const auto small = cases::small_town();
    directory::Snapshot town;
    town.city = small->city;
    town.agencies = small->agencies;
    town.services = small->services;
    town.city.languages = {"en", "es"};
    for (const char* code : {"HALL", "DEPOT"}) {
      directory::Site site;
      site.code = code;
      town.sites.push_back(site);
    }
    std::ranges::sort(town.sites, {}, &directory::Site::code);
    town.prepare();
    return town;
  }();
  return made;
}

// What stands before the first form feed, and what behind it: two files from one input.
std::pair<string_view, string_view> two_files(string_view bytes) {
  const auto at = bytes.find('\f');
  return {bytes.substr(0, at), at == string_view::npos ? string_view() : bytes.substr(at + 1)};
}

Verdict verdict_on(const std::vector<Fault>& faults) {
  for (const auto& fault : faults) holds(!fault.field.empty() && !fault.reason.empty(), "a fault without place and reason");
  return faults.empty() ? Verdict::taken : Verdict::refused;
}

// No tag but those of plain text, no link that leads elsewhere than it may.
void holds_safe(string_view html) {
  constexpr std::array<string_view, 18> plain{"p",  "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul",
                                              "ol", "li", "a",  "h2", "h3",     "h4",   "h5",  "h6",         "h1"};
  for (auto at = html.find('<'); at != string_view::npos; at = html.find('<', at + 1)) {
    string_view tag = html.substr(at + 1, html.find('>', at) - at - 1);
    if (tag.starts_with('/')) tag.remove_prefix(1);
    const string_view name = tag.substr(0, tag.find_first_of(" /"));
    holds(std::ranges::find(plain, name) != plain.end(), "a tag that is no plain text's");
    if (name != "a" || tag == "a") continue;
    holds(tag.starts_with("a href=\""), "a link with something before its address");
    const string_view url = tag.substr(8, tag.find('"', 8) - 8);
    const bool web = url.starts_with("https://") || url.starts_with("http://") || url.starts_with("mailto:") || url.starts_with("tel:");
    holds(web || (url.starts_with('/') && !url.starts_with("//")), "a link that leads where none may");
  }
}

bool known(const auto& things, string_view code) {
  return std::ranges::find(things, code, [](const auto& one) { return one.code; }) != things.end();
}

}  // namespace

// Whatever it says, what is shown is safe, and what is left out of it is told with a line that the text has.
Verdict markdown(string_view bytes) {
  const formats::OwnPath own = [](string_view path) { return path.size() % 2 == 0 ? std::string(path) : std::string(); };
  for (const auto& html : {formats::markdown_to_html(bytes, 2), formats::markdown_to_html(bytes, 3, own)}) {
    holds(http::storable_text(html), "a page that is no text");
    holds_safe(html);
  }
  holds(http::storable_text(formats::markdown_to_text(bytes)), "words that cannot be kept");
  constexpr int first = 7;
  const auto ends = std::ranges::count_if(bytes, [](char c) { return c == '\n' || c == '\r'; });
  const auto faults = formats::check_markdown(bytes, "fuzz.md", first);
  for (const auto& fault : faults) {
    const auto line = parse_integer(fault.field.substr(std::string("fuzz.md:").size()));
    holds(line && *line >= first && *line <= first + ends, "a fault on a line that is not there");
  }
  return verdict_on(faults);
}

// The file in the city's own language, a form feed, the same article's other one. What is taken without a fault is an article that the
// office might have written, and can be kept.
Verdict article(string_view bytes) {
  const Pack pack;
  const auto [own, other] = two_files(bytes);
  pack.put("articles/POTHOLE.en.md", own);
  if (!other.empty()) pack.put("articles/POTHOLE.es.md", other);
  std::vector<Fault> faults;
  const auto read = documents::read_articles(pack.folder(), town(), faults);
  holds(!faults.empty() || read.size() == 1, "an article that is neither taken nor refused");
  for (const auto& fault : faults) holds(fault.field.starts_with("articles/POTHOLE."), "a fault that names no file");
  if (!faults.empty()) return verdict_on(faults);
  holds(documents::faults_of(read.front(), town(), false).empty(), "an article that the office could not have written");
  const std::string record = documents::record_of(read.front());
  holds(http::storable_text(record) && ledger::is_one_json_object(record), "an article that cannot be kept");
  return Verdict::taken;
}

// The offices, a form feed, the licence of the open data. What is taken names only what there is, and reads the same from its record.
Verdict offices(string_view bytes) {
  const Pack pack;
  const auto [rows, licence] = two_files(bytes);
  pack.put("offices.csv", rows);
  if (!licence.empty()) pack.put("open_data.toml", licence);
  std::vector<Fault> faults;
  const auto offers = registers::read_offers(pack.folder(), town(), faults);
  if (!faults.empty()) return verdict_on(faults);
  for (const auto& [site, offer] : offers.by_site) {
    holds(known(town().sites, site), "an office that is nowhere");
    holds(offer.agency.empty() || known(town().agencies, offer.agency), "an office of nobody");
    for (const auto& code : offer.services) holds(known(town().services, code), "an office for what the city does not do");
    for (const auto& way : offer.access) holds(std::ranges::count(registers::access_kinds(), way) == 1, "a way in that nobody knows");
  }
  for (const auto* text : {&offers.licence.name, &offers.licence.url}) holds(http::storable_text(*text), "a licence that cannot be kept");
  holds(registers::offers_from(registers::record_of(offers)) == offers, "offices that read otherwise from their record");
  return Verdict::taken;
}

}  // namespace portico::fuzz
