// Markdown (CommonMark) as HTML that is safe to show, whoever wrote it: no HTML of theirs, no pictures, no scripts behind links.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"

namespace portico::formats {

// Where a link to a path of our own ("/report/POTHOLE") leads; "" leaves the link out and keeps its words.
using OwnPath = std::function<std::string(std::string_view path)>;

// The text's highest heading becomes <h2> where `highest` is 2, those below it follow without a gap. Links lead by http, https, mailto or
// tel, or to a path of our own; of all others, of pictures and of HTML only the words stay. What is no UTF-8 is replaced.
std::string markdown_to_html(std::string_view markdown, int highest, const OwnPath& own = {});

// The words alone, for a search; blocks end with a new line.
std::string markdown_to_text(std::string_view markdown);

// What markdown_to_html would leave out, by file and line ("articles/BIN.en.md:12"); the text begins with line `first_line` of the file.
std::vector<Fault> check_markdown(std::string_view markdown, std::string_view file, int first_line);

}  // namespace portico::formats
