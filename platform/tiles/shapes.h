// Lines and areas before they are drawn: what makes a label fit.
#pragma once

#include <span>
#include <vector>

#include "platform/tiles/tiles.h"

namespace portico::tiles {

using Line = std::vector<Spot>;

// Lines that meet end to end, as one: the blocks of a street become a street, on which its name has room. Where more than two meet at a
// spot, it goes on with one of them. Every piece is in one line, and no line is longer than its pieces.
std::vector<Line> joined(std::vector<Line> pieces);

// A spot well inside an area (its first ring is the edge, the others are holes): where its name stands. The middle of its extent where it
// is too thin to have such a spot.
Spot middle_of(std::span<const Line> rings);

double area_of(std::span<const Spot> ring);  // of the world's square

}  // namespace portico::tiles
