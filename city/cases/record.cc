#include "city/cases/record.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"

namespace portico::cases {
namespace {

namespace json = boost::json;

std::string plain(std::string_view code) {  // tabs and line ends separate; a code with one in it is not worth a format of its own
  std::string cleaned(code);
  std::ranges::replace_if(cleaned, [](char c) { return c == '\t' || c == '\n' || c == '\0'; }, ' ');
  return cleaned;
}

}  // namespace

std::string pack_districts(const std::vector<directory::Placement>& districts) {
  std::string packed;
  for (const auto& each : districts) packed += plain(each.set) + '\t' + plain(each.area) + (each.flagged ? "\t~\n" : "\n");
  return packed;
}

std::vector<directory::Placement> unpack_districts(std::string_view packed) {
  std::vector<directory::Placement> districts;
  while (!packed.empty()) {
    const std::size_t end = packed.find('\n');
    const auto parts = split(packed.substr(0, end), '\t');
    if (parts.size() >= 2) districts.push_back({std::string(parts[0]), std::string(parts[1]), parts.size() > 2});
    if (end == std::string_view::npos) break;
    packed.remove_prefix(end + 1);
  }
  return districts;
}

std::string pack_answers(const std::vector<Answer>& answers) {
  if (answers.empty()) return {};
  std::string packed;
  for (const Answer& answer : answers) {
    packed += (packed.empty() ? "[{\"q\":" : ",{\"q\":") + json::serialize(json::string_view(answer.question)) + ",\"v\":[";
    for (std::size_t at = 0; at < answer.values.size(); ++at)
      packed += (at ? "," : "") + json::serialize(json::string_view(answer.values[at]));
    packed += "]}";
  }
  return packed + ']';
}

std::vector<Answer> unpack_answers(std::string_view packed) {
  std::vector<Answer> answers;
  if (packed.empty()) return answers;
  const json::value parsed = json::parse(packed);
  for (const json::value& each : parsed.as_array())
    answers.push_back({json::value_to<std::string>(each.at("q")), json::value_to<std::vector<std::string>>(each.at("v"))});
  return answers;
}

std::string pack_flags(const std::vector<std::string>& flags) {
  std::string packed;
  for (const std::string& flag : flags) packed += (packed.empty() ? "" : ",") + flag;
  return packed;
}

std::vector<std::string> unpack_flags(std::string_view packed) {
  std::vector<std::string> flags;
  if (!packed.empty())
    for (std::string_view flag : split(packed, ',')) flags.emplace_back(flag);
  return flags;
}

std::string without_nul(std::string_view text) {
  std::string cleaned(text);
  std::erase(cleaned, '\0');
  return cleaned;
}

void check_text(std::string& text, std::string_view field, std::size_t longest, std::vector<Fault>& faults) {
  text = without_nul(text);
  if (!valid_utf8(text))
    faults.push_back({std::string(field), "this text is not UTF-8", "text in UTF-8"});
  else if (text.size() > longest && count_characters(text) > longest)
    faults.push_back({std::string(field), std::string(field) + " is too long", "at most " + std::to_string(longest) + " characters"});
}

}  // namespace portico::cases
