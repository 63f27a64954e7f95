#include "platform/tiles/testing.h"

#include <protozero/pbf_reader.hpp>
#include <protozero/varint.hpp>

namespace portico::tiles {
namespace {

std::vector<std::vector<Corner>> read_geometry(const std::vector<std::uint32_t>& commands) {
  std::vector<std::vector<Corner>> paths;
  std::int32_t x = 0, y = 0;
  for (std::size_t at = 0; at < commands.size();) {
    const std::uint32_t what = commands[at] & 7U, times = commands[at] >> 3U;
    ++at;
    if (what == 7) continue;
    for (std::uint32_t each = 0; each < times; ++each, at += 2) {
      x += protozero::decode_zigzag32(commands.at(at));
      y += protozero::decode_zigzag32(commands.at(at + 1));
      if (what == 1) paths.emplace_back();
      paths.back().push_back({static_cast<double>(x), static_cast<double>(y)});
    }
  }
  return paths;
}

Value read_value(protozero::pbf_reader value) {
  Value read;
  while (value.next()) {
    if (value.tag() == 1)
      read = value.get_string();
    else if (value.tag() == 4)
      read = value.get_int64();
    else
      read = value.get_bool();
  }
  return read;
}

ReadLayer read_layer(protozero::pbf_reader layer) {
  struct Raw {
    int type = 0;
    std::vector<std::uint32_t> told, geometry;
  };
  ReadLayer read;
  std::vector<Raw> raw;
  std::vector<std::string> keys;
  std::vector<Value> values;
  while (layer.next()) switch (layer.tag()) {
      case 1:
        read.name = layer.get_string();
        break;
      case 2: {
        Raw one;
        auto feature = layer.get_message();
        while (feature.next()) {
          const auto numbers = [&](std::vector<std::uint32_t>& into) {
            const auto range = feature.get_packed_uint32();
            into.assign(range.begin(), range.end());
          };
          if (feature.tag() == 2)
            numbers(one.told);
          else if (feature.tag() == 3)
            one.type = feature.get_enum();
          else
            numbers(one.geometry);
        }
        raw.push_back(one);
        break;
      }
      case 3:
        keys.push_back(layer.get_string());
        break;
      case 4:
        values.push_back(read_value(layer.get_message()));
        break;
      case 5:
        read.extent = layer.get_uint32();
        break;
      default:
        read.version = layer.get_uint32();
    }
  for (const Raw& one : raw) {
    Read feature{one.type, read_geometry(one.geometry), {}};
    for (std::size_t at = 0; at + 1 < one.told.size(); at += 2) feature.told[keys.at(one.told[at])] = values.at(one.told[at + 1]);
    read.features.push_back(std::move(feature));
  }
  return read;
}

}  // namespace

std::vector<ReadLayer> read(const std::string& bytes) {
  std::vector<ReadLayer> layers;
  protozero::pbf_reader tile(bytes);
  while (tile.next(3)) layers.push_back(read_layer(tile.get_message()));
  return layers;
}

std::vector<Read> features_of(const std::string& bytes, std::string_view layer) {
  std::vector<ReadLayer> layers = read(bytes);
  for (ReadLayer& each : layers)
    if (each.name == layer) return std::move(each.features);
  return {};
}

}  // namespace portico::tiles
