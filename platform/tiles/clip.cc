#include "platform/tiles/clip.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace portico::tiles {
namespace {

constexpr double unseen = 3;             // units, under half a pixel: what lies nearer to a straight line is left out of it
constexpr std::int64_t least_area = 24;  // square units, under half a pixel

constexpr double low = -margin, high = grid + margin;

struct At {  // a spot in units of the grid, not yet rounded
  double x = 0, y = 0;
  bool operator==(const At&) const = default;
};

At at_of(Tile tile, Spot spot) {
  const double across = std::ldexp(static_cast<double>(grid), tile.zoom);
  return {spot.x * across - static_cast<double>(tile.x) * grid, spot.y * across - static_cast<double>(tile.y) * grid};
}

Dot rounded(At at) { return {static_cast<std::int32_t>(std::lround(at.x)), static_cast<std::int32_t>(std::lround(at.y))}; }

// -- thinning: Douglas and Peucker's way, without recursion -------------------------------------------------------------------------------

double off_line(At at, At from, At to) {
  const double dx = to.x - from.x, dy = to.y - from.y, length = dx * dx + dy * dy;
  const double share = length > 0 ? std::clamp(((at.x - from.x) * dx + (at.y - from.y) * dy) / length, 0.0, 1.0) : 0;
  return std::hypot(at.x - from.x - share * dx, at.y - from.y - share * dy);
}

std::vector<At> thinned(const std::vector<At>& line) {
  if (line.size() < 3) return line;
  std::vector<bool> kept(line.size());
  kept.front() = kept.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> spans{{0, line.size() - 1}};
  while (!spans.empty()) {
    const auto [from, to] = spans.back();
    spans.pop_back();
    double farthest = unseen;
    std::size_t found = from;
    for (std::size_t at = from + 1; at < to; ++at)
      if (const double off = off_line(line[at], line[from], line[to]); off > farthest) {
        farthest = off;
        found = at;
      }
    if (found == from) continue;
    kept[found] = true;
    spans.emplace_back(from, found);
    spans.emplace_back(found, to);
  }
  std::vector<At> thin;
  for (std::size_t at = 0; at < line.size(); ++at)
    if (kept[at]) thin.push_back(line[at]);
  return thin;
}

Dots on_grid(const std::vector<At>& line) {
  Dots dots;
  for (const At at : line)
    if (const Dot dot = rounded(at); dots.empty() || !(dots.back() == dot)) dots.push_back(dot);
  return dots;
}

// -- lines: each piece cut by Liang and Barsky's way --------------------------------------------------------------------------------------

std::optional<std::pair<At, At>> cut(At from, At to) {
  double begin = 0, end = 1;
  const double dx = to.x - from.x, dy = to.y - from.y;
  const auto edge = [&](double direction, double distance) {  // distance: how far inside the piece begins
    if (direction == 0) return distance >= 0;
    const double share = distance / direction;
    if (direction < 0)
      begin = std::max(begin, share);
    else
      end = std::min(end, share);
    return begin <= end;
  };
  if (!edge(-dx, from.x - low) || !edge(dx, high - from.x) || !edge(-dy, from.y - low) || !edge(dy, high - from.y)) return std::nullopt;
  const auto along = [&](double share) { return At{from.x + share * dx, from.y + share * dy}; };
  return std::pair(begin == 0 ? from : along(begin), end == 1 ? to : along(end));
}

// -- rings: cut at one edge after the other, by Sutherland and Hodgman's way --------------------------------------------------------------

template <class Inside, class Crossing>
std::vector<At> cut_ring(const std::vector<At>& ring, Inside inside, Crossing crossing) {
  std::vector<At> left;
  for (std::size_t at = 0; at < ring.size(); ++at) {
    const At from = ring[at], to = ring[(at + 1) % ring.size()];
    const bool begins = inside(from), ends = inside(to);
    if (begins) left.push_back(from);
    if (begins != ends) left.push_back(crossing(from, to));
  }
  return left;
}

At at_x(At from, At to, double x) { return {x, from.y + (to.y - from.y) * (x - from.x) / (to.x - from.x)}; }
At at_y(At from, At to, double y) { return {from.x + (to.x - from.x) * (y - from.y) / (to.y - from.y), y}; }

std::vector<At> cut_ring(std::vector<At> ring) {
  ring = cut_ring(ring, [](At at) { return at.x >= low; }, [](At from, At to) { return at_x(from, to, low); });
  ring = cut_ring(ring, [](At at) { return at.x <= high; }, [](At from, At to) { return at_x(from, to, high); });
  ring = cut_ring(ring, [](At at) { return at.y >= low; }, [](At from, At to) { return at_y(from, to, low); });
  return cut_ring(ring, [](At at) { return at.y <= high; }, [](At from, At to) { return at_y(from, to, high); });
}

// Twice the area; above 0 where the ring runs clockwise as one sees it, for y grows downwards.
std::int64_t twice_area(const Dots& ring) {
  std::int64_t sum = 0;
  for (std::size_t at = 0; at < ring.size(); ++at) {
    const Dot from = ring[at], to = ring[(at + 1) % ring.size()];
    sum += std::int64_t{from.x} * to.y - std::int64_t{to.x} * from.y;
  }
  return sum;
}

}  // namespace

Dot dot_of(Tile tile, Spot spot) {
  const At at = at_of(tile, spot);
  return {static_cast<std::int32_t>(std::floor(at.x)), static_cast<std::int32_t>(std::floor(at.y))};
}

std::vector<Dots> clip_line(Tile tile, std::span<const Spot> line) {
  std::vector<std::vector<At>> parts;
  bool goes_on = false;
  for (std::size_t at = 1; at < line.size(); ++at) {
    const auto piece = cut(at_of(tile, line[at - 1]), at_of(tile, line[at]));
    if (!piece) {
      goes_on = false;
      continue;
    }
    if (!goes_on || !(parts.back().back() == piece->first)) parts.push_back({piece->first});
    parts.back().push_back(piece->second);
    goes_on = true;
  }
  std::vector<Dots> shown;
  for (const auto& part : parts)
    if (Dots dots = on_grid(thinned(part)); dots.size() > 1) shown.push_back(std::move(dots));
  return shown;
}

Dots clip_ring(Tile tile, std::span<const Spot> ring, Turn turn) {
  if (ring.size() > 1 && ring.front() == ring.back()) ring = ring.first(ring.size() - 1);
  if (ring.size() < 3) return {};
  std::vector<At> all;
  all.reserve(ring.size());
  for (const Spot spot : ring) all.push_back(at_of(tile, spot));
  all = cut_ring(std::move(all));
  if (all.size() < 3) return {};
  // Thinned in two halves, from one corner to the one farthest from it and back, so that neither is lost.
  const auto far = std::ranges::max_element(
      all, {}, [first = all.front()](At at) { return (at.x - first.x) * (at.x - first.x) + (at.y - first.y) * (at.y - first.y); });
  std::vector<At> there = thinned({all.begin(), far + 1}), back(far, all.end());
  back.push_back(all.front());
  back = thinned(back);
  there.insert(there.end(), back.begin() + 1, back.end() - 1);
  Dots dots = on_grid(there);
  if (dots.size() > 1 && dots.front() == dots.back()) dots.pop_back();
  const std::int64_t area = twice_area(dots);
  if (dots.size() < 3 || std::abs(area) < 2 * least_area) return {};
  if ((area > 0) != (turn == Turn::edge)) std::ranges::reverse(dots);
  return dots;
}

}  // namespace portico::tiles
