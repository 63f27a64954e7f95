#include "city/cases/pins.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/text.h"
#include "platform/ledger/ledger.h"

namespace portico::cases {
namespace {

constexpr int block_zoom = 16, part_bits = 32;
constexpr int part_in_block_bits = part_bits - block_zoom;
constexpr int rows_at_once = 5'000, ids_at_once = 500, events_at_once = 2'000;
constexpr std::size_t most_services = 0xffff;
constexpr std::string_view case_subject = "case:";

int squares_bits(int zoom) { return zoom >= 17 ? 6 : 3; }

std::uint32_t part_of(double share) {
  return static_cast<std::uint32_t>(std::clamp(std::floor(std::ldexp(share, part_bits)), 0.0, 4294967295.0));
}
double share_of_part(std::uint32_t part) { return std::ldexp(part + 0.5, -part_bits); }

// A block's place on Morton's curve: the bits of column and row in turn, so that the blocks of a tile follow each other.
std::uint32_t spread(std::uint32_t sixteen) {
  sixteen = (sixteen | sixteen << 8U) & 0x00ff00ffU;
  sixteen = (sixteen | sixteen << 4U) & 0x0f0f0f0fU;
  sixteen = (sixteen | sixteen << 2U) & 0x33333333U;
  return (sixteen | sixteen << 1U) & 0x55555555U;
}
std::uint32_t gathered(std::uint32_t bits) {
  bits &= 0x55555555U;
  bits = (bits | bits >> 1U) & 0x33333333U;
  bits = (bits | bits >> 2U) & 0x0f0f0f0fU;
  bits = (bits | bits >> 4U) & 0x00ff00ffU;
  return (bits | bits >> 8U) & 0x0000ffffU;
}
std::uint32_t on_curve(std::uint32_t column, std::uint32_t row) { return spread(column) | spread(row) << 1U; }
std::uint32_t block_of(std::uint32_t x, std::uint32_t y) { return on_curve(x >> part_in_block_bits, y >> part_in_block_bits); }

// The blocks that a tile touches: from the first on, before the second.
std::pair<std::uint64_t, std::uint64_t> blocks_of(tiles::Tile tile) {
  if (tile.zoom >= block_zoom) {
    const int deeper = tile.zoom - block_zoom;
    const std::uint64_t block = on_curve(tile.x >> deeper, tile.y >> deeper);
    return {block, block + 1};
  }
  const int wider = 2 * (block_zoom - tile.zoom);
  const std::uint64_t first = static_cast<std::uint64_t>(on_curve(tile.x, tile.y)) << wider;
  return {first, first + (std::uint64_t{1} << wider)};
}

}  // namespace

// What a filter comes down to.
struct Pins::Wanted {
  std::vector<bool> services;  // by their numbers here
  std::optional<bool> open;
  const std::vector<std::int64_t>* ids = nullptr;
};

struct Pins::Square {
  std::int64_t count = 0, open = 0;
  double x = 0, y = 0;   // sums, of the world
  std::uint32_t id = 0;  // of one of them
};

// -- keeping them ------------------------------------------------------------------------------------------------------------------------

bool Pins::catch_up() {
  std::unique_lock lock(reading_, std::try_to_lock);
  if (!lock) {
    {
      const std::shared_lock seen(guard_);
      if (position_ < 0) return false;
    }
    lock.lock();  // somebody takes over what is new: that is soon done
  }
  if (position_ < 0)
    read_all();
  else
    follow();
  return true;
}

// What is changed while this reads has a later position, and is read again by it.
void Pins::read_all() {
  std::int64_t position = 0, last = 0;
  store_.read([&](store::Reader& reader) { position = ledger::last_position(reader); });
  for (int seen = rows_at_once; seen == rows_at_once;) {
    seen = 0;
    store_.read([&](store::Reader& reader) {
      const std::unique_lock lock(guard_);
      tables::pins_after(reader, last, rows_at_once, [&](const tables::PinRow& row) {
        put(row);
        last = row.id;
        ++seen;
      });
    });
  }
  const std::unique_lock lock(guard_);
  position_ = position;
}

void Pins::follow() {
  std::set<std::int64_t> changed;
  std::int64_t position = position_;
  for (std::size_t heard = events_at_once; heard == events_at_once;) {
    std::vector<ledger::Event> events;
    store_.read([&](store::Reader& reader) { events = ledger::events_after(reader, position, events_at_once); });
    heard = events.size();
    for (const ledger::Event& event : events)
      if (event.subject.starts_with(case_subject))
        if (const auto id = parse_integer(std::string_view(event.subject).substr(case_subject.size()))) changed.insert(*id);
    if (heard > 0) position = events.back().position;
  }
  if (position == position_) return;
  const std::vector<std::int64_t> ids(changed.begin(), changed.end());
  for (std::size_t at = 0; at < ids.size(); at += ids_at_once)
    store_.read([&](store::Reader& reader) {
      const std::unique_lock lock(guard_);
      tables::pins_of(reader, std::span(ids).subspan(at, std::min<std::size_t>(ids_at_once, ids.size() - at)),
                      [&](const tables::PinRow& row) { put(row); });
    });
  const std::unique_lock lock(guard_);
  position_ = position;
}

std::uint16_t Pins::service_number(std::string_view code) {
  const auto known = service_numbers_.find(std::string(code));
  if (known != service_numbers_.end()) return known->second;
  if (services_.size() >= most_services) throw std::length_error("more services than a map can tell apart");
  services_.emplace_back(code);
  return service_numbers_.emplace(services_.back(), static_cast<std::uint16_t>(services_.size() - 1)).first->second;
}

Pins::Share& Pins::share_of(Block& block, const Lying& lying) const {
  const auto known =
      std::ranges::find_if(block.shares, [&](const Share& share) { return share.service == lying.service && share.open == lying.open; });
  if (known != block.shares.end()) return *known;
  return block.shares.emplace_back(Share{lying.service, lying.open, 0, 0, 0});
}

void Pins::put(const tables::PinRow& row) {
  if (row.id < 1 || row.id >= std::numeric_limits<std::uint32_t>::max()) return;
  const auto id = static_cast<std::uint32_t>(row.id);
  if (id >= by_id_.size()) by_id_.resize(std::max<std::size_t>(id + 1, by_id_.size() + by_id_.size() / 8));
  take_out(id);
  if (!row.point || !row.numbered) return;
  const tiles::Spot at = tiles::spot_of(*row.point);
  Lying lying{part_of(at.x), part_of(at.y), never, service_number(row.service), true, row.status == Status::open};
  if (row.late_from) lying.late_from = static_cast<std::uint32_t>(std::clamp<std::int64_t>(*row.late_from / 60'000, 0, never - 1));
  by_id_[id] = lying;
  Block& block = blocks_[block_of(lying.x, lying.y)];
  block.ids.push_back(id);
  Share& share = share_of(block, lying);
  ++share.count;
  share.x += lying.x & 0xffffU;
  share.y += lying.y & 0xffffU;
  ++size_;
}

void Pins::take_out(std::uint32_t id) {
  const Lying lying = by_id_[id];
  if (!lying.here) return;
  by_id_[id] = {};
  --size_;
  const auto found = blocks_.find(block_of(lying.x, lying.y));
  Block& block = found->second;
  std::erase(block.ids, id);
  Share& share = share_of(block, lying);
  --share.count;
  share.x -= lying.x & 0xffffU;
  share.y -= lying.y & 0xffffU;
  if (block.ids.empty()) blocks_.erase(found);
}

std::size_t Pins::size() const {
  const std::shared_lock lock(guard_);
  return size_;
}

// -- showing them ------------------------------------------------------------------------------------------------------------------------

Pins::Wanted Pins::wanted(const PinFilter& filter, const directory::Snapshot& city) const {
  Wanted wanted;
  for (const std::string& code : services_) {
    const directory::Service* service = city.service(code);
    wanted.services.push_back(service && service->public_cases() && (filter.service.empty() || filter.service == code));
  }
  if (filter.status) wanted.open = *filter.status == Status::open;
  if (filter.ids) wanted.ids = &*filter.ids;
  return wanted;
}

bool Pins::lets(const Wanted& wanted, const Lying& lying) const {
  return lying.here && wanted.services[lying.service] && (!wanted.open || *wanted.open == lying.open);
}

Pin Pins::pin_of(std::uint32_t id, Instant now) const {
  const Lying& lying = by_id_[id];
  const bool late = lying.open && lying.late_from != never && lying.late_from <= to_millis(now) / 60'000;
  return {id,
          {share_of_part(lying.x), share_of_part(lying.y)},
          services_[lying.service],
          late         ? PinState::late
          : lying.open ? PinState::open
                       : PinState::closed};
}

// From far, block by block: a square is a block or several.
void Pins::count_blocks(tiles::Tile tile, const Wanted& wanted, std::vector<Square>& squares) const {
  const int bits = squares_bits(tile.zoom), wider = block_zoom - tile.zoom - bits;
  const std::uint32_t across = 1U << bits;
  const auto [first, last] = blocks_of(tile);
  for (auto at = blocks_.lower_bound(static_cast<std::uint32_t>(first)); at != blocks_.end() && at->first < last; ++at) {
    const std::uint32_t column = gathered(at->first), row = gathered(at->first >> 1U);
    Square& square = squares[((row >> wider) & (across - 1)) * across + ((column >> wider) & (across - 1))];
    for (const Share& share : at->second.shares) {
      if (share.count == 0 || !wanted.services[share.service] || (wanted.open && *wanted.open != share.open)) continue;
      square.count += share.count;
      if (share.open) square.open += share.count;
      square.x +=
          std::ldexp(share.count * std::ldexp(column, part_in_block_bits) + static_cast<double>(share.x) + 0.5 * share.count, -part_bits);
      square.y +=
          std::ldexp(share.count * std::ldexp(row, part_in_block_bits) + static_cast<double>(share.y) + 0.5 * share.count, -part_bits);
    }
    if (square.count == 1 && square.id == 0)
      for (const std::uint32_t id : at->second.ids)
        if (lets(wanted, by_id_[id])) square.id = id;
  }
}

void Pins::count_pins(tiles::Tile tile, const Wanted& wanted, std::vector<Square>& squares) const {
  const int bits = squares_bits(tile.zoom), below = part_bits - tile.zoom;  // below: parts of a tile, in bits
  const std::uint32_t across = 1U << bits;
  const auto see = [&](std::uint32_t id) {
    const Lying& lying = by_id_[id];
    if (!lets(wanted, lying)) return;
    if (tile.zoom > 0 && (lying.x >> below != tile.x || lying.y >> below != tile.y)) return;
    Square& square = squares[((lying.y >> (below - bits)) & (across - 1)) * across + ((lying.x >> (below - bits)) & (across - 1))];
    ++square.count;
    if (lying.open) ++square.open;
    square.x += share_of_part(lying.x);
    square.y += share_of_part(lying.y);
    square.id = id;
  };
  if (wanted.ids) {
    for (const std::int64_t id : *wanted.ids)
      if (id > 0 && static_cast<std::size_t>(id) < by_id_.size()) see(static_cast<std::uint32_t>(id));
    return;
  }
  const auto [first, last] = blocks_of(tile);
  for (auto at = blocks_.lower_bound(static_cast<std::uint32_t>(first)); at != blocks_.end() && at->first < last; ++at)
    for (const std::uint32_t id : at->second.ids) see(id);
}

Sight Pins::in(tiles::Tile tile, const PinFilter& filter, const directory::Snapshot& city, Instant now) const {
  const std::shared_lock lock(guard_);
  const Wanted wanted = this->wanted(filter, city);
  const std::size_t across = std::size_t{1} << squares_bits(tile.zoom);
  std::vector<Square> squares(across * across);
  if (!wanted.ids && tile.zoom + squares_bits(tile.zoom) <= block_zoom)
    count_blocks(tile, wanted, squares);
  else
    count_pins(tile, wanted, squares);
  Sight sight;
  for (const Square& square : squares) {
    const auto count = static_cast<double>(square.count);
    if (square.count == 1)
      sight.pins.push_back(pin_of(square.id, now));
    else if (square.count > 1)
      sight.heaps.push_back({{square.x / count, square.y / count}, square.count, square.open});
  }
  return sight;
}

}  // namespace portico::cases
