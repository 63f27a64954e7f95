// Tiles that were drawn, within a bound: the one that was not asked for the longest goes. Safe from any thread.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "platform/tiles/tiles.h"

namespace portico::tiles {

class KeptTiles {
 public:
  explicit KeptTiles(std::size_t most_bytes) : most_(most_bytes) {}
  std::shared_ptr<const std::string> find(Tile tile);  // null where it is not here
  void put(Tile tile, std::shared_ptr<const std::string> bytes);
  std::size_t bytes() const;

 private:
  struct Hash {
    std::size_t operator()(const Tile& tile) const;
  };
  using Order = std::list<std::pair<Tile, std::shared_ptr<const std::string>>>;

  const std::size_t most_;
  mutable std::mutex guard_;
  Order order_;  // the one asked for last first
  std::unordered_map<Tile, Order::iterator, Hash> known_;
  std::size_t bytes_ = 0;
};

}  // namespace portico::tiles
