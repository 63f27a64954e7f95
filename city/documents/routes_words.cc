#include "city/documents/routes_words.h"

#include "city/directory/routes.h"
#include "platform/formats/markdown.h"
#include "platform/i18n/catalogues.h"
#include "platform/i18n/dates.h"

namespace portico::documents {

const i18n::Messages& messages() {
  static const i18n::Messages read = i18n::read_catalogues("city/documents", embedded);
  return read;
}

std::string escaped(std::string_view text) { return http::escape_html(text); }

std::string Voice::say(std::string_view key, const i18n::Arguments& arguments) const { return escaped(plain(key, arguments)); }

std::string Voice::name(const directory::Words& words) const { return directory::words_in_html(words, language, own_language(city)); }

std::string Voice::plain_name(const directory::Words& words) const { return directory::in_language(words, language, own_language(city)); }

std::string Voice::path(std::string_view plain_path) const { return escaped(directory::path_in(city, language, plain_path)); }

std::string Voice::date(std::chrono::sys_days day) const {
  return "<time datetime=\"" + iso_day(day) + "\">" + escaped(i18n::format_date(day, language)) + "</time>";
}

std::string marked(const Voice& voice, std::string_view language) {
  if (language == voice.language) return {};
  const auto other = i18n::find_language(language, "language");
  return " lang=\"" + escaped(language) + "\" dir=\"" + (other && other->right_to_left ? "rtl" : "ltr") + "\"";
}

std::string title_of(const Voice& voice, const Article& article) {
  const auto* text = text_in(article, voice.language, own_language(voice.city));
  if (!text) return escaped(article.code);
  const std::string other = marked(voice, text->first), title = escaped(text->second.title);
  return other.empty() ? title : "<span" + other + ">" + title + "</span>";
}

std::string body_of(const Voice& voice, const Text& text, int highest) {
  return formats::markdown_to_html(text.body, highest,
                                   [&](std::string_view path) { return directory::path_in(voice.city, voice.language, path); });
}

std::string list_of(const Voice& voice, const std::vector<const Shown*>& articles, std::string_view under) {
  if (articles.empty()) return {};
  std::string html = "<ul class=\"asks\">\n";
  for (const Shown* each : articles) {
    const std::string path = std::string(under) + each->article.code;
    html += "<li><a href=\"" + (under.starts_with("/desk") ? escaped(path) : voice.path(path)) + "\">" + title_of(voice, each->article) +
            "</a></li>\n";
  }
  return html + "</ul>\n";
}

http::Response staff_page(const http::Request& request, const Voice& voice, std::string path, std::string title, std::string body,
                          int status) {
  http::Response response = directory::respond(request, voice.city,
                                               {.language = voice.language,
                                                .title = std::move(title),
                                                .path = std::move(path),
                                                .body = std::move(body),
                                                .description = {},
                                                .bar = directory::bar_of(request.principal, voice.language)},
                                               status);
  std::erase_if(response.headers, [](const auto& header) { return header.first == "Cache-Control"; });
  response.headers.insert(response.headers.end(), {{"Cache-Control", "no-store"}, {"X-Robots-Tag", "noindex"}});
  return response;
}

http::Response leading_to(const std::string& path) {
  return {.status = 303, .type = "text/plain; charset=utf-8", .body = {}, .headers = {{"Location", path}, {"Cache-Control", "no-store"}}};
}

std::vector<http::Route> routes(const Library& library) {
  auto all = public_routes(library);
  for (auto more : {desk_routes(library), writing_routes(library)})
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return all;
}

}  // namespace portico::documents
