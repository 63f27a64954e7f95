// From a point back to an address: the nearest piece of a named street, and the house that would stand there.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "city/directory/streets.h"

namespace portico::directory {
namespace {

// Metres on a plane round the point that is asked for.
struct Plane {
  explicit Plane(geo::Point centre) : centre_(centre), east_(111'320 * std::cos(centre.latitude * std::numbers::pi / 180)) {}
  struct Spot {
    double x = 0, y = 0;
  };
  Spot spot(geo::Point point) const { return {(point.longitude - centre_.longitude) * east_, (point.latitude - centre_.latitude) * north}; }
  geo::Point point(Spot spot) const { return {centre_.latitude + spot.y / north, centre_.longitude + spot.x / east_}; }

 private:
  static constexpr double north = 111'132;
  geo::Point centre_;
  double east_;
};

// Where a line comes nearest to the plane's centre.
struct Foot {
  double metres = std::numeric_limits<double>::max(), share = 0;  // of the line's length
  Plane::Spot spot;
  bool on_the_left = false;  // the centre lies left of the drawn direction
};

Foot foot_of(const Plane& plane, const std::vector<geo::Point>& line) {
  Foot best;
  double length = 0, at = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const auto a = plane.spot(line[i - 1]), b = plane.spot(line[i]);
    const double dx = b.x - a.x, dy = b.y - a.y, step = std::hypot(dx, dy);
    const double part = step > 0 ? std::clamp(-(a.x * dx + a.y * dy) / (step * step), 0.0, 1.0) : 0;
    const Plane::Spot spot{a.x + part * dx, a.y + part * dy};
    if (const double metres = std::hypot(spot.x, spot.y); metres < best.metres) {
      best = {metres, 0, spot, dx * -a.y - dy * -a.x > 0};
      at = length + part * step;
    }
    length += step;
  }
  best.share = length > 0 ? at / length : 0;
  return best;
}

// The number that a house there would have, odd or even as its side is; 0 where the side has none.
int number_at(int from, int to, double share) {
  if (from == 0 || to == 0) return 0;
  const int step = from % 2 == to % 2 ? 2 : 1;
  return from + step * static_cast<int>(std::lround(share * (to - from) / step));
}

}  // namespace

std::optional<FoundPlace> StreetIndex::nearest(geo::Point to, double within_metres) const {
  const Plane plane(to);
  const StreetPiece* piece = nullptr;
  Foot foot;
  for (const StreetPiece& each : pieces_) {
    if (each.name.empty()) continue;
    const Foot here = foot_of(plane, each.line);
    if (here.metres < foot.metres) piece = &each, foot = here;
  }
  if (piece == nullptr || foot.metres > within_metres) return std::nullopt;
  const int left = number_at(piece->left_from, piece->left_to, foot.share),
            right = number_at(piece->right_from, piece->right_to, foot.share);
  const int own = foot.on_the_left ? left : right, number = own != 0 ? own : std::max(left, right);
  return FoundPlace{number == 0 ? piece->name : fmt::format("{} {}", number, piece->name), plane.point(foot.spot), false};
}

}  // namespace portico::directory
