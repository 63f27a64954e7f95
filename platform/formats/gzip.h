// What is kept compressed in memory and given to those who take it so.
#pragma once

#include <string>
#include <string_view>

namespace portico::formats {

std::string gzip(std::string_view bytes);

}  // namespace portico::formats
