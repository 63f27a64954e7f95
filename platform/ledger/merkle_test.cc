#include "platform/ledger/merkle.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/text.h"

namespace portico::ledger {
namespace {

// The tree as the RFC writes it down: slow, and plain to see.
Hash slow_root(std::span<const Hash> leaves) {
  if (leaves.empty()) return crypto::sha256("");
  if (leaves.size() == 1) return leaves[0];
  std::size_t left = 1;
  while (left * 2 < leaves.size()) left *= 2;
  return node_hash(slow_root(leaves.first(left)), slow_root(leaves.subspan(left)));
}

struct Stored {  // a tree as a database would hold it
  std::map<std::pair<int, std::int64_t>, std::string> tiles;
  std::vector<Hash> leaves;
  Edge edge;

  ReadTile reader() const {
    return [this](int level, std::int64_t index) {
      const auto found = tiles.find({level, index});
      return found == tiles.end() ? std::string() : found->second;
    };
  }
  void grow(std::int64_t count) {
    for (; count > 0; --count) {
      leaves.push_back(leaf_hash("leaf " + std::to_string(leaves.size())));
      edge.append(leaves.back());
    }
    for (auto& tile : edge.take_changed()) tiles[{tile.level, tile.index}] = tile.hashes;
  }
  Hash root_of(std::int64_t size) const { return slow_root(std::span(leaves).first(static_cast<std::size_t>(size))); }
};

std::string text(const Hash& hash) { return hex(crypto::view(hash)); }

TEST(MerkleTree, GivesTheRootsOfTheReferenceImplementation) {  // the test vectors of Certificate Transparency
  const char* leaves[] = {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  const char* roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                         "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                         "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                         "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                         "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                         "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                         "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Edge edge;
  EXPECT_EQ(text(edge.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (int i = 0; i < 8; ++i) {
    edge.append(leaf_hash(from_hex(leaves[i]).value()));
    EXPECT_EQ(text(edge.root()), roots[i]) << i;
  }
}

TEST(MerkleTree, HasTheRootOfTheSlowTreeAtEverySize) {
  Stored stored;
  for (int size = 1; size <= 1100; ++size) {
    stored.grow(1);
    if (size < 20 || size % 61 == 0 || size % 256 < 2) {
      ASSERT_EQ(stored.edge.root(), stored.root_of(size)) << size;
    }
  }
}

TEST(MerkleTree, FillsTilesAndRewritesOnlyTheRightMost) {
  Stored stored;
  stored.grow(255);
  EXPECT_EQ(stored.tiles.size(), 1u);
  stored.edge.append(leaf_hash("a"));
  stored.edge.append(leaf_hash("b"));
  const auto changed = stored.edge.take_changed();
  ASSERT_EQ(changed.size(), 3u);  // the filled one, the next one of its level, and the first above
  EXPECT_EQ(changed[0].hashes.size(), 256u * 32);
  EXPECT_EQ((std::pair{changed[1].level, changed[1].index}), (std::pair{0, std::int64_t{1}}));
  EXPECT_EQ((std::pair{changed[2].level, changed[2].index}), (std::pair{1, std::int64_t{0}}));
  EXPECT_TRUE(stored.edge.take_changed().empty());
}

TEST(MerkleTree, IsTheSameAfterItWasLoadedAgain) {
  EXPECT_TRUE(rc::check([] {
    const auto first = *rc::gen::inRange<std::int64_t>(0, 70'000) % *rc::gen::element<std::int64_t>(3, 300, 70'000);
    Stored stored;
    stored.grow(first);
    stored.edge = Edge::load(first, stored.reader());
    RC_ASSERT(stored.edge.root() == stored.root_of(first));
    const auto more = *rc::gen::inRange<std::int64_t>(0, 600);
    stored.grow(more);
    RC_ASSERT(stored.edge.root() == stored.root_of(first + more));
    RC_ASSERT(TiledTree(stored.reader()).root(first + more) == stored.edge.root());
  }));
}

TEST(MerkleTree, ProvesThatALeafIsInItAndNoOther) {
  EXPECT_TRUE(rc::check([] {
    Stored stored;
    stored.grow(*rc::gen::inRange<std::int64_t>(1, 1500));
    const auto size = *rc::gen::inRange<std::int64_t>(1, stored.edge.size() + 1);
    const auto index = *rc::gen::inRange<std::int64_t>(0, size);
    const auto root = stored.root_of(size);
    const auto& leaf = stored.leaves[static_cast<std::size_t>(index)];
    auto proof = TiledTree(stored.reader()).inclusion(index, size);
    RC_ASSERT(proof.size() <= 11u);
    RC_ASSERT(verify_inclusion(leaf, index, size, proof, root));
    RC_ASSERT(!verify_inclusion(leaf_hash("another"), index, size, proof, root));
    RC_ASSERT(!verify_inclusion(leaf, index, size, proof, leaf_hash("another")));
    RC_ASSERT(size == 1 || !verify_inclusion(leaf, index == 0 ? 1 : index - 1, size, proof, root));
    if (proof.empty()) return;
    proof[*rc::gen::inRange<std::size_t>(0, proof.size())][0] ^= 1;
    RC_ASSERT(!verify_inclusion(leaf, index, size, proof, root));
    proof.pop_back();
    RC_ASSERT(!verify_inclusion(leaf, index, size, proof, root));
  }));
}

TEST(MerkleTree, ProvesThatItOnlyGrew) {
  EXPECT_TRUE(rc::check([] {
    Stored stored;
    stored.grow(*rc::gen::inRange<std::int64_t>(1, 1500));
    const auto to = *rc::gen::inRange<std::int64_t>(1, stored.edge.size() + 1);
    const auto from = *rc::gen::inRange<std::int64_t>(1, to + 1);
    const auto older = stored.root_of(from), newer = stored.root_of(to);
    auto proof = TiledTree(stored.reader()).consistency(from, to);
    RC_ASSERT(verify_consistency(from, older, to, newer, proof));
    RC_ASSERT(!verify_consistency(from, leaf_hash("rewritten"), to, newer, proof));
    RC_ASSERT(!verify_consistency(from, older, to, leaf_hash("rewritten"), proof));
    if (proof.empty()) return;
    proof[*rc::gen::inRange<std::size_t>(0, proof.size())][31] ^= 1;
    RC_ASSERT(!verify_consistency(from, older, to, newer, proof));
    proof.pop_back();
    RC_ASSERT(!verify_consistency(from, older, to, newer, proof));
  }));
}

TEST(MerkleTree, SaysThatNodesAreMissing) {
  Stored stored;
  stored.grow(300);
  stored.tiles.erase({0, 1});
  EXPECT_THROW(Edge::load(300, stored.reader()), std::runtime_error);
  EXPECT_THROW(TiledTree(stored.reader()).inclusion(299, 300), std::runtime_error);
}

}  // namespace
}  // namespace portico::ledger
