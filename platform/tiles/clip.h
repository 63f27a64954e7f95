// Lines and rings as a tile shows them: cut to its margin, thinned out, on its grid. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "platform/tiles/tiles.h"

namespace portico::tiles {

// In units of the tile's grid, from its north-west corner.
struct Dot {
  std::int32_t x = 0, y = 0;
  bool operator==(const Dot&) const = default;
};
using Dots = std::vector<Dot>;

Dot dot_of(Tile tile, Spot spot);  // the unit that the spot lies in

// The parts of a line within the margin, each of two dots or more.
std::vector<Dots> clip_line(Tile tile, std::span<const Spot> line);

// A ring within the margin, closed without its first dot once more; empty where it is too small to be seen. An edge of an area runs
// clockwise as one sees it, a hole the other way round.
enum class Turn { edge, hole };
Dots clip_ring(Tile tile, std::span<const Spot> ring, Turn turn);

}  // namespace portico::tiles
