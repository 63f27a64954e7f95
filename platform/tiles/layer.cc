#include <protozero/pbf_writer.hpp>
#include <protozero/varint.hpp>

#include "platform/tiles/clip.h"

namespace portico::tiles {
namespace {

// Numbers of the specification.
namespace in_tile {
constexpr protozero::pbf_tag_type layer = 3;
}
namespace in_layer {
constexpr protozero::pbf_tag_type name = 1, feature = 2, key = 3, value = 4, extent = 5, version = 15;
}
namespace in_feature {
constexpr protozero::pbf_tag_type told = 2, type = 3, geometry = 4;
}
namespace in_value {
constexpr protozero::pbf_tag_type text = 1, integer = 4, flag = 7;
}
constexpr int a_point = 1, a_line = 2, an_area = 3;
constexpr std::uint32_t move_to = 1, line_to = 2, close_path = 7, once = 1 << 3;

// A path as commands, each dot told from the one before.
class Pen {
 public:
  void path(const Dots& dots, bool closed) {
    commands.push_back(move_to | once);
    go(dots.front());
    if (dots.size() > 1) commands.push_back(line_to | static_cast<std::uint32_t>(dots.size() - 1) << 3U);
    for (std::size_t at = 1; at < dots.size(); ++at) go(dots[at]);
    if (closed) commands.push_back(close_path | once);
  }
  std::vector<std::uint32_t> commands;

 private:
  void go(Dot to) {
    commands.push_back(protozero::encode_zigzag32(to.x - at_.x));
    commands.push_back(protozero::encode_zigzag32(to.y - at_.y));
    at_ = to;
  }
  Dot at_;
};

void add_value(protozero::pbf_writer& layer, const Value& of) {
  protozero::pbf_writer value(layer, in_layer::value);
  if (const auto* text = std::get_if<std::string>(&of)) value.add_string(in_value::text, *text);
  if (const auto* number = std::get_if<std::int64_t>(&of)) value.add_int64(in_value::integer, *number);
  if (const auto* flag = std::get_if<bool>(&of)) value.add_bool(in_value::flag, *flag);
}

}  // namespace

Layer::Layer(Tile tile, std::string_view name) : tile_(tile) {
  protozero::pbf_writer layer(bytes_);
  layer.add_uint32(in_layer::version, 2);
  layer.add_string(in_layer::name, name.data(), name.size());
}

std::uint32_t Layer::key(std::string_view name) {
  const auto known = keys_.find(name);
  if (known != keys_.end()) return known->second;
  const auto at = static_cast<std::uint32_t>(key_order_.size());
  keys_.emplace(name, at);
  key_order_.emplace_back(name);
  return at;
}

std::uint32_t Layer::value(const Value& of) {
  const auto [known, is_new] = values_.emplace(of, static_cast<std::uint32_t>(value_order_.size()));
  if (is_new) value_order_.push_back(of);
  return known->second;
}

void Layer::add(int type, const std::vector<std::uint32_t>& geometry, const Properties& told) {
  std::vector<std::uint32_t> tags;
  for (const auto& [name, of] : told) {
    tags.push_back(key(name));
    tags.push_back(value(of));
  }
  protozero::pbf_writer layer(bytes_);
  protozero::pbf_writer feature(layer, in_layer::feature);
  feature.add_packed_uint32(in_feature::told, tags.begin(), tags.end());
  feature.add_enum(in_feature::type, type);
  feature.add_packed_uint32(in_feature::geometry, geometry.begin(), geometry.end());
  ++features_;
}

void Layer::add_point(Spot at, const Properties& told) {
  const Dot dot = dot_of(tile_, at);
  if (dot.x < 0 || dot.x >= grid || dot.y < 0 || dot.y >= grid) return;
  Pen pen;
  pen.path({dot}, false);
  add(a_point, pen.commands, told);
}

void Layer::add_line(std::span<const Spot> line, const Properties& told) {
  Pen pen;
  for (const Dots& part : clip_line(tile_, line)) pen.path(part, false);
  if (!pen.commands.empty()) add(a_line, pen.commands, told);
}

void Layer::add_area(std::span<const std::vector<Spot>> rings, const Properties& told) {
  Pen pen;
  for (std::size_t at = 0; at < rings.size(); ++at) {
    const Dots ring = clip_ring(tile_, rings[at], at == 0 ? Turn::edge : Turn::hole);
    if (ring.empty() && at == 0) return;
    if (!ring.empty()) pen.path(ring, true);
  }
  if (!pen.commands.empty()) add(an_area, pen.commands, told);
}

std::string bytes_of(std::span<const Layer> layers) {
  std::string bytes;
  protozero::pbf_writer tile(bytes);
  for (const Layer& each : layers) {
    if (each.empty()) continue;
    std::string whole = each.bytes_;
    {
      protozero::pbf_writer layer(whole);
      for (const std::string& key : each.key_order_) layer.add_string(in_layer::key, key);
      for (const Value& of : each.value_order_) add_value(layer, of);
      layer.add_uint32(in_layer::extent, grid);
    }
    tile.add_message(in_tile::layer, whole);
  }
  return bytes;
}

}  // namespace portico::tiles
