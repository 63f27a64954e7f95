#include "platform/geo/rings.h"

#include <boost/json.hpp>
#include <stdexcept>

#include "platform/geo/shape.h"

namespace portico::geo {

std::vector<std::vector<std::vector<Point>>> rings_of(std::string_view geometry) {
  boost::system::error_code broken;
  const auto document = boost::json::parse(geometry, broken);
  auto parsed = broken ? std::unexpected(Unreadable{broken.message(), ""}) : parse_shape(document);
  if (!parsed) throw std::invalid_argument("an area's geometry cannot be read: " + parsed.error().reason);
  return std::move(parsed->shape);
}

}  // namespace portico::geo
