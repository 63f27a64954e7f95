#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "platform/notify/template.h"

namespace portico::notify {
namespace {

std::string written(const Field& field, const Fact& fact, std::string_view zone, std::string_view language) {
  if (const auto* at = std::get_if<Instant>(&fact))
    return i18n::format_instant(*at, zone, language, field.type == FieldType::day ? i18n::DateStyle::day : i18n::DateStyle::day_and_time);
  return std::get<std::string>(fact);
}

bool of_type(FieldType type, const Fact& fact) {
  if (type == FieldType::number) return std::holds_alternative<std::int64_t>(fact);
  if (type == FieldType::day || type == FieldType::moment) return std::holds_alternative<Instant>(fact);
  return std::holds_alternative<std::string>(fact);
}

bool empty(const Fact& fact) {
  const auto* text = std::get_if<std::string>(&fact);
  return text && trim(*text).empty();
}

// A control character in a fact would end a line of a mail's head, or a page.
std::string without_controls(std::string text, bool one_line) {
  std::erase(text, '\r');
  std::ranges::replace_if(
      text, [one_line](unsigned char c) { return (c < ' ' && (one_line || (c != '\n' && c != '\t'))) || c == 0x7f; }, ' ');
  return text;
}

std::vector<std::string> paragraphs_of(std::string_view text) {
  std::vector<std::string> all(1);
  for (const auto line : split(text, '\n')) {
    if (trim(line).empty()) {
      if (!all.back().empty()) all.emplace_back();
    } else {
      all.back() += (all.back().empty() ? "" : "\n") + std::string(line);
    }
  }
  if (all.back().empty()) all.pop_back();
  return all;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '\n':
        out += "<br>\n";
        break;
      default:
        out += c;
    }
  }
  return out;
}

bool may_be_linked(std::string_view link) { return link.starts_with("https://") || link.starts_with("http://"); }

// The text escaped, with what is one of `links` as a link. The longest first: one may begin like another.
std::string with_links(std::string_view text, std::span<const std::string> links) {
  std::string out;
  std::size_t plain = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto found =
        std::ranges::find_if(links, [&](const std::string& link) { return !link.empty() && text.substr(at).starts_with(link); });
    if (found == links.end()) {
      ++at;
      continue;
    }
    out += escaped(text.substr(plain, at - plain)) + "<a href=\"" + escaped(*found) + "\">" + escaped(*found) + "</a>";
    plain = at += found->size();
  }
  return out + escaped(text.substr(plain));
}

struct Filled {
  i18n::Arguments arguments;
  std::vector<std::string> links;
  std::vector<Fault> faults;
};

void fill(const Field& field, const Facts& facts, std::string_view zone, std::string_view language, Filled& filled) {
  const auto fact = facts.find(field.name);
  const bool there = fact != facts.end() && !empty(fact->second);
  if (field.may_be_empty) filled.arguments["has_" + field.name] = std::string(there ? "yes" : "no");
  if (!there) {
    if (!field.may_be_empty) filled.faults.push_back({field.name, "There is no " + field.name + " to tell.", {}});
    return;
  }
  if (!of_type(field.type, fact->second)) {
    filled.faults.push_back({field.name, "The " + field.name + " is of another type.", {}});
    return;
  }
  if (field.type == FieldType::number) {
    filled.arguments[field.name] = std::get<std::int64_t>(fact->second);
    return;
  }
  std::string text = without_controls(written(field, fact->second, zone, language), field.type == FieldType::link);
  if (field.type == FieldType::link && may_be_linked(text)) filled.links.push_back(text);
  filled.arguments[field.name] = std::move(text);
}

std::string short_text(const TemplateKind& kind, const std::string& subject, const i18n::Arguments& arguments) {
  const Field* link = kind.field("link");
  const auto found = arguments.find("link");
  if (!link || link->type != FieldType::link || found == arguments.end()) return subject;
  return subject + " " + std::get<std::string>(found->second);
}

}  // namespace

std::string plain_html(std::string_view subject, std::string_view text, std::string_view language, bool right_to_left,
                       std::span<const std::string> links) {
  std::vector<std::string> longest_first(links.begin(), links.end());
  std::ranges::sort(longest_first, std::greater{}, &std::string::size);
  std::string out = "<!DOCTYPE html>\n<html lang=\"" + escaped(language) + "\" dir=\"" + (right_to_left ? "rtl" : "ltr") +
                    "\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>" + escaped(subject) +
                    "</title></head>\n<body>\n";
  for (const auto& paragraph : paragraphs_of(text)) out += "<p>" + with_links(paragraph, longest_first) + "</p>\n";
  return out + "</body>\n</html>\n";
}

Outcome<Rendered> render(const TemplateKind& kind, const Ready& ready, const Facts& facts, std::string_view zone) {
  const std::string& language = ready.from.language;
  Filled filled;
  for (const Field& field : kind.fields) fill(field, facts, zone, language, filled);
  if (!filled.faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(filled.faults)});
  const auto form = [&](const char* name) { return ready.messages.text(language, name, filled.arguments); };
  Rendered out;
  out.language = language;
  out.right_to_left = i18n::find_language(language, "")->right_to_left;
  out.subject = without_controls(form("subject"), true);
  out.text = trim(form("text"));
  out.sms = ready.from.sms.empty() ? short_text(kind, out.subject, filled.arguments) : form("sms");
  out.paragraphs = paragraphs_of(ready.from.letter.empty() ? out.text : form("letter"));
  out.html = plain_html(out.subject, out.text, language, out.right_to_left, filled.links);
  out.links = std::move(filled.links);
  return out;
}

Outcome<Rendered> preview(const TemplateKind& kind, const Ready& ready, std::string_view zone) {
  Facts facts;
  for (const Field& field : kind.fields) facts[field.name] = field.sample;
  return render(kind, ready, facts, zone);
}

}  // namespace portico::notify
