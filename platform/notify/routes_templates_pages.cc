#include "platform/notify/routes_templates_pages.h"

#include <algorithm>
#include <set>

#include "platform/notify/sms.h"

namespace portico::notify {

namespace {

std::string escaped(std::string_view text) { return http::escape_html(text); }

std::string language_name(const std::string& tag) {
  const auto language = i18n::find_language(tag, "language");
  return language ? language->own_name : tag;
}

std::string in_language(const std::string& tag, const std::string& html, std::string_view element) {
  const auto language = i18n::find_language(tag, "language");
  return "<" + std::string(element) + " lang=\"" + escaped(tag) + "\" dir=\"" + (language && language->right_to_left ? "rtl" : "ltr") +
         "\">" + html + "</" + std::string(element) + ">";
}

std::string paragraphs_of(std::string_view text) {
  std::string html;
  std::size_t from = 0;
  while (from <= text.size()) {
    const auto end = std::min(text.find('\n', from), text.size());
    const auto line = text.substr(from, end - from);
    if (!line.empty()) html += "<p>" + escaped(line) + "</p>";
    from = end + 1;
  }
  return html;
}

std::string sample_of(const Field& field) {
  if (const auto* text = std::get_if<std::string>(&field.sample)) return escaped(*text);
  if (const auto* number = std::get_if<std::int64_t>(&field.sample)) return std::to_string(*number);
  return escaped(iso8601(std::get<Instant>(field.sample)));
}

std::string_view type_key(FieldType type) {
  switch (type) {
    case FieldType::number:
      return "type.number";
    case FieldType::day:
      return "type.day";
    case FieldType::moment:
      return "type.moment";
    case FieldType::link:
      return "type.link";
    case FieldType::text:
      break;
  }
  return "type.text";
}

std::string fields_part(const Writing& writing, const TemplateKind& kind) {
  std::string rows;
  for (const Field& field : kind.fields)
    rows += "<tr><th scope=\"row\"><code>{" + escaped(field.name) + "}</code></th><td>" + writing.say(type_key(field.type)) +
            (field.may_be_empty ? "<br>" + writing.say("fields.may_be_empty", {{"name", "has_" + field.name}}) : "") + "</td><td>" +
            escaped(field.meaning) + "</td><td><bdi>" + sample_of(field) + "</bdi></td></tr>\n";
  return "<section class=\"pane\" aria-labelledby=\"fields\"><h2 id=\"fields\">" + writing.say("fields.title") + "</h2><p class=\"soft\">" +
         writing.say("fields.lead") + "</p>" +
         writing.table("fields.caption", {"column.field", "column.type", "column.meaning", "column.sample"}, rows) + "</section>\n";
}

std::string area(const Writing& writing, std::string_view name, const std::string& value, int rows, const std::string& language) {
  const std::string id(name), fault = writing.faults_of(name);
  const auto tag = i18n::find_language(language, "language");
  return "<div class=\"field" + std::string(fault.empty() ? "" : " field--wrong") + "\"><label class=\"field__label\" for=\"" + id + "\">" +
         writing.say("field." + id) + "</label><p class=\"field__hint\" id=\"" + id + "-hint\">" + writing.say("field." + id + ".hint") +
         "</p>" + (fault.empty() ? "" : "<p class=\"error\" id=\"" + id + "-wrong\">" + escaped(fault) + "</p>") +
         "<textarea class=\"input\" id=\"" + id + "\" name=\"" + id + "\" rows=\"" + std::to_string(rows) + "\" lang=\"" +
         escaped(language) + "\" dir=\"" + (tag && tag->right_to_left ? "rtl" : "ltr") + "\" aria-describedby=\"" + id + "-hint" +
         (fault.empty() ? "" : " " + id + "-wrong") + "\"" + (fault.empty() ? "" : " aria-invalid=\"true\"") + ">\n" + escaped(value) +
         "</textarea></div>\n";
}

std::string preview_part(const Writing& writing, const TemplateShown& shown) {
  if (!shown.preview) return {};
  const Rendered& preview = *shown.preview;
  const std::string& tag = shown.typed.language;
  const SmsSize size = sms_size(preview.sms);
  std::string letter;
  for (const std::string& paragraph : preview.paragraphs) letter += "<p>" + escaped(paragraph) + "</p>";
  const auto form = [&](std::string_view key, const std::string& html) { return "<h3>" + writing.say(key) + "</h3>" + html; };
  return "<section class=\"pane\" aria-labelledby=\"preview\"><h2 id=\"preview\"" +
         std::string(shown.asked_to_preview ? " tabindex=\"-1\" autofocus" : "") + ">" + writing.say("preview.title") +
         "</h2><p class=\"soft\">" + writing.say("preview.lead") + "</p>" +
         form("preview.mail",
              in_language(tag, "<p><b>" + escaped(preview.subject) + "</b></p>" + paragraphs_of(preview.text), "blockquote")) +
         form("preview.sms", in_language(tag, paragraphs_of(preview.sms), "blockquote") + "<p class=\"small soft\">" +
                                 writing.say("preview.parts", {{"count", std::int64_t{size.parts}}}) + "</p>") +
         form("preview.letter", in_language(tag, letter, "blockquote")) + "</section>\n";
}

std::string source_of(const Writing& writing, const Ready& ready) { return writing.say("source." + ready.source); }

std::string saved_part(const Writing& writing, const TemplateShown& shown) {
  if (shown.saved.empty()) return {};
  std::string rows;
  for (const SavedTemplate& each : shown.saved)
    rows += "<tr><th scope=\"row\">" + std::to_string(each.version) + "</th><td>" + writing.say("source." + each.source) + "</td><td>" +
            writing.time(each.saved) + "</td><td><bdi>" + escaped(each.saved_by) + "</bdi></td><td>" +
            (each.withdrawn ? writing.say("saved.withdrawn") : escaped(each.subject)) + "</td></tr>\n";
  return "<section class=\"pane\" aria-labelledby=\"saved\"><h2 id=\"saved\">" + writing.say("saved.title") + "</h2>" +
         writing.table("saved.title", {"column.version", "column.source", "column.when", "column.who", "column.subject"}, rows) +
         "</section>\n";
}

// Two buttons of one form: the first shows, the second saves.
std::string form_part(const Writing& writing, const TemplateShown& shown) {
  const Template& typed = shown.typed;
  const std::string& tag = typed.language;
  std::string inside = Writing::hidden("service", typed.service) + area(writing, "subject", typed.subject, 2, tag) +
                       area(writing, "text", typed.text, 10, tag) + area(writing, "sms", typed.sms, 3, tag) +
                       area(writing, "letter", typed.letter, 8, tag) +
                       writing.field({.name = "translated_by", .value = typed.translated_by, .optional = true}) +
                       writing.field({.name = "reviewed_by", .value = typed.reviewed_by, .optional = true}) +
                       "<div class=\"bar\"><button class=\"btn btn--quiet\" type=\"submit\" name=\"do\" value=\"preview\">" +
                       writing.say("form.preview") + "</button></div>";
  return "<section class=\"pane\" aria-labelledby=\"words\"><h2 id=\"words\">" + writing.say("form.title") + "</h2>" +
         writing.form(template_path(typed), inside, "form.save") + "</section>\n";
}

std::string heading(const Writing& writing, const TemplateShown& shown) {
  std::string counts = shown.counts ? source_of(writing, *shown.counts) : writing.say("one.other");
  return "<p><a href=\"" + writing.href("/templates/" + shown.kind.code) + "\">" + writing.say("one.back", {{"kind", shown.kind.code}}) +
         "</a></p><dl class=\"facts\"><dt>" + writing.say("column.kind") + "</dt><dd>" + escaped(shown.kind.code) + ": " +
         escaped(shown.kind.meaning) + "</dd><dt>" + writing.say("column.language") + "</dt><dd>" +
         in_language(shown.typed.language, escaped(language_name(shown.typed.language)), "span") + "</dd><dt>" +
         writing.say("column.service") + "</dt><dd>" +
         (shown.service_name.empty() ? writing.say("service.all") : escaped(shown.service_name)) + "</dd><dt>" + writing.say("one.counts") +
         "</dt><dd>" + counts + "</dd></dl>\n";
}

}  // namespace

std::string template_path(const Template& of) {
  return "/templates/" + http::percent_encode(of.code) + "/" + http::percent_encode(of.language) +
         (of.service.empty() ? "" : "?service=" + http::percent_encode(of.service));
}

std::string kinds_body(const Writing& writing, const Kinds& kinds, const Shelf& shelf) {
  std::string rows;
  for (const TemplateKind& kind : kinds.all()) {
    std::set<std::string> languages;
    std::int64_t own = 0;
    for (const Ready* ready : shelf.all()) {
      if (ready->from.code != kind.code) continue;
      languages.insert(ready->from.language);
      if (ready->source == "office") ++own;
    }
    rows += "<tr><th scope=\"row\"><a href=\"" + writing.href("/templates/" + kind.code) + "\">" + escaped(kind.code) + "</a></th><td>" +
            escaped(kind.meaning) + "</td><td>" + std::to_string(languages.size()) + "</td><td>" + std::to_string(own) + "</td></tr>\n";
  }
  std::string faults;
  for (const Fault& fault : shelf.faults()) faults += "<li>" + escaped(fault.field + ": " + fault.reason) + "</li>";
  return "<p class=\"soft\">" + writing.say("list.lead") + "</p>\n<p><a href=\"" + writing.href("/suppressed") + "\">" +
         writing.say("suppressed.title") + "</a></p>\n" +
         (faults.empty() ? ""
                         : "<div class=\"banner banner--late\" role=\"note\"><div><b>" + writing.say("list.faults") + "</b><ul>" + faults +
                               "</ul></div></div>\n") +
         writing.table("list.title", {"column.kind", "column.meaning", "column.languages", "column.own"}, rows);
}

std::string kind_body(const Writing& writing, const TemplateKind& kind, const Shelf& shelf, const Choices& services,
                      const std::vector<std::string>& languages) {
  const auto name_of_service = [&](const std::string& code) {
    const auto found = std::ranges::find(services, code, &identity::Surroundings::Choice::code);
    return code.empty() ? writing.say("service.all") : escaped(found == services.end() ? code : found->name);
  };
  std::string rows;
  for (const Ready* ready : shelf.all()) {
    if (ready->from.code != kind.code) continue;
    rows += "<tr><th scope=\"row\"><a href=\"" + writing.href(template_path(ready->from)) + "\">" +
            in_language(ready->from.language, escaped(language_name(ready->from.language)), "span") + "</a></th><td>" +
            name_of_service(ready->from.service) + "</td><td>" + source_of(writing, *ready) + "</td><td>" +
            escaped(ready->from.translated_by) + "</td><td>" + escaped(ready->from.reviewed_by) + "</td></tr>\n";
  }
  Choices tags;
  for (const std::string& tag : languages) tags.push_back({tag, language_name(tag)});
  return "<p><a href=\"" + writing.href("/templates") + "\">" + writing.say("kind.back") + "</a></p><p class=\"soft\">" +
         escaped(kind.meaning) + "</p>\n" +
         writing.table("kind.caption", {"column.language", "column.service", "column.source", "column.translated", "column.reviewed"},
                       rows) +
         "<section class=\"pane\" aria-labelledby=\"more\"><h2 id=\"more\">" + writing.say("more.title") + "</h2><p class=\"soft\">" +
         writing.say("more.lead") + "</p><form class=\"stack\" method=\"get\" action=\"" + writing.href("/templates/" + kind.code) + "\">" +
         writing.choice("tag", tags, writing.language()) + writing.choice("service", services, "", "service.all") +
         "<button class=\"btn btn--quiet\" type=\"submit\">" + writing.say("more.button") + "</button></form></section>\n";
}

std::string template_body(const Writing& writing, const TemplateShown& shown) {
  std::string html = heading(writing, shown) + preview_part(writing, shown) + form_part(writing, shown);
  if (shown.counts && shown.counts->source == "office")
    html += "<section class=\"pane\" aria-labelledby=\"withdraw\"><h2 id=\"withdraw\">" + writing.say("withdraw.title") +
            "</h2><p class=\"soft\">" + writing.say("withdraw.lead") + "</p>" +
            writing.form("/templates/" + shown.typed.code + "/" + shown.typed.language + "/withdraw",
                         Writing::hidden("service", shown.typed.service), "withdraw.button", true) +
            "</section>\n";
  return html + fields_part(writing, shown.kind) + saved_part(writing, shown);
}

}  // namespace portico::notify
