// Lists: the index that narrows best is walked, what it does not narrow is looked at row by row, at most 5,000 of them in vain.
#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "base/text.h"
#include "city/cases/boxed.h"
#include "city/cases/cases.h"
#include "city/cases/paging.h"
#include "city/cases/record.h"
#include "city/cases/search.h"
#include "city/cases/sieve.h"
#include "city/cases/tables.h"

namespace portico::cases {
namespace {

using tables::Glance;
using tables::Mark;
using tables::Order;

// Takes wanted rows until the page is full, past those that the offset leaves out.
class Gathering {
 public:
  Gathering(const Filter& filter, const Sieve& sieve, Order order)
      : sieve_(sieve), order_(order), offset_(offset_of(filter)), limit_(limit_of(filter)) {}

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
Page searched(store::Reader& reader, const directory::Snapshot& city, const Filter& filter, const Sieve& sieve) {
  constexpr std::int64_t past_all = std::numeric_limits<std::int64_t>::max();
  const auto limit = static_cast<std::size_t>(limit_of(filter));
  std::size_t skip = static_cast<std::size_t>(offset_of(filter));
  std::int64_t before = parse_integer(filter.cursor).value_or(past_all);
  Page page;
  // A first piece that just fills the page, then larger ones: mostly nothing is left out, and reading cases is what costs.
  int take = static_cast<int>(std::min<std::size_t>(skip + limit + 1, chunk));
  for (int seen = 0; seen < most_in_vain; seen += std::exchange(take, chunk)) {
    const auto [ids, looked_to] = search(reader, city, filter.words, !filter.listed_only, before, take);
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
    if (looked_to) {
      page.next_cursor = std::to_string(*looked_to);
      page.looked_back_to = tables::case_by_id(reader, *looked_to)->opened;
      return page;
    }
    if (ids.size() < static_cast<std::size_t>(take)) return page;
    before = ids.back();
  }
  page.next_cursor = std::to_string(before);
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
    auto near = boxed(reader, filter, sieve);
    page = near ? *std::move(near) : walked(reader, filter, sieve);
  } else if (!trim(filter.words).empty() && order_of(filter) == Order::newest)
    page = searched(reader, *city, filter, Sieve(filter, *city, true));
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
