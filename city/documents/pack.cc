#include "city/documents/pack.h"

#include <algorithm>

#include "base/text.h"
#include "city/directory/pack.h"
#include "platform/formats/formats.h"
#include "platform/formats/markdown.h"

namespace portico::documents {
namespace {

constexpr std::size_t most_bytes = 256 << 10;
constexpr std::string_view fence = "+++", shape = "a head between two lines of +++, then the text";

// A file as it was read: its head, and where its text begins.
struct Page {
  std::string code, language, file, body;
  formats::TomlTable head;
  int body_line = 1;
};

std::optional<Page> read_page(const std::filesystem::path& path, std::vector<Fault>& faults) {
  const std::string file = "articles/" + path.filename().string(), stem = path.stem().string();
  const auto dot = stem.rfind('.');
  if (dot == std::string::npos || !directory::is_code(stem.substr(0, dot))) {
    faults.push_back({file, "The name does not say the article's code and language.", "CODE.LANGUAGE.md, such as BULKY.en.md"});
    return std::nullopt;
  }
  auto text = formats::read_file(path, most_bytes);
  if (!text) {
    for (const auto& one : text.error().faults) faults.push_back({file, one.reason, one.accepted});
    return std::nullopt;
  }
  std::erase(*text, '\r');
  if (!valid_utf8(*text) || text->find('\0') != std::string::npos) {
    faults.push_back({file, "The file is not in UTF-8.", "UTF-8 without NUL"});
    return std::nullopt;
  }
  const auto end = text->find("\n+++\n");
  if (!text->starts_with(std::string(fence) + "\n") || end == std::string::npos) {
    faults.push_back({file + ":1", "The file has no head.", std::string(shape)});
    return std::nullopt;
  }
  // An empty line in place of the fence: the head's lines keep their numbers.
  auto head = formats::TomlTable::parse("\n" + text->substr(fence.size() + 1, end - fence.size()), file);
  if (!head) {
    faults.insert(faults.end(), head.error().faults.begin(), head.error().faults.end());
    return std::nullopt;
  }
  const std::size_t body = end + fence.size() + 2;
  const auto lines = std::count(text->begin(), text->begin() + static_cast<std::ptrdiff_t>(body), '\n');
  return Page{stem.substr(0, dot), stem.substr(dot + 1), file, text->substr(body), *std::move(head), static_cast<int>(lines) + 1};
}

std::chrono::sys_days day_in(const Page& page, std::string_view key, std::vector<Fault>& faults) {
  const std::size_t before = faults.size();
  const std::string text = page.head.text(key, faults);
  if (faults.size() != before) return {};
  const auto day = parse_day(text, page.head.place_of(key));
  if (!day) faults.insert(faults.end(), day.error().faults.begin(), day.error().faults.end());
  return day.value_or(std::chrono::sys_days{});
}

// The fault of a field stands where the head says it, else at the file.
void place_faults(const Page& page, std::vector<Fault> found, std::vector<Fault>& faults) {
  for (Fault& fault : found) {
    if (fault.field == "body")
      fault.field = page.file + ":" + std::to_string(page.body_line);
    else
      fault.field = page.head.has(fault.field) ? page.head.place_of(fault.field) : page.file;
    faults.push_back(std::move(fault));
  }
}

Text text_of(const Page& page, std::vector<Fault>& faults) {
  for (Fault& fault : formats::check_markdown(page.body, page.file, page.body_line)) faults.push_back(std::move(fault));
  return {page.head.text("title", faults), std::string(trim(page.body))};
}

void check_services(const Page& page, const directory::Snapshot& city, Article& article, std::vector<Fault>& faults) {
  std::vector<std::string> codes;
  for (const auto& service : city.services) codes.push_back(service.code);
  for (const auto& code : article.services)
    if (!city.service(code))
      faults.push_back({page.head.place_of("services"), "There is no service \"" + code + "\".",
                        formats::nearest_or(code, codes, "a code of services.toml")});
  std::erase_if(article.services, [&](const std::string& code) { return !city.service(code); });
}

// The file in the city's own language says all but the words of the others.
std::optional<Article> begin_article(const Page& page, const directory::Snapshot& city, std::vector<Fault>& faults) {
  const std::size_t before = faults.size();
  Article article;
  article.code = page.code;
  article.agency = page.head.text("agency", faults);
  article.services = page.head.texts("services", faults);
  article.reviewed = day_in(page, "reviewed", faults);
  article.review_by = day_in(page, "review_by", faults);
  article.texts[page.language] = text_of(page, faults);
  page.head.refuse_unknown(faults);
  check_services(page, city, article, faults);
  if (faults.size() == before) place_faults(page, faults_of(article, city, false), faults);
  return article;
}

void add_language(const Page& page, Article& article, std::vector<Fault>& faults) {
  const std::size_t before = faults.size();
  const Text text = text_of(page, faults);
  page.head.refuse_unknown(faults);
  if (faults.size() != before) return;
  place_faults(page, faults_of(text, page.language, false), faults);
  article.texts[page.language] = text;
}

}  // namespace

std::vector<Article> read_articles(const std::filesystem::path& pack, const directory::Snapshot& city, std::vector<Fault>& faults) {
  const std::string own = own_language(city);
  std::vector<Page> pages;
  for (const auto& path : directory::pack_files(pack / "articles", "", ".md")) {
    auto page = read_page(path, faults);
    if (!page) continue;
    const auto& languages = city.city.languages;
    if (std::ranges::find(languages, page->language) == languages.end())
      faults.push_back({page->file, "The city does not have the language \"" + page->language + "\".", "a language of city.toml"});
    else
      pages.push_back(*std::move(page));
  }
  std::map<std::string, Article> articles;
  for (const Page& page : pages)
    if (page.language == own)
      if (auto begun = begin_article(page, city, faults)) articles[page.code] = *std::move(begun);
  for (const Page& page : pages) {
    if (page.language == own) continue;
    if (const auto found = articles.find(page.code); found != articles.end())
      add_language(page, found->second, faults);
    else
      faults.push_back({page.file, "The article has no text in the city's own language.", "articles/" + page.code + "." + own + ".md"});
  }
  std::vector<Article> all;
  for (auto& [code, article] : articles) all.push_back(std::move(article));
  return all;
}

}  // namespace portico::documents
