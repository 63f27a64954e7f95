#include "platform/ledger/merkle.h"

#include <bit>
#include <cstring>
#include <stdexcept>

namespace portico::ledger {
namespace {

constexpr int tile_height = 8;
constexpr std::int64_t tile_width = 1 << tile_height;
constexpr std::size_t hash_size = 32;

Hash hash_at(std::string_view hashes, std::int64_t index) {
  Hash hash;
  std::memcpy(hash.data(), hashes.data() + static_cast<std::size_t>(index) * hash_size, hash_size);
  return hash;
}

std::int64_t width(std::string_view hashes) { return static_cast<std::int64_t>(hashes.size() / hash_size); }

// The largest power of two that is smaller than `size`; size > 1.
std::int64_t left_part(std::int64_t size) { return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(size - 1))); }

bool power_of_two(std::int64_t size) { return std::has_single_bit(static_cast<std::uint64_t>(size)); }

int height_of(std::int64_t size) { return std::countr_zero(static_cast<std::uint64_t>(size)); }

// The root of a complete subtree given by its 2^n lowest hashes.
Hash fold(std::string_view hashes) {
  std::vector<Hash> row;
  for (std::int64_t i = 0; i < width(hashes); ++i) row.push_back(hash_at(hashes, i));
  for (; row.size() > 1; row.resize(row.size() / 2))
    for (std::size_t i = 0; i < row.size() / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
  return row.front();
}

}  // namespace

Hash leaf_hash(std::string_view bytes) {
  thread_local std::string marked;
  marked.assign(1, '\0');
  marked += bytes;
  return crypto::sha256(marked);
}

Hash node_hash(const Hash& left, const Hash& right) {
  char marked[1 + 2 * hash_size];
  marked[0] = '\1';
  std::memcpy(marked + 1, left.data(), hash_size);
  std::memcpy(marked + 1 + hash_size, right.data(), hash_size);
  return crypto::sha256({marked, sizeof marked});
}

Hash empty_root() { return crypto::sha256(""); }

void Edge::put(int level, const Hash& hash) {
  const auto at = static_cast<std::size_t>(level);
  if (right_.size() <= at) {
    right_.push_back(Tile{level, 0, {}});
    touched_.push_back(false);
  }
  Tile& tile = right_[at];
  tile.hashes += crypto::view(hash);
  touched_[at] = true;
  if (width(tile.hashes) < tile_width) return;
  full_.push_back(std::exchange(tile, Tile{level, tile.index + 1, {}}));
  touched_[at] = false;
}

void Edge::append(const Hash& leaf) {
  put(0, leaf);
  Peak peak{0, leaf};
  while (!peaks_.empty() && peaks_.back().height == peak.height) {
    peak = {peak.height + 1, node_hash(peaks_.back().hash, peak.hash)};
    peaks_.pop_back();
    if (peak.height % tile_height == 0) put(peak.height / tile_height, peak.hash);
  }
  peaks_.push_back(peak);
  ++size_;
}

Hash Edge::root() const {
  if (peaks_.empty()) return empty_root();
  Hash root = peaks_.back().hash;
  for (auto left = peaks_.rbegin() + 1; left != peaks_.rend(); ++left) root = node_hash(left->hash, root);
  return root;
}

std::vector<Tile> Edge::take_changed() {
  std::vector<Tile> changed = std::exchange(full_, {});
  for (std::size_t level = 0; level < right_.size(); ++level) {
    if (touched_[level]) changed.push_back(right_[level]);
    touched_[level] = false;
  }
  return changed;
}

Edge Edge::load(std::int64_t size, const ReadTile& read) {
  Edge edge;
  edge.size_ = size;
  for (int level = 0; size >> (level * tile_height) > 0; ++level) {
    const std::int64_t nodes = size >> (level * tile_height);
    const std::int64_t wanted = nodes % tile_width;
    Tile tile{level, nodes / tile_width, wanted == 0 ? "" : read(level, nodes / tile_width)};
    if (width(tile.hashes) < wanted) throw std::runtime_error("the ledger's tree lacks nodes of level " + std::to_string(level));
    tile.hashes.resize(static_cast<std::size_t>(wanted) * hash_size);
    std::vector<Peak> peaks;  // this tile's, from the highest on
    for (std::int64_t done = 0; done < wanted;) {
      const auto part = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(wanted - done)));
      const std::string_view hashes(tile.hashes);
      const Hash hash = fold(hashes.substr(static_cast<std::size_t>(done) * hash_size, static_cast<std::size_t>(part) * hash_size));
      peaks.push_back({level * tile_height + height_of(part), hash});
      done += part;
    }
    edge.peaks_.insert(edge.peaks_.begin(), peaks.begin(), peaks.end());
    edge.right_.push_back(std::move(tile));
    edge.touched_.push_back(false);
  }
  return edge;
}

const std::string& TiledTree::tile(int level, std::int64_t index) {
  const auto [place, fresh] = tiles_.try_emplace({level, index});
  if (fresh) place->second = read_(level, index);
  return place->second;
}

Hash TiledTree::node(int height, std::int64_t index) {
  const int level = height / tile_height;
  const std::int64_t count = std::int64_t{1} << (height % tile_height);
  const std::int64_t first = index * count;
  const std::string_view hashes = tile(level, first / tile_width);
  if (width(hashes) < first % tile_width + count)
    throw std::runtime_error("the ledger's tree lacks nodes of level " + std::to_string(level));
  return fold(hashes.substr(static_cast<std::size_t>(first % tile_width) * hash_size, static_cast<std::size_t>(count) * hash_size));
}

Hash TiledTree::subtree(std::int64_t begin, std::int64_t end) {
  const std::int64_t size = end - begin;
  if (size == 0) return empty_root();
  if (power_of_two(size)) return node(height_of(size), begin / size);
  const std::int64_t middle = begin + left_part(size);
  return node_hash(subtree(begin, middle), subtree(middle, end));
}

std::vector<Hash> TiledTree::inclusion(std::int64_t index, std::int64_t size) {
  std::vector<Hash> proof;
  for (std::int64_t begin = 0, end = size; end - begin > 1;) {
    const std::int64_t middle = begin + left_part(end - begin);
    const bool left = index < middle;
    proof.push_back(left ? subtree(middle, end) : subtree(begin, middle));
    (left ? end : begin) = middle;
  }
  return {proof.rbegin(), proof.rend()};
}

std::vector<Hash> TiledTree::consistency(std::int64_t from, std::int64_t to) {
  std::vector<Hash> proof;
  std::int64_t begin = 0, end = to;
  while (end != from) {
    const std::int64_t middle = begin + left_part(end - begin);
    const bool left = from <= middle;
    proof.push_back(left ? subtree(middle, end) : subtree(begin, middle));
    (left ? end : begin) = middle;
  }
  if (begin > 0) proof.push_back(subtree(begin, end));  // else it is the older root itself, which the verifier has
  return {proof.rbegin(), proof.rend()};
}

bool verify_inclusion(const Hash& leaf, std::int64_t index, std::int64_t size, std::span<const Hash> proof, const Hash& root) {
  if (index < 0 || index >= size) return false;
  std::int64_t node = index, last = size - 1;
  Hash hash = leaf;
  for (const Hash& beside : proof) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      hash = node_hash(beside, hash);
      while ((node & 1) == 0 && node != 0) node >>= 1, last >>= 1;
    } else {
      hash = node_hash(hash, beside);
    }
    node >>= 1, last >>= 1;
  }
  return last == 0 && hash == root;
}

bool verify_consistency(std::int64_t from, const Hash& from_root, std::int64_t to, const Hash& to_root, std::span<const Hash> proof) {
  if (from <= 0 || from > to) return false;
  if (from == to) return proof.empty() && from_root == to_root;
  std::int64_t node = from - 1, last = to - 1;
  while ((node & 1) != 0) node >>= 1, last >>= 1;
  std::size_t next = 0;
  if (!power_of_two(from) && proof.empty()) return false;
  Hash older = power_of_two(from) ? from_root : proof[next++];
  Hash newer = older;
  for (; next < proof.size(); ++next) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      older = node_hash(proof[next], older);
      newer = node_hash(proof[next], newer);
      while ((node & 1) == 0 && node != 0) node >>= 1, last >>= 1;
    } else {
      newer = node_hash(newer, proof[next]);
    }
    node >>= 1, last >>= 1;
  }
  return last == 0 && older == from_root && newer == to_root;
}

}  // namespace portico::ledger
