// The fields of a report's forms: a label above, a hint below it, what is wrong between hint and field.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "city/cases/report.h"
#include "city/cases/routes_words.h"
#include "city/directory/streets.h"

namespace portico::cases {

struct LineField {
  std::string name;         // in the form; its id is "f-" and the name
  std::string label, hint;  // keys of messages; hint may be ""
  std::string value;
  std::string autocomplete, type;  // as HTML knows them
};

// What is wrong, with a link to each field; takes the focus. "" where nothing is.
std::string summary(const Words& words, const directory::Service& service, const std::vector<Wrong>& wrongs);
std::string hidden(std::string_view name, std::string_view value);
std::string line_field(const Words& words, const std::vector<Wrong>& wrongs, const LineField& field);
std::string text_field(const Words& words, const std::vector<Wrong>& wrongs, const LineField& field, const std::string& notice);
// `taken`: photos that came before, and count.
std::string photo_field(const Words& words, const std::vector<Wrong>& wrongs, const std::string& notice, std::size_t taken);
std::string question_field(const Words& words, const std::vector<Wrong>& wrongs, const directory::Question& question, const Draft& draft);

// A place as a form carries it: "43.477550 -68.696740 118 Quay Street", escaped.
std::string place_value(const directory::FoundPlace& place);
std::string carried_place(const Draft& draft);

}  // namespace portico::cases
