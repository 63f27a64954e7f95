// What web/build.mjs makes of web/: stylesheets and scripts, whole and compressed, built into the program.
#pragma once

#include <span>
#include <string_view>

namespace portico::directory {

struct Built {
  std::string_view name;  // "report.js"
  std::string_view path;  // "/assets/report-0123456789ab.js": with a hash of what it holds
  std::string_view type;
  std::string_view plain, gzip, brotli;
};
std::span<const Built> built();
const Built* built(std::string_view name);  // nullptr where there is none of that name

}  // namespace portico::directory
