// The whole ledger held against what was signed. Reads in bounded snapshots, so that it may run beside a serving city.
#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <map>

#include "platform/ledger/event.h"
#include "platform/ledger/head_sources.h"
#include "platform/ledger/heads.h"
#include "platform/ledger/json.h"

namespace portico::ledger {
namespace {

constexpr std::int64_t events_a_snapshot = 20'480;  // whole tiles
constexpr Hash missing{};                           // stands in the place of an event that is not there

std::string event(std::int64_t position) { return "event " + std::to_string(position); }

class Check {
 public:
  Check(store::Store& store, const std::filesystem::path& folder, const std::vector<Head>& kept)
      : store_(store), in_file_(folder / "heads.jsonl", findings_), kept_(kept) {
    // In this order: whatever was signed before is covered by the events that are there after.
    store_.read([&](store::Reader& reader) { sealed_ = tables::newest_head(reader).value_or(Head{}).size; });
    store_.read([&](store::Reader& reader) {
      last_ = tables::last_position(reader);
      for (auto& [name, key] : tables::keys(reader)) keys_[name] = key;
    });
    if (const auto own = public_key_in(folder)) keys_[key_name(*own)] = *own;
  }

  Verdict run() {
    StoredHeads stored(store_, sealed_);
    sources_ = {&stored, &in_file_, &kept_};
    check_keys();
    check_before_the_first();
    for (std::int64_t after = 0; after < last_; after += events_a_snapshot) {
      const auto leaves = read_leaves(after, std::min(after + events_a_snapshot, last_));
      for (const Hash& leaf : leaves) {
        edge_.append(leaf);
        check_heads();
      }
      check_tiles();
    }
    report_heads_beyond();
    Verdict verdict{found_, stored.taken(), kept_.taken(), std::max<std::int64_t>(0, last_ - sealed_), {}};
    verdict.findings = findings_.take();
    return verdict;
  }

 private:
  void check_keys() {
    for (const auto& [name, key] : keys_)
      if (key_name(key) != name) findings_.add("keys", "the public key " + name + " in the database is another than its name says");
  }

  void check_before_the_first() {
    store_.read([&](store::Reader& reader) {
      tables::each_event(reader, std::numeric_limits<std::int64_t>::min(), 0, [&](const tables::EventRow& row) {
        findings_.add("events before the first", event(row.position) + " stands before the first position");
      });
    });
  }

  // One hash for each position of (after, until].
  std::vector<Hash> read_leaves(std::int64_t after, std::int64_t until) {
    std::vector<Hash> leaves;
    leaves.reserve(static_cast<std::size_t>(until - after));
    std::string bytes;
    const auto fill_to = [&](std::int64_t position) {
      for (auto next = after + 1 + static_cast<std::int64_t>(leaves.size()); next < position; ++next) {
        findings_.add("missing events", event(next) + " is missing");
        leaves.push_back(missing);
      }
    };
    store_.read([&](store::Reader& reader) {
      tables::each_event(reader, after, until, [&](const tables::EventRow& row) {
        fill_to(row.position);
        ++found_;
        if (row.at < instant_) findings_.add("instants that go back", event(row.position) + " is earlier than the event before it");
        instant_ = row.at;
        if (!is_one_json_object(row.payload)) findings_.add("payloads", event(row.position) + " has a payload that is no JSON object");
        bytes.clear();
        write_leaf(bytes, row);
        leaves.push_back(leaf_hash(bytes));
      });
    });
    fill_to(until + 1);
    return leaves;
  }

  void check_tiles() {
    const auto tiles = edge_.take_changed();
    store_.read([&](store::Reader& reader) {
      for (const auto& tile : tiles) check_tile(tile, tables::tile(reader, tile.level, tile.index));
    });
  }

  void check_tile(const Tile& tile, const std::string& stored) {
    const std::int64_t sealed_nodes = (sealed_ >> (8 * tile.level)) - tile.index * 256;
    const auto wanted = std::min(tile.hashes.size(), static_cast<std::size_t>(std::max<std::int64_t>(0, sealed_nodes)) * 32);
    for (std::size_t at = 0; at < wanted; at += 32) {
      const bool there = stored.size() >= at + 32;
      if (there && std::memcmp(stored.data() + at, tile.hashes.data() + at, 32) == 0) continue;
      const auto node = tile.index * 256 + static_cast<std::int64_t>(at / 32);
      if (!there) {
        findings_.add("missing nodes",
                      "the stored tree lacks the node " + std::to_string(node) + " of height " + std::to_string(8 * tile.level));
        return;
      }
      if (tile.level == 0) {
        leaves_differ_ = true;
        if (std::memcmp(tile.hashes.data() + at, missing.data(), 32) != 0)
          findings_.add("changed events", event(node + 1) + " is not what was sealed");
      } else if (!leaves_differ_) {  // else it follows from the leaf
        findings_.add("changed nodes",
                      "the stored node " + std::to_string(node) + " of height " + std::to_string(8 * tile.level) + " was changed");
      }
    }
  }

  void check_heads() {
    if (edge_.size() < next_size_) return;
    next_size_ = std::numeric_limits<std::int64_t>::max();
    for (HeadSource* source : sources_) {
      const auto* placed = source->front();
      for (; placed != nullptr && placed->head.size <= edge_.size(); source->pop(), placed = source->front()) check_head(*placed);
      if (placed != nullptr) next_size_ = std::min(next_size_, placed->head.size);
    }
  }

  void check_head(const HeadSource::Placed& placed) {
    const Head& head = placed.head;
    const std::string name = "the head of size " + std::to_string(head.size) + " " + placed.place;
    const auto key = keys_.find(head.key);
    if (key == keys_.end())
      findings_.add("heads by an unknown key", name + " was signed by the key " + head.key + ", which is not known here");
    else if (!signature_fits(head, key->second))
      findings_.add("signatures", name + " has a signature that does not fit");
    if (head.size == edge_.size() && head.root != crypto::view(edge_.root()))
      findings_.add("heads of another tree", name + " was signed for another history than the one stored");
  }

  void report_heads_beyond() {
    for (HeadSource* source : sources_)
      for (const auto* placed = source->front(); placed != nullptr; source->pop(), placed = source->front())
        findings_.add("heads beyond the end", "the head of size " + std::to_string(placed->head.size) + " " + placed->place +
                                                  " was signed, but the ledger holds only " + std::to_string(last_) + " events");
  }

  store::Store& store_;
  Findings findings_;
  FileHeads in_file_;
  KeptHeads kept_;
  std::array<HeadSource*, 3> sources_{};
  std::map<std::string, std::string> keys_;
  std::int64_t sealed_ = 0, last_ = 0, found_ = 0;
  std::int64_t instant_ = std::numeric_limits<std::int64_t>::min();
  std::int64_t next_size_ = 0;
  bool leaves_differ_ = false;
  Edge edge_;
};

}  // namespace

Verdict verify(store::Store& store, const std::filesystem::path& folder, const std::vector<Head>& kept) {
  return Check(store, folder, kept).run();
}

}  // namespace portico::ledger
