// For tests: a tile as a map library reads it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/tiles/tiles.h"

namespace portico::tiles {

struct Corner {
  double x = 0, y = 0;  // units
};
struct Read {
  int type = 0;  // 1 point, 2 line, 3 area
  std::vector<std::vector<Corner>> paths;
  std::map<std::string, Value> told;
};
struct ReadLayer {
  std::string name;
  std::uint32_t extent = 0, version = 0;
  std::vector<Read> features;
};

std::vector<ReadLayer> read(const std::string& bytes);
std::vector<Read> features_of(const std::string& bytes, std::string_view layer);  // none where there is no such layer

}  // namespace portico::tiles
