// What the forms of a report bring along from page to page.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "city/cases/report.h"
#include "city/cases/routes_report.h"

namespace portico::cases {

std::string first_of(const http::Form& form, std::string_view name);  // trimmed
// A point and its words, "43.477550 -68.696740 118 Quay Street"; nothing for what no form of ours holds.
std::optional<directory::FoundPlace> read_place(std::string_view value);
// The key that a page of ours drew; a new one for anything else.
std::string key_of_report(const ReportDoor& door, std::string_view sent);
Draft draft_of(const ReportDoor& door, const http::Form& form, const directory::Service& service);

}  // namespace portico::cases
