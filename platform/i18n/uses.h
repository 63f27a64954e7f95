// What a message does with its arguments: for whoever checks messages that are written while the program runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace portico::i18n {

struct Branch {  // of {argument, select, case {…}}
  std::string argument, chosen;
};

struct Use {
  enum class As { plain, simple, plural, select };
  std::string argument;
  As as = As::plain;
  std::string style;               // of a simple one: "number" in {count, number}
  std::vector<Branch> within;      // the selects around it, outermost first
  std::vector<std::string> cases;  // of a select or plural, as written
};
// In their order. Empty for a message that does not parse.
std::vector<Use> uses_of(std::string_view message);

}  // namespace portico::i18n
