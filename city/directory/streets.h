// The streets that the pack draws, and places on them by what somebody types: a house, or a corner.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/geo/geo.h"
#include "platform/store/store.h"

namespace portico::directory {

enum class StreetClass { minor, major, path };

// A piece of a street between two corners. House numbers along the drawn direction, 0 where there are none.
struct StreetPiece {
  std::string name;  // "" where it has none: it is drawn, and is nobody's address
  int left_from = 0, left_to = 0, right_from = 0, right_to = 0;
  std::vector<geo::Point> line;  // two points or more
  StreetClass kind = StreetClass::minor;
};

// A line each: name, the four numbers, the points, and the class where it is not minor, with tabs between. How the store keeps them.
std::string pack_streets(const std::vector<StreetPiece>& pieces);
std::vector<StreetPiece> unpack_streets(std::string_view packed);  // throws std::runtime_error for what pack_streets did not write

struct FoundPlace {
  std::string label;  // "118 Quay Street", "Quay Street & Lantern Lane"
  geo::Point point;
  bool exact = false;  // what was typed is this, but for abbreviations and letters' case
  bool operator==(const FoundPlace&) const = default;
};

class StreetIndex {
 public:
  StreetIndex() = default;
  explicit StreetIndex(std::string_view packed);

  // Best first, at most `limit`: "118 quay st", "Quay and Ferry", "corner of quay / ferry"; for a street alone, its corners.
  std::vector<FoundPlace> find(std::string_view typed, std::size_t limit) const;
  // The address that a house at this point would have ("118 Quay Street"; the street alone where it has no numbers), and where it lies on
  // the street; nothing where no street is that near. Looks at every piece: some milliseconds in a large city.
  std::optional<FoundPlace> nearest(geo::Point to, double within_metres) const;
  const std::vector<StreetPiece>& pieces() const { return pieces_; }

 private:
  struct Street {
    std::string name;
    std::vector<std::string> words;
    std::vector<std::uint32_t> pieces;
  };
  struct Match {
    std::uint32_t street = 0;
    int score = 0;
  };
  std::vector<Match> streets_like(const std::vector<std::string>& words, std::size_t limit) const;
  void find_house(int number, const std::vector<std::string>& words, std::size_t limit, std::vector<FoundPlace>& found) const;
  void find_corner(const std::vector<std::string>& a, const std::vector<std::string>& b, std::size_t limit,
                   std::vector<FoundPlace>& found) const;
  void corners_of(const std::vector<std::string>& words, std::size_t limit, std::vector<FoundPlace>& found) const;

  std::vector<Street> streets_;
  std::vector<StreetPiece> pieces_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> corners_;  // where pieces end → streets that meet there
};

// The pack's streets.geojson, packed; "" where there is no such file. What cannot be read is a fault of read_pack.
std::string read_streets(const std::filesystem::path& folder);

// The streets as others hold them.
class Streets {
 public:
  explicit Streets(store::Store& store);                       // reads what was loaded last
  explicit Streets(std::shared_ptr<const StreetIndex> still);  // for tests: stands still
  std::shared_ptr<const StreetIndex> now() const;              // never null
  void refresh();                                              // call after a load has become durable

 private:
  store::Store* store_ = nullptr;
  std::atomic<std::shared_ptr<const StreetIndex>> index_;
};

}  // namespace portico::directory
