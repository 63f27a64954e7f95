// The Merkle tree of RFC 6962, pure: no database, no clock.
//
// It is stored as tiles, as transparency logs do: the tile (level, index) holds the hashes of up to 256 neighbouring nodes of height
// 8·level, from node 256·index on. A node of a height between is recomputed from its tile. Appending touches the right-most tile of each
// level only, and a proof needs a handful of tiles.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/crypto/crypto.h"

namespace portico::ledger {

using Hash = crypto::Digest;

Hash leaf_hash(std::string_view bytes);               // SHA-256(0x00 ‖ bytes)
Hash node_hash(const Hash& left, const Hash& right);  // SHA-256(0x01 ‖ left ‖ right)
Hash empty_root();                                    // SHA-256 of nothing: the root of the tree of size 0

struct Tile {
  int level = 0;
  std::int64_t index = 0;
  std::string hashes;  // 32 bytes each, at most 256 of them
  bool operator==(const Tile&) const = default;
};

// Gives a stored tile's hashes; "" where there is none.
using ReadTile = std::function<std::string(int level, std::int64_t index)>;

// The right edge of a tree: enough to append, to give the root, and to say which tiles changed.
class Edge {
 public:
  Edge() = default;
  // The edge of the stored tree of `size` leaves; reads the right-most tile of each level. Throws std::runtime_error where tiles are
  // missing.
  static Edge load(std::int64_t size, const ReadTile& read);

  void append(const Hash& leaf);
  std::int64_t size() const { return size_; }
  Hash root() const;  // O(log size) hashes

  // The tiles that were changed since the last call, by level and index.
  std::vector<Tile> take_changed();

 private:
  struct Peak {  // a complete subtree; the peaks cover the leaves from left to right, each lower than the one before
    int height;
    Hash hash;
  };
  void put(int level, const Hash& hash);

  std::int64_t size_ = 0;
  std::vector<Peak> peaks_;
  std::vector<Tile> right_;    // by level; the tile that takes the next hash
  std::vector<Tile> full_;     // filled since take_changed
  std::vector<bool> touched_;  // by level: right_ changed since take_changed
};

// Nodes and proofs of a stored tree. Keeps the tiles that it has read: make one per question.
class TiledTree {
 public:
  explicit TiledTree(ReadTile read) : read_(std::move(read)) {}

  Hash root(std::int64_t size) { return subtree(0, size); }
  // RFC 6962 section 2.1.1: for the leaf `index` (from 0) in the tree of `size` leaves; index < size.
  std::vector<Hash> inclusion(std::int64_t index, std::int64_t size);
  // RFC 6962 section 2.1.2: that the tree of `to` leaves begins with that of `from`; 0 < from <= to.
  std::vector<Hash> consistency(std::int64_t from, std::int64_t to);

 private:
  Hash subtree(std::int64_t begin, std::int64_t end);  // of the leaves [begin, end)
  Hash node(int height, std::int64_t index);           // a complete one
  const std::string& tile(int level, std::int64_t index);

  ReadTile read_;
  std::map<std::pair<int, std::int64_t>, std::string> tiles_;
};

// For whoever holds a proof (RFC 9162 sections 2.1.3.2 and 2.1.4.2).
bool verify_inclusion(const Hash& leaf, std::int64_t index, std::int64_t size, std::span<const Hash> proof, const Hash& root);
bool verify_consistency(std::int64_t from, const Hash& from_root, std::int64_t to, const Hash& to_root, std::span<const Hash> proof);

}  // namespace portico::ledger
