// Lists: the index that narrows best is walked, what it does not narrow is looked at row by row, at most 5,000 of them in vain.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "base/text.h"
#include "city/cases/cases.h"
#include "city/cases/record.h"
#include "city/cases/search.h"
#include "city/cases/tables.h"

namespace portico::cases {
namespace {

using tables::Glance;
using tables::Mark;
using tables::Order;

constexpr int most_in_vain = 5'000, most_of_a_page = 1'000, most_offset = 10'000, chunk = 500, most_rows_of_cells = 64;

bool among(const std::vector<std::string>& wanted, std::string_view one) {
  return wanted.empty() || std::ranges::find(wanted, one) != wanted.end();
}

// Everything that a filter asks of one row.
class Sieve {
 public:
  // `found_by_words`: the index has seen to the words.
  Sieve(const Filter& filter, const directory::Snapshot& city, bool found_by_words = false) : filter_(filter), city_(city) {
    if (found_by_words) return;
    for (std::string_view word : split(filter.words, ' '))
      if (!trim(word).empty()) words_.push_back(lower_ascii(trim(word)));
  }

  bool lets(const Glance& row) const {
    if (!row.numbered || (filter_.status && row.status != *filter_.status)) return false;
    if (!among(filter_.services, row.service) || !among(filter_.agencies, row.agency)) return false;
    if (filter_.opened_from && row.opened < *filter_.opened_from) return false;
    if (filter_.opened_to && row.opened >= *filter_.opened_to) return false;
    if (filter_.updated_from && row.updated < *filter_.updated_from) return false;
    if (filter_.updated_to && row.updated >= *filter_.updated_to) return false;
    if (!filter_.district.empty() && !tables::lies_in(row.districts, filter_.district_set, filter_.district)) return false;
    const directory::Service* service = city_.service(row.service);
    if (filter_.listed_only && !(service && service->public_cases())) return false;
    return lies_within(row) && says(row, service);
  }

 private:
  bool lies_within(const Glance& row) const {
    if (!filter_.box && !filter_.near) return true;
    if (!row.point) return false;
    if (filter_.box) {
      const auto& [south_west, north_east] = *filter_.box;
      if (row.point->latitude < south_west.latitude || row.point->latitude > north_east.latitude) return false;
      const bool wraps = south_west.longitude > north_east.longitude;  // across the date line
      const bool east = row.point->longitude >= south_west.longitude, west = row.point->longitude <= north_east.longitude;
      if (wraps ? !(east || west) : !(east && west)) return false;
    }
    return !filter_.near || geo::metres_between(*filter_.near, *row.point) <= filter_.radius;
  }

  // Every word stands in what the public may read.
  bool says(const Glance& row, const directory::Service* service) const {
    if (words_.empty()) return true;
    std::string text = lower_ascii(row.address) + '\n';
    if (service) {
      for (const auto& [language, name] : service->name) text += lower_ascii(name) + '\n';
      const bool open =
          row.words == Showing::released || (row.words == Showing::by_service && service->description == directory::Exposure::open);
      if (open || !filter_.listed_only) text += lower_ascii(masked(row.description));
    }
    return std::ranges::all_of(words_, [&](const std::string& word) { return text.find(word) != std::string::npos; });
  }

  const Filter& filter_;
  const directory::Snapshot& city_;
  std::vector<std::string> words_;
};

std::string cursor_of(Order order, Mark mark) { return fmt::format("{}.{}.{}", static_cast<int>(order), mark.at, mark.id); }

// A cursor of another order, or one that nobody gave, begins at the start.
Mark mark_of(Order order, std::string_view cursor) {
  const auto parts = split(cursor, '.');
  if (parts.size() != 3 || parse_integer(parts[0]) != static_cast<int>(order)) return tables::start_of(order);
  const auto at = parse_integer(parts[1]), id = parse_integer(parts[2]);
  return at && id ? Mark{*at, *id} : tables::start_of(order);
}

Order order_of(const Filter& filter) {
  if (filter.sort == Filter::Sort::due && filter.agencies.size() == 1) return Order::due;
  if (!filter.district.empty() && filter.sort == Filter::Sort::newest) return Order::district;
  if (filter.sort == Filter::Sort::oldest) return Order::oldest;
  if (filter.sort == Filter::Sort::updated) return Order::updated;
  return Order::newest;
}

Mark mark_at(Order order, const Glance& row) {
  switch (order) {
    case Order::updated:
      return {to_millis(row.updated), row.id};
    case Order::due:
      return {row.due, row.id};
    case Order::district:
      return {0, row.id};
    case Order::newest:
    case Order::oldest:
      break;
  }
  return {to_millis(row.opened), row.id};
}

// Takes wanted rows until the page is full, past those that the offset leaves out.
class Gathering {
 public:
  Gathering(const Filter& filter, const Sieve& sieve, Order order)
      : sieve_(sieve),
        order_(order),
        offset_(std::clamp(filter.offset, 0, most_offset)),
        limit_(std::clamp(filter.limit, 1, most_of_a_page)) {}

  bool full() const { return full_; }
  bool in_vain() const { return vain_ >= most_in_vain; }
  int wanted() const { return offset_ + limit_ + 1 - taken_; }

  void see(const Glance& row, const std::function<Case()>& whole) {
    ++seen_;
    if (full_ || in_vain()) return;
    if (!sieve_.lets(row)) {
      ++vain_;
      last_ = mark_at(order_, row);
      last_opened_ = order_ == Order::updated ? row.updated : row.opened;
      return;
    }
    if (taken_ == offset_ + limit_) {  // one more than the page: there is a next one
      full_ = true;
      return;
    }
    if (taken_++ >= offset_) page_.cases.push_back(whole());
    last_ = mark_at(order_, row);
    last_opened_ = order_ == Order::updated ? row.updated : row.opened;
  }

  int seen() const { return seen_; }
  void begin_chunk() { seen_ = 0; }
  Mark last() const { return last_; }

  Page page() && {
    if (full_ || in_vain()) page_.next_cursor = cursor_of(order_, last_);
    if (in_vain() && !full_) page_.looked_back_to = last_opened_;
    return std::move(page_);
  }

 private:
  const Sieve& sieve_;
  Order order_;
  int offset_, limit_, taken_ = 0, vain_ = 0, seen_ = 0;
  bool full_ = false;
  Mark last_;
  Instant last_opened_;
  Page page_;
};

Page walked(store::Reader& reader, const Filter& filter, const Sieve& sieve) {
  tables::Walk walk;
  walk.order = order_of(filter);
  if (walk.order == Order::due) walk.agency = filter.agencies.front();
  if (walk.order == Order::district) walk.district = tables::district_hash(filter.district_set, filter.district);
  if (filter.services.size() == 1) walk.service = filter.services.front();
  const auto& from = walk.order == Order::updated ? filter.updated_from : filter.opened_from;
  const auto& to = walk.order == Order::updated ? filter.updated_to : filter.opened_to;
  if (from) walk.from = to_millis(*from);
  if (to) walk.to = to_millis(*to);
  walk.after = mark_of(walk.order, filter.cursor);

  Gathering gathering(filter, sieve, walk.order);
  for (int least = 1;; least = chunk) {  // a first chunk that just fills the page, then larger ones: most rows are not wanted
    walk.limit = std::clamp(gathering.wanted(), least, most_of_a_page + 1);
    gathering.begin_chunk();
    tables::walk(reader, walk, [&](const Glance& row, const auto& whole) { gathering.see(row, whole); });
    if (gathering.full() || gathering.in_vain() || gathering.seen() < walk.limit) return std::move(gathering).page();
    walk.after = gathering.last();
  }
}

// Found by the index of words, newest entered first. What other filters leave out is looked past, 5,000 at most.
Page searched(store::Reader& reader, const Filter& filter, const Sieve& sieve) {
  constexpr std::int64_t past_all = std::numeric_limits<std::int64_t>::max();
  const auto limit = static_cast<std::size_t>(std::clamp(filter.limit, 1, most_of_a_page));
  std::size_t skip = static_cast<std::size_t>(std::clamp(filter.offset, 0, most_offset));
  std::int64_t before = parse_integer(filter.cursor).value_or(past_all);
  Page page;
  // A first piece that just fills the page, then larger ones: mostly nothing is left out, and reading cases is what costs.
  int take = static_cast<int>(std::min<std::size_t>(skip + limit + 1, chunk));
  for (int seen = 0; seen < most_in_vain; seen += std::exchange(take, chunk)) {
    const auto ids = search(reader, filter.words, !filter.listed_only, before, take);
    auto cases = tables::cases_by_ids(reader, ids);
    std::ranges::sort(cases, std::greater(), &Case::id);
    for (Case& each : cases) {
      const std::string districts = pack_districts(each.districts);
      if (!sieve.lets(tables::glance_of(each, districts))) continue;
      if (skip > 0) {
        --skip;
        continue;
      }
      if (page.cases.size() == limit) {
        page.next_cursor = std::to_string(page.cases.back().id);
        return page;
      }
      page.cases.push_back(std::move(each));
    }
    if (ids.size() < static_cast<std::size_t>(take)) return page;
    before = ids.back();
  }
  page.next_cursor = std::to_string(before);
  return page;
}

geo::Box box_of(const Filter& filter) {
  if (filter.box) return *filter.box;
  const double latitude = filter.radius / 110'000, longitude = latitude / std::max(0.01, std::cos(filter.near->latitude * 0.01745329252));
  return {{filter.near->latitude - latitude, filter.near->longitude - longitude},
          {filter.near->latitude + latitude, filter.near->longitude + longitude}};
}

// A small box or circle is read by its rows of cells, whatever the order, and put in order here. Nothing where it is too wide or too full
// for that: then it holds a large share of all cases, and the walk finds them soon.
std::optional<Page> from_cells(store::Reader& reader, const Filter& filter, const Sieve& sieve) {
  constexpr double cell_height = 0.0009;
  const geo::Box box = box_of(filter);
  const double height = box.north_east.latitude - box.south_west.latitude;
  if (!(height / cell_height < most_rows_of_cells) || box.south_west.longitude > box.north_east.longitude) return std::nullopt;
  struct Candidate {
    Mark mark;
    std::int64_t id;
  };
  std::vector<Candidate> candidates;
  const Order order = filter.sort == Filter::Sort::oldest    ? Order::oldest
                      : filter.sort == Filter::Sort::updated ? Order::updated
                                                             : Order::newest;
  std::set<std::int64_t> rows_done;
  int seen = 0;
  for (double latitude = box.south_west.latitude;; latitude = std::min(latitude + cell_height, box.north_east.latitude)) {
    const std::int64_t first = geo::cell_of({latitude, box.south_west.longitude}),
                       last = geo::cell_of({latitude, box.north_east.longitude});
    if (rows_done.insert(first).second)
      tables::in_cells(reader, first, last, most_in_vain + 1 - seen, [&](const Glance& row, const auto&) {
        ++seen;
        if (sieve.lets(row)) candidates.push_back({mark_at(order, row), row.id});
      });
    if (seen > most_in_vain) return std::nullopt;
    if (latitude >= box.north_east.latitude) break;
  }

  const bool forwards = order == Order::oldest;
  const auto before = [forwards](const Mark& a, const Mark& b) {
    return forwards ? std::pair(a.at, a.id) < std::pair(b.at, b.id) : std::pair(a.at, a.id) > std::pair(b.at, b.id);
  };
  const Mark after = mark_of(order, filter.cursor);
  std::erase_if(candidates, [&](const Candidate& each) { return !before(after, each.mark); });
  std::ranges::sort(candidates, before, &Candidate::mark);
  const auto offset = std::min<std::size_t>(static_cast<std::size_t>(std::clamp(filter.offset, 0, most_offset)), candidates.size());
  const auto end = std::min(candidates.size(), offset + static_cast<std::size_t>(std::clamp(filter.limit, 1, most_of_a_page)));
  std::vector<std::int64_t> ids;
  for (std::size_t at = offset; at < end; ++at) ids.push_back(candidates[at].id);
  std::vector<Case> read = tables::cases_by_ids(reader, ids);
  Page page;
  for (const std::int64_t id : ids) {
    const auto found = std::ranges::find(read, id, &Case::id);
    if (found != read.end()) page.cases.push_back(std::move(*found));
  }
  if (end < candidates.size() && end > 0) page.next_cursor = cursor_of(order, candidates[end - 1].mark);
  return page;
}

}  // namespace

Page Cases::list(store::Reader& reader, const Filter& filter) const {
  const auto city = directory_.now();
  const Sieve sieve(filter, *city);
  Page page;
  if (!filter.numbers.empty())
    page = numbered(reader, filter);
  else if (filter.box || filter.near) {
    auto near = from_cells(reader, filter, sieve);
    page = near ? *std::move(near) : walked(reader, filter, sieve);
  } else if (!trim(filter.words).empty() && order_of(filter) == Order::newest)
    page = searched(reader, filter, Sieve(filter, *city, true));
  else
    page = walked(reader, filter, sieve);
  as_of_now(reader, page.cases);
  return page;
}

// Named cases: their order is the one asked for, and no other filter holds.
Page Cases::numbered(store::Reader& reader, const Filter& filter) const {
  std::vector<std::int64_t> ids;
  std::vector<std::string> others;
  for (const std::string& number : filter.numbers) {
    if (!valid_utf8(number) || number.find('\0') != std::string::npos) continue;
    if (const auto canonical = read_case_number(number))
      if (const auto id = case_sequence(*canonical, number_key_)) ids.push_back(*id);
    others.push_back(std::string(trim(number)));
  }
  for (const std::int64_t id : tables::ids_by_external_ids(reader, others)) ids.push_back(id);
  std::vector<Case> read = tables::cases_by_ids(reader, ids);
  Page page;
  std::set<std::int64_t> taken;
  for (const std::string& number : filter.numbers) {
    const auto canonical = read_case_number(number);
    const auto found = std::ranges::find_if(read, [&](const Case& each) {
      return (canonical && each.number == *canonical) || (!each.external_id.empty() && each.external_id == trim(number));
    });
    if (found == read.end() || found->number.empty() || (filter.listed_only && !listed(found->service))) continue;
    if (taken.insert(found->id).second) page.cases.push_back(*found);
  }
  return page;
}

}  // namespace portico::cases
