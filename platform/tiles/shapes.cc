#include "platform/tiles/shapes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <unordered_map>
#include <utility>

namespace portico::tiles {
namespace {

// Ends that lie within some five centimetres of each other are one.
std::uint64_t end_of(Spot spot) {
  constexpr double across = 1U << 30U;
  const auto part = [](double share) { return static_cast<std::uint64_t>(std::llround(share * across)); };
  return part(spot.x) << 32U | part(spot.y);
}

class Joining {
 public:
  explicit Joining(std::vector<Line> pieces) : pieces_(std::move(pieces)), taken_(pieces_.size()) {
    for (std::size_t at = 0; at < pieces_.size(); ++at) {
      if (pieces_[at].size() < 2) {
        taken_[at] = true;
        continue;
      }
      meet_[end_of(pieces_[at].front())].push_back(at);
      meet_[end_of(pieces_[at].back())].push_back(at);
    }
  }

  std::vector<Line> lines() {
    std::vector<Line> all;
    const auto begin_at = [&](std::size_t at, bool turned) {
      Line line = take(at, turned);
      while (const auto next = going_on(line.back())) {
        const Line more = take(next->first, next->second);
        line.insert(line.end(), more.begin() + 1, more.end());
      }
      all.push_back(std::move(line));
    };
    for (std::size_t at = 0; at < pieces_.size(); ++at) {  // from where lines end, then round what is closed
      if (taken_[at]) continue;
      if (meet_[end_of(pieces_[at].front())].size() != 2)
        begin_at(at, false);
      else if (meet_[end_of(pieces_[at].back())].size() != 2)
        begin_at(at, true);
    }
    for (std::size_t at = 0; at < pieces_.size(); ++at)
      if (!taken_[at]) begin_at(at, false);
    return all;
  }

 private:
  Line take(std::size_t at, bool turned) {
    taken_[at] = true;
    Line piece = std::move(pieces_[at]);
    if (turned) std::ranges::reverse(piece);
    return piece;
  }
  std::optional<std::pair<std::size_t, bool>> going_on(Spot from) const {
    const std::uint64_t end = end_of(from);
    for (const std::size_t at : meet_.at(end))
      if (!taken_[at]) return std::pair(at, end_of(pieces_[at].front()) != end);
    return std::nullopt;
  }

  std::vector<Line> pieces_;
  std::vector<bool> taken_;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> meet_;  // an end → the pieces that have it
};

bool inside(Spot spot, std::span<const Line> rings) {
  bool in = false;
  for (const Line& ring : rings)
    for (std::size_t at = 0; at < ring.size(); ++at) {
      const Spot from = ring[at], to = ring[(at + 1) % ring.size()];
      if ((from.y > spot.y) != (to.y > spot.y) && spot.x < from.x + (to.x - from.x) * (spot.y - from.y) / (to.y - from.y)) in = !in;
    }
  return in;
}

double off_edges(Spot spot, std::span<const Line> rings) {
  double least = std::numeric_limits<double>::max();
  for (const Line& ring : rings)
    for (std::size_t at = 0; at < ring.size(); ++at) {
      const Spot from = ring[at], to = ring[(at + 1) % ring.size()];
      const double dx = to.x - from.x, dy = to.y - from.y, length = dx * dx + dy * dy;
      const double share = length > 0 ? std::clamp(((spot.x - from.x) * dx + (spot.y - from.y) * dy) / length, 0.0, 1.0) : 0;
      least = std::min(least, std::hypot(spot.x - from.x - share * dx, spot.y - from.y - share * dy));
    }
  return least;
}

}  // namespace

std::vector<Line> joined(std::vector<Line> pieces) { return Joining(std::move(pieces)).lines(); }

Spot middle_of(std::span<const Line> rings) {
  constexpr int steps = 24;
  if (rings.empty()) return {};
  const Rectangle extent = around(rings.front());
  Spot best{(extent.west + extent.east) / 2, (extent.north + extent.south) / 2};
  double farthest = 0;
  for (int row = 0; row < steps; ++row)
    for (int column = 0; column < steps; ++column) {
      const Spot spot{extent.west + (extent.east - extent.west) * (column + 0.5) / steps,
                      extent.north + (extent.south - extent.north) * (row + 0.5) / steps};
      if (!inside(spot, rings)) continue;
      if (const double off = off_edges(spot, rings); off > farthest) {
        farthest = off;
        best = spot;
      }
    }
  return best;
}

double area_of(std::span<const Spot> ring) {
  double sum = 0;
  for (std::size_t at = 0; at < ring.size(); ++at) {
    const Spot from = ring[at], to = ring[(at + 1) % ring.size()];
    sum += from.x * to.y - to.x * from.y;
  }
  return std::abs(sum) / 2;
}

}  // namespace portico::tiles
