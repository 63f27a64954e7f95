// Where requests lie: all of them in memory, some 20 bytes each, for maps, which ask for a whole city at once. They are read in when a map
// is first asked for, and from then on follow the ledger.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "city/cases/case.h"
#include "city/cases/tables_pins.h"
#include "city/directory/directory.h"
#include "platform/store/store.h"
#include "platform/tiles/tiles.h"

namespace portico::cases {

constexpr int pins_to = 18;  // the deepest zoom that has tiles

// What is empty does not filter. What the public may not see is never there.
struct PinFilter {
  std::string service;
  std::optional<Status> status;
  std::optional<std::vector<std::int64_t>> ids;  // of these alone
};

enum class PinState { open, late, closed };

struct Pin {
  std::int64_t id = 0;
  tiles::Spot at;
  std::string service;
  PinState state = PinState::open;
};
// Several that lie too near to each other to be told apart; in the middle of them.
struct Heap {
  tiles::Spot at;
  std::int64_t count = 0, open = 0;
  bool operator==(const Heap&) const = default;
};
struct Sight {
  std::vector<Pin> pins;
  std::vector<Heap> heaps;
};

class Pins {
 public:
  explicit Pins(store::Store& store) : store_(store) {}

  // Takes over what is new. False while somebody else is reading them in for the first time: then in() would show a part of them.
  bool catch_up();
  // What a tile shows. A tile has 8 by 8 squares, 64 by 64 from zoom 17 on, and a square holds one pin or one heap.
  Sight in(tiles::Tile tile, const PinFilter& filter, const directory::Snapshot& city, Instant now) const;
  std::size_t size() const;  // how many have a place

 private:
  struct Lying {                      // one request, by its id; 16 bytes
    std::uint32_t x = 0, y = 0;       // of the Mercator world, in 2^32 parts
    std::uint32_t late_from = never;  // minutes since 1970
    std::uint16_t service = 0;
    bool here = false, open = false;
  };
  struct Share {  // of a block
    std::uint16_t service = 0;
    bool open = false;
    std::uint32_t count = 0;
    std::uint64_t x = 0, y = 0;  // sums, from the block's corner
  };
  struct Block {  // a tile of zoom 16
    std::vector<std::uint32_t> ids;
    std::vector<Share> shares;
  };
  struct Square;
  struct Wanted;
  static constexpr std::uint32_t never = 0xffffffff;

  void read_all();
  void follow();
  void put(const tables::PinRow& row);
  void take_out(std::uint32_t id);
  Share& share_of(Block& block, const Lying& lying) const;
  std::uint16_t service_number(std::string_view code);
  Wanted wanted(const PinFilter& filter, const directory::Snapshot& city) const;
  bool lets(const Wanted& wanted, const Lying& lying) const;
  Pin pin_of(std::uint32_t id, Instant now) const;
  std::vector<Square> squares(tiles::Tile tile, const Wanted& wanted) const;
  void count_blocks(tiles::Tile tile, const Wanted& wanted, std::vector<Square>& squares) const;
  void count_pins(tiles::Tile tile, const Wanted& wanted, std::vector<Square>& squares) const;

  store::Store& store_;
  std::mutex reading_;               // who brings them up to date
  std::int64_t position_ = -1;       // of the ledger, under `reading_`; below 0 before the first time
  mutable std::shared_mutex guard_;  // all below
  std::vector<Lying> by_id_;
  std::map<std::uint32_t, Block> blocks_;  // by their place on the curve that goes through a tile of any zoom without leaving it
  std::vector<std::string> services_;
  std::unordered_map<std::string, std::uint16_t> service_numbers_;
  std::size_t size_ = 0;
};

}  // namespace portico::cases
