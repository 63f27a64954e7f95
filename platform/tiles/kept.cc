#include "platform/tiles/kept.h"

#include <cstdint>

namespace portico::tiles {
namespace {

constexpr std::size_t beside = 160;  // bytes that a kept tile costs beside its own

}  // namespace

std::size_t KeptTiles::Hash::operator()(const Tile& tile) const {
  return std::hash<std::uint64_t>()(static_cast<std::uint64_t>(tile.zoom) << 58U ^ static_cast<std::uint64_t>(tile.x) << 29U ^ tile.y);
}

std::shared_ptr<const std::string> KeptTiles::find(Tile tile) {
  const std::lock_guard lock(guard_);
  const auto known = known_.find(tile);
  if (known == known_.end()) return nullptr;
  order_.splice(order_.begin(), order_, known->second);
  return known->second->second;
}

void KeptTiles::put(Tile tile, std::shared_ptr<const std::string> bytes) {
  const std::lock_guard lock(guard_);
  if (known_.contains(tile) || bytes->size() + beside > most_) return;
  bytes_ += bytes->size() + beside;
  order_.emplace_front(tile, std::move(bytes));
  known_.emplace(tile, order_.begin());
  while (bytes_ > most_) {
    bytes_ -= order_.back().second->size() + beside;
    known_.erase(order_.back().first);
    order_.pop_back();
  }
}

std::size_t KeptTiles::bytes() const {
  const std::lock_guard lock(guard_);
  return bytes_;
}

}  // namespace portico::tiles
