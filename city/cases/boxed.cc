#include "city/cases/boxed.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <queue>
#include <unordered_map>
#include <utility>
#include <vector>

#include "city/cases/paging.h"
#include "city/cases/record.h"
#include "city/cases/tables.h"

namespace portico::cases {
namespace {

using tables::Mark;
using tables::Order;

constexpr std::size_t most_blocks = 256;  // some six kilometres square

geo::Box box_of(const Filter& filter) {
  if (filter.box) return *filter.box;
  const double latitude = filter.radius / 110'000, longitude = latitude / std::max(0.01, std::cos(filter.near->latitude * 0.01745329252));
  return {{filter.near->latitude - latitude, filter.near->longitude - longitude},
          {filter.near->latitude + latitude, filter.near->longitude + longitude}};
}

// One block's share, read in chunks out of the index alone: where the next ones lie in the order, and how far it has been read.
struct Stream {
  geo::Patch patch;
  std::deque<Mark> read;
  Mark reached;
  int next_chunk = 0;
  bool ended = false;

  bool exhausted() const { return ended && read.empty(); }
  Mark next() const { return read.empty() ? reached : read.front(); }  // nothing of it comes before this
};

std::int64_t cells_of(const geo::Patch& patch) {
  return ((patch.last_cell - patch.first_cell) / geo::cells_a_row + 1) * (patch.last_column - patch.first_column + 1);
}

// What lies in the box's cells, in order.
class Merge {
 public:
  Merge(store::Reader& reader, const Filter& filter, Order order, std::vector<geo::Patch> patches)
      : reader_(reader), later_{order == Order::oldest} {
    walk_.order = order;
    if (filter.opened_from) walk_.from = to_millis(*filter.opened_from);
    if (filter.opened_to) walk_.to = to_millis(*filter.opened_to);
    // First chunks that together give a page where most that lies in the cells is wanted: each by its share of these.
    std::int64_t cells = 0;
    for (const geo::Patch& patch : patches) cells += cells_of(patch);
    const int wanted = (offset_of(filter) + limit_of(filter) + 1) * 3 / 2;
    for (const geo::Patch& patch : patches)
      streams_.push_back(
          {patch, {}, mark_of(order, filter.cursor), std::min(chunk, 2 + static_cast<int>(wanted * cells_of(patch) / cells))});
    for (std::size_t at = 0; at < streams_.size(); ++at) waiting_.push(at);
  }

  // The next ones, at most so many; fewer at the end.
  std::vector<std::int64_t> take(int most) {
    std::vector<std::int64_t> ids;
    while (!waiting_.empty() && ids.size() < static_cast<std::size_t>(most)) {
      const std::size_t at = waiting_.top();
      Stream& stream = streams_[at];
      waiting_.pop();
      if (stream.read.empty()) {
        read_on(stream);
      } else {
        ids.push_back(stream.read.front().id);
        stream.read.pop_front();
      }
      if (!stream.exhausted()) waiting_.push(at);
    }
    return ids;
  }

 private:
  void read_on(Stream& stream) {
    walk_.after = stream.reached;
    walk_.limit = stream.next_chunk;
    const auto marks = tables::marks_of_patch(reader_, stream.patch, walk_);
    stream.read.assign(marks.begin(), marks.end());
    if (!marks.empty()) stream.reached = marks.back();
    stream.ended = marks.size() < static_cast<std::size_t>(walk_.limit);
    stream.next_chunk = std::min(chunk, stream.next_chunk * 2);
  }

  struct Later {
    bool forwards;
    bool operator()(const Mark& a, const Mark& b) const {
      return forwards ? std::pair(a.at, a.id) > std::pair(b.at, b.id) : std::pair(a.at, a.id) < std::pair(b.at, b.id);
    }
  };
  struct LaterStream {
    const Merge& merge;
    bool operator()(std::size_t a, std::size_t b) const { return merge.later_(merge.streams_[a].next(), merge.streams_[b].next()); }
  };

  store::Reader& reader_;
  tables::Walk walk_;
  Later later_;
  std::vector<Stream> streams_;
  std::priority_queue<std::size_t, std::vector<std::size_t>, LaterStream> waiting_{LaterStream{*this}};
};

std::vector<Case> in_their_order(store::Reader& reader, const std::vector<std::int64_t>& ids) {
  std::vector<Case> read = tables::cases_by_ids(reader, ids), ordered;
  std::unordered_map<std::int64_t, Case*> by_id;
  for (Case& each : read) by_id.emplace(each.id, &each);
  ordered.reserve(read.size());
  for (const std::int64_t id : ids)
    if (const auto found = by_id.find(id); found != by_id.end()) ordered.push_back(std::move(*found->second));
  return ordered;
}

}  // namespace

std::optional<Page> boxed(store::Reader& reader, const Filter& filter, const Sieve& sieve) {
  const Order order = order_of(filter) == Order::district ? Order::newest : order_of(filter);
  if (order != Order::newest && order != Order::oldest) return std::nullopt;
  auto patches = geo::patches_of(box_of(filter), most_blocks);
  if (!patches) return std::nullopt;

  Merge merge(reader, filter, order, *std::move(patches));
  const auto end_at = [&](const Case& last) { return cursor_of(order, {to_millis(last.opened), last.id}); };
  const int limit = limit_of(filter);
  int to_skip = offset_of(filter), in_vain = 0;
  Page page;
  // A first piece that fills the page where a fifth of what lies in the cells lies outside of the box, then by how many are wanted.
  for (int piece = std::min(chunk, (to_skip + limit + 1) * 5 / 4);;) {
    const auto ids = merge.take(piece);
    const int in_vain_before = in_vain;
    for (Case& each : in_their_order(reader, ids)) {
      if (!sieve.lets(tables::glance_of(each, pack_districts(each.districts)))) {
        if (++in_vain < most_in_vain) continue;
        page.next_cursor = end_at(each);
        page.looked_back_to = each.opened;
        return page;
      }
      if (to_skip > 0) {
        --to_skip;
        continue;
      }
      if (page.cases.size() == static_cast<std::size_t>(limit)) {  // one more than the page: there is a next one
        page.next_cursor = end_at(page.cases.back());
        return page;
      }
      page.cases.push_back(std::move(each));
    }
    if (ids.size() < static_cast<std::size_t>(piece)) return page;
    const bool mostly_in_vain = (in_vain - in_vain_before) * 2 > piece;
    const int missing = to_skip + limit + 1 - static_cast<int>(page.cases.size());
    piece = std::min(chunk, mostly_in_vain ? piece * 2 : missing * 3 / 2 + 4);
  }
}

}  // namespace portico::cases
