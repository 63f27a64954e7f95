// Text: UTF-8 in std::string. Only what the standard library lacks and more than one module needs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portico {

std::string_view trim(std::string_view text);                                // ASCII white space at both ends
std::vector<std::string_view> split(std::string_view text, char separator);  // "a,,b" gives "a", "", "b"; "" gives one empty part
std::string lower_ascii(std::string_view text);
bool same_ignoring_case(std::string_view a, std::string_view b);  // ASCII only
bool valid_utf8(std::string_view text);                           // well-formed, no surrogates, no overlong forms
std::size_t count_characters(std::string_view utf8);              // code points
std::string hex(std::string_view bytes);                          // lower-case
std::optional<std::string> from_hex(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);  // the whole text, decimal, optional '-'
std::optional<double> parse_number(std::string_view text);         // the whole text, finite

}  // namespace portico
