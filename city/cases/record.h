// The texts in which a case's row keeps its small lists.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "city/cases/case.h"

namespace portico::cases {

std::string pack_districts(const std::vector<directory::Placement>& districts);  // a line each: set, tab, area, and "\t~" where flagged
std::vector<directory::Placement> unpack_districts(std::string_view packed);
std::string pack_answers(const std::vector<Answer>& answers);  // JSON; "" for none
std::vector<Answer> unpack_answers(std::string_view packed);
std::string pack_flags(const std::vector<std::string>& flags);  // with commas
std::vector<std::string> unpack_flags(std::string_view packed);

// Text as it is stored: valid UTF-8 without NUL, which PostgreSQL does not take. NUL is left out; what is not UTF-8 is the sender's fault.
std::string without_nul(std::string_view text);
// Takes NUL out; adds a fault where the text is not UTF-8 or has more than `longest` characters.
void check_text(std::string& text, std::string_view field, std::size_t longest, std::vector<Fault>& faults);

}  // namespace portico::cases
