// The page shell as HTML. It is here, among the routes, because it writes for HTTP: escaping is platform/http's.
#include <algorithm>

#include "base/text.h"
#include "city/directory/built.h"
#include "city/directory/shell.h"
#include "platform/crypto/crypto.h"
#include "platform/http/http.h"

namespace portico::directory {
namespace {

constexpr std::string_view globe =
    "<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\"><circle cx=\"12\" cy=\"12\" r=\"9\"/>"
    "<path d=\"M3 12h18M12 3c3 3 3.6 6 3.6 9s-.6 6-3.6 9c-3-3-3.6-6-3.6-9S9 6 12 3z\"/></svg>";
constexpr std::string_view bars =
    "<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\"><path d=\"M4 7h16M4 12h16M4 17h16\"/></svg>";

std::string fingerprint(std::string_view bytes) { return hex(crypto::view(crypto::sha256(bytes))).substr(0, 12); }

// The pack's reader lets nothing but colours through, so they can stand in a stylesheet as they are.
std::string brand_css(const City& city) {
  std::string css = ":root {";
  for (const auto& [name, value] : city.brand) css += " --" + name + ": " + value + ";";
  return css + " }\n";
}
std::string brand_path(const City& city) { return "/assets/brand-" + fingerprint(brand_css(city)) + ".css"; }
std::string seal_path(const City& city) { return "/assets/seal-" + fingerprint(city.seal_svg) + ".svg"; }

// What one page needs while it is written.
class Writer {
 public:
  Writer(const Snapshot& city, const Page& page)
      : city_(city), page_(page), own_(city.city.languages.empty() ? "en" : city.city.languages.front()) {
    for (const auto& tag : city.city.languages) {
      if (auto language = i18n::find_language(tag, "language")) languages_.push_back(std::move(*language));
    }
    const auto found =
        std::find_if(languages_.begin(), languages_.end(), [&](const auto& language) { return language.tag == page.language; });
    if (found != languages_.end())
      language_ = *found;
    else
      language_ = languages_.empty() ? i18n::Language{"en", "English", false} : languages_.front();
  }

  std::string document() const {
    std::string html = "<!doctype html>\n<html lang=\"" + attribute(language_.tag) + "\" dir=\"" +
                       (language_.right_to_left ? "rtl" : "ltr") + "\">\n<head>\n";
    html += "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    html += "<title>" +
            http::escape_html(page_.title.empty() ? plain(city_.city.short_name) : page_.title + " · " + plain(city_.city.short_name)) +
            "</title>\n";
    if (!page_.description.empty()) html += "<meta name=\"description\" content=\"" + attribute(page_.description) + "\">\n";
    html += stylesheet("portico.css");
    if (page_.bar) html += stylesheet("desk.css");
    if (!city_.city.brand.empty()) html += "<link rel=\"stylesheet\" href=\"" + brand_path(city_.city) + "\">\n";
    if (!city_.city.seal_svg.empty()) html += "<link rel=\"icon\" type=\"image/svg+xml\" href=\"" + seal_path(city_.city) + "\">\n";
    if (!page_.bar) {
      html += "<link rel=\"manifest\" href=\"" + href(language_.tag, "/manifest.webmanifest") + "\">\n";
      if (const auto deep = city_.city.brand.find("brand-deep"); deep != city_.city.brand.end())
        html += "<meta name=\"theme-color\" content=\"" + attribute(deep->second) + "\">\n";
    }
    for (const auto& language : languages_) {
      if (page_.bar) break;  // by the reader's own language alone
      html += "<link rel=\"alternate\" hreflang=\"" + attribute(language.tag) + "\" href=\"" + href(language.tag, page_.path) + "\">\n";
    }
    for (const auto& name : page_.scripts)
      if (const Built* script = built(name + ".js"))
        html += "<script type=\"module\" src=\"" + std::string(script->path) + "\"></script>\n";
    html += std::string("</head>\n<body") + (page_.bar ? " class=\"desk\"" : "") + ">\n<a class=\"skip\" href=\"#main\">" + say("skip") +
            "</a>\n";
    const std::string body = "<main id=\"main\">\n" + page_.body + "\n</main>\n";
    return html + (page_.bar ? deskbar() + body : masthead() + body + footer()) + "</body>\n</html>\n";
  }

 private:
  static std::string stylesheet(std::string_view name) {
    return "<link rel=\"stylesheet\" href=\"" + std::string(built(name)->path) + "\">\n";
  }
  static std::string attribute(std::string_view text) { return http::escape_html(text); }
  std::string say(std::string_view key, const i18n::Arguments& arguments = {}) const {
    return http::escape_html(messages().text(language_.tag, key, arguments));
  }
  std::string plain(const Words& words) const { return in_language(words, language_.tag, own_); }
  std::string words(const Words& words) const { return words_in_html(words, language_.tag, own_); }
  std::string href(std::string_view language, std::string_view path) const { return attribute(path_in(city_, language, path)); }

  std::string navigation() const {
    std::string html = "<nav aria-label=\"" + say("nav.main") + "\"><ul>";
    for (const auto& [path, key] : {std::pair("/", "nav.home"), std::pair("/report", "nav.report"), std::pair("/services", "nav.services"),
                                    std::pair("/answers", "nav.answers")}) {
      html += "<li><a href=\"" + href(language_.tag, path) + "\"" + (page_.path == path ? " aria-current=\"page\"" : "") + ">" + say(key) +
              "</a></li>";
    }
    return html + "</ul></nav>";
  }

  std::string language_list(std::string_view css_class) const {
    std::string html = "<ul class=\"" + std::string(css_class) + "\">";
    for (const auto& language : languages_) {
      html += "<li><a href=\"" + href(language.tag, page_.path) + "\" lang=\"" + attribute(language.tag) + "\" hreflang=\"" +
              attribute(language.tag) + "\" dir=\"" + (language.right_to_left ? "rtl" : "ltr") + "\"" +
              (language.tag == language_.tag ? " aria-current=\"true\"" : "") + ">" + http::escape_html(language.own_name) + "</a></li>";
    }
    return html + "</ul>";
  }

  // The desk has no language in its paths: it speaks the reader's own.
  std::string staff_href(std::string_view path) const { return path.starts_with("/desk") ? attribute(path) : href(language_.tag, path); }

  std::string deskbar() const {
    const std::string first = page_.bar->links.empty() ? "/account" : page_.bar->links.front().first;
    std::string html = "<header class=\"deskbar\"><a class=\"mark\" href=\"" + staff_href(first) + "\">";
    if (!city_.city.seal_svg.empty()) html += "<img src=\"" + seal_path(city_.city) + "\" alt=\"\" width=\"28\" height=\"28\">";
    html += "<b>" + words(city_.city.short_name) + "</b></a>\n<nav aria-label=\"" + say("nav.main") + "\"><ul>";
    for (const auto& [path, text] : page_.bar->links)
      html += "<li><a href=\"" + staff_href(path) + "\"" + (page_.path == path ? " aria-current=\"page\"" : "") + ">" +
              http::escape_html(text) + "</a></li>";
    html += "</ul></nav>\n<div class=\"deskbar__end\">";
    if (!page_.bar->person.empty())
      html += "<a href=\"" + staff_href("/account") + "\" aria-label=\"" + say("bar.account", {{"name", page_.bar->person}}) + "\"" +
              (page_.path == "/account" ? " aria-current=\"page\"" : "") + "><bdi>" + http::escape_html(page_.bar->person) +
              "</bdi></a><form method=\"post\" action=\"" + staff_href("/sign-out") + "\"><input type=\"hidden\" name=\"csrf\" value=\"" +
              attribute(page_.bar->csrf) + "\"><button class=\"btn btn--quiet\">" + say("desk.sign_out") + "</button></form>";
    return html + "</div></header>\n";
  }

  std::string masthead() const {
    std::string html =
        "<header class=\"masthead\"><div class=\"wrap masthead__row\">\n<a class=\"mark\" href=\"" + href(language_.tag, "/") + "\">";
    if (!city_.city.seal_svg.empty()) html += "<img src=\"" + seal_path(city_.city) + "\" alt=\"\" width=\"46\" height=\"46\">";
    html += "<span><b>" + words(city_.city.short_name) + "</b><span>" + words(city_.city.name) + "</span></span></a>\n";
    std::string wide = navigation();
    wide.insert(4, " class=\"mainnav\"");
    html +=
        wide + "\n<details class=\"menu\"><summary>" + std::string(bars) + say("nav.menu") + "</summary>" + navigation() + "</details>\n";
    if (languages_.size() > 1) {
      html += "<details class=\"lang\"><summary aria-label=\"" + say("language", {{"name", language_.own_name}}) + "\">" +
              std::string(globe) + "<span>" + http::escape_html(language_.own_name) + "</span></summary>" + language_list("langs") +
              "</details>\n";
    }
    return html + "</div></header>\n";
  }

  std::string footer() const {
    const City& city = city_.city;
    std::string html = "<footer class=\"foot\"><div class=\"wrap\"><div class=\"foot__cols\">\n<div><h2>" + say("foot.contact") + "</h2>";
    if (!city.phone.empty())
      html += "<a class=\"phone\" href=\"tel:" + attribute(dialled(city.phone)) + "\"><bdi>" + http::escape_html(city.phone) + "</bdi></a>";
    if (!city.emergency.empty()) html += "<p>" + say("foot.emergency", {{"number", city.emergency}}) + "</p>";
    html += "</div>\n<div><h2>" + say("foot.service") + "</h2><ul class=\"contact\">";
    html += way("/sites", "foot.sites") + way("/agencies", "foot.agencies");
    if (!city.email.empty()) html += "<li><a href=\"mailto:" + attribute(city.email) + "\">" + say("foot.email") + "</a></li>";
    if (!city.url.empty()) html += "<li><a href=\"" + attribute(city.url) + "\">" + say("foot.site") + "</a></li>";
    html += "</ul></div>\n<div><h2>" + say("foot.record") + "</h2><ul class=\"contact\">" + way("/promises", "foot.promises") +
            way("/requests", "foot.requests") + way("/data", "foot.data") + "</ul></div>\n";
    if (languages_.size() > 1) html += "<div><h2>" + say("foot.languages") + "</h2>" + language_list("langs") + "</div>\n";
    html += "</div>\n<div class=\"foot__end\"><span>" + words(city.name);
    if (!city.address.empty()) html += ", <bdi>" + http::escape_html(city.address) + "</bdi>";
    return html + "</span></div></div></footer>\n";
  }

  std::string way(std::string_view path, std::string_view key) const {
    return "<li><a href=\"" + href(language_.tag, path) + "\">" + say(key) + "</a></li>";
  }

  static std::string dialled(std::string_view phone) {
    std::string digits;
    for (const char c : phone) {
      if ((c >= '0' && c <= '9') || c == '+') digits += c;
    }
    return digits;
  }

  const Snapshot& city_;
  const Page& page_;
  std::string own_;
  std::vector<i18n::Language> languages_;
  i18n::Language language_;
};

}  // namespace

std::string words_in_html(const Words& words, std::string_view language, std::string_view first_language) {
  const std::string& text = in_language(words, language, first_language);
  const auto spoken = std::find_if(words.begin(), words.end(), [&](const auto& one) { return &one.second == &text; });
  if (spoken == words.end() || spoken->first == language) return http::escape_html(text);
  const auto other = i18n::find_language(spoken->first, "language");
  const std::string direction = other && other->right_to_left ? "rtl" : "ltr";
  return "<span lang=\"" + http::escape_html(spoken->first) + "\" dir=\"" + direction + "\">" + http::escape_html(text) + "</span>";
}

std::string page(const Snapshot& city, const Page& page) { return Writer(city, page).document(); }

std::vector<std::string> asset_paths(const Snapshot& city) {
  std::vector<std::string> all;
  for (const Built& each : built()) all.emplace_back(each.path);
  if (!city.city.brand.empty()) all.push_back(brand_path(city.city));
  if (!city.city.seal_svg.empty()) all.push_back(seal_path(city.city));
  return all;
}

std::optional<Asset> asset_at(const Snapshot& city, std::string_view path) {
  const auto all = built();
  if (const auto found = std::ranges::find(all, path, &Built::path); found != all.end())
    return Asset{std::string(path), std::string(found->type), std::string(found->plain), found->gzip, found->brotli};
  if (!city.city.brand.empty() && path == brand_path(city.city))
    return Asset{std::string(path), "text/css; charset=utf-8", brand_css(city.city)};
  if (!city.city.seal_svg.empty() && path == seal_path(city.city)) return Asset{std::string(path), "image/svg+xml", city.city.seal_svg};
  return std::nullopt;
}

std::string path_in(const Snapshot& city, std::string_view language, std::string_view path) {
  const auto& languages = city.city.languages;
  if (languages.empty() || language == languages.front()) return std::string(path);
  return "/" + std::string(language) + (path == "/" ? "" : std::string(path));
}

}  // namespace portico::directory
