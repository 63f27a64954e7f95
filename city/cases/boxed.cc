#include "city/cases/boxed.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <queue>
#include <utility>
#include <vector>

#include "city/cases/paging.h"
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

// One block's share, read in chunks: what is wanted of it, in order, and how far it has been read.
struct Stream {
  geo::Patch patch;
  std::deque<Mark> found;
  Mark reached;
  int next_chunk = 0;
  bool begun = false, ended = false;

  bool exhausted() const { return ended && found.empty(); }
  Mark next() const { return found.empty() ? reached : found.front(); }  // nothing of it comes before this
};

std::int64_t cells_of(const geo::Patch& patch) {
  return ((patch.last_cell - patch.first_cell) / geo::cells_a_row + 1) * (patch.last_column - patch.first_column + 1);
}

class Merge {
 public:
  Merge(store::Reader& reader, const Filter& filter, const Sieve& sieve, Order order, std::vector<geo::Patch> patches)
      : reader_(reader), sieve_(sieve), later_{order == Order::oldest} {
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

  // The next in order; nothing at the end, or when too much was looked at in vain: then `stopped_at` says where.
  std::optional<Mark> take() {
    while (!waiting_.empty()) {
      const std::size_t at = waiting_.top();
      Stream& stream = streams_[at];
      if (stream.begun && stream.found.empty() && in_vain_ >= most_in_vain) {
        stopped_at_ = stream.reached;
        return std::nullopt;
      }
      waiting_.pop();
      std::optional<Mark> taken;
      if (stream.found.empty())
        read_on(stream);
      else {
        taken = stream.found.front();
        stream.found.pop_front();
      }
      if (!stream.exhausted()) waiting_.push(at);
      if (taken) return taken;
    }
    return std::nullopt;
  }
  std::optional<Mark> stopped_at() const { return stopped_at_; }

 private:
  void read_on(Stream& stream) {
    int seen = 0;
    walk_.after = stream.reached;
    walk_.limit = stream.next_chunk;
    tables::walk_patch(reader_, stream.patch, walk_, [&](const tables::Glance& row) {
      ++seen;
      stream.reached = mark_at(walk_.order, row);
      if (sieve_.lets(row))
        stream.found.push_back(stream.reached);
      else
        ++in_vain_;
    });
    stream.begun = true;
    stream.ended = seen < walk_.limit;
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
  const Sieve& sieve_;
  tables::Walk walk_;
  Later later_;
  std::vector<Stream> streams_;
  std::priority_queue<std::size_t, std::vector<std::size_t>, LaterStream> waiting_{LaterStream{*this}};
  int in_vain_ = 0;
  std::optional<Mark> stopped_at_;
};

std::vector<Case> in_their_order(store::Reader& reader, const std::vector<std::int64_t>& ids) {
  std::vector<Case> read = tables::cases_by_ids(reader, ids), ordered;
  for (const std::int64_t id : ids) {
    const auto found = std::ranges::find(read, id, &Case::id);
    if (found != read.end()) ordered.push_back(std::move(*found));
  }
  return ordered;
}

}  // namespace

std::optional<Page> boxed(store::Reader& reader, const Filter& filter, const Sieve& sieve) {
  const Order order = order_of(filter) == Order::district ? Order::newest : order_of(filter);
  if (order != Order::newest && order != Order::oldest) return std::nullopt;
  auto patches = geo::patches_of(box_of(filter), most_blocks);
  if (!patches) return std::nullopt;

  Merge merge(reader, filter, sieve, order, *std::move(patches));
  std::vector<std::int64_t> ids;
  std::optional<Mark> last;
  Page page;
  const int offset = offset_of(filter), limit = limit_of(filter);
  for (int taken = 0;; ++taken) {
    const auto next = merge.take();
    if (!next) break;
    if (taken == offset + limit) {  // one more than the page: there is a next one
      page.next_cursor = cursor_of(order, *last);
      break;
    }
    if (taken >= offset) ids.push_back(next->id);
    last = next;
  }
  if (const auto stopped = merge.stopped_at()) {
    page.next_cursor = cursor_of(order, *stopped);
    page.looked_back_to = from_millis(stopped->at);
  }
  page.cases = in_their_order(reader, ids);
  return page;
}

}  // namespace portico::cases
