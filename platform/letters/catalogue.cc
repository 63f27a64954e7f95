#include "platform/letters/catalogue.h"

#include <fmt/format.h>
#include <glib.h>

#include <map>
#include <memory>
#include <stdexcept>

#include "base/text.h"

namespace portico::letters {
namespace {

// What stands between the last `before` and the next `after`, trimmed.
std::string_view between(std::string_view pdf, std::string_view before, std::string_view after) {
  const auto start = pdf.rfind(before);
  const auto end = start == std::string_view::npos ? start : pdf.find(after, start + before.size());
  if (end == std::string_view::npos) throw std::runtime_error("a PDF of Cairo's without " + std::string(before));
  return trim(pdf.substr(start + before.size(), end - start - before.size()));
}

// A PDF's own way of writing any text: UTF-16 with its mark, in hexadecimal digits.
std::string pdf_text(std::string_view utf8) {
  glong units = 0;
  const std::unique_ptr<gunichar2, decltype(&g_free)> utf16(
      g_utf8_to_utf16(utf8.data(), static_cast<glong>(utf8.size()), nullptr, &units, nullptr), &g_free);
  if (!utf16) throw std::runtime_error("a letter's text is no UTF-8");
  std::string text = "<FEFF";
  for (glong i = 0; i < units; ++i) text += fmt::format("{:04X}", utf16.get()[i]);
  return text + ">";
}

using Objects = std::map<int, std::string>;  // by number, each with what stands in its dictionary

constexpr std::string_view head = " 0 obj\n<< ", tail = "\n>>\nendobj";

// Paragraphs and headings, as their elements stand one behind the other.
void add_parts(std::string_view pdf, const std::vector<std::string>& parts, Objects& objects) {
  auto part = parts.begin();
  for (std::size_t at = 0; (at = pdf.find("<< /Type /StructElem\n", at)) != std::string_view::npos; ++at) {
    const auto begin = at + 3, end = pdf.find(tail, at);
    const auto element = pdf.substr(begin, end == std::string_view::npos ? end : end - begin);
    if (!element.contains("/S /P\n") && !element.contains("/S /H1\n")) continue;
    const auto line = pdf.rfind('\n', at - 2) + 1;
    const auto number = parse_integer(pdf.substr(line, pdf.find(' ', line) - line));
    if (part == parts.end() || !number) throw std::runtime_error("a PDF of Cairo's with other paragraphs than were drawn");
    objects[static_cast<int>(*number)] = fmt::format("{}\n   /ActualText {}", element, pdf_text(*part++));
  }
  if (part != parts.end()) throw std::runtime_error("a PDF of Cairo's without the paragraphs that were drawn");
}

}  // namespace

std::string with_words(std::string pdf, std::string_view language, bool right_to_left, const std::vector<std::string>& parts) {
  const auto trailer = between(pdf, "trailer", "startxref");
  const auto former = std::string(between(pdf, "startxref", "%%EOF"));
  const auto root = std::string(between(trailer, "/Root ", " 0 R"));
  const auto described = std::string(trim(trailer.substr(0, trailer.rfind(">>"))));
  Objects objects;
  add_parts(pdf, parts, objects);
  objects[std::stoi(root)] =
      fmt::format("{}\n   /MarkInfo << /Marked true >>\n   /Lang ({})\n   /ViewerPreferences << /DisplayDocTitle true /Direction /{} >>",
                  between(pdf, fmt::format("\n{}{}", root, head), tail), language, right_to_left ? "R2L" : "L2R");
  std::string table = "xref\n";
  for (const auto& [number, dictionary] : objects) {
    table += fmt::format("{} 1\n{:010} 00000 n \n", number, pdf.size());
    pdf += fmt::format("{}{}{}{}\n", number, head, dictionary, tail);
  }
  const auto table_at = pdf.size();
  pdf += fmt::format("{}trailer\n{}\n   /Prev {}\n>>\nstartxref\n{}\n%%EOF\n", table, described, former, table_at);
  return pdf;
}

}  // namespace portico::letters
