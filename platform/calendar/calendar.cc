#include "platform/calendar/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <mutex>
#include <set>
#include <stdexcept>

#include "platform/calendar/periods.h"

namespace portico::calendar {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// A year's spans, of local days or of an UTC year.
struct Table {
  std::vector<Span> spans;           // in order
  std::vector<std::uint32_t> first;  // of local days: day d has spans first[d] … first[d + 1]
  std::vector<Millis> before;        // of an UTC year: open time before each span, and in all at the end
};

void sort_and_merge(std::vector<Span>& spans, std::size_t begin = 0) {
  std::ranges::sort(spans.begin() + static_cast<std::ptrdiff_t>(begin), spans.end(), {}, &Span::from);
  std::size_t kept = begin;
  for (auto i = begin; i < spans.size(); ++i) {
    if (kept > begin && spans[kept - 1].to >= spans[i].from)
      spans[kept - 1].to = std::max(spans[kept - 1].to, spans[i].to);
    else
      spans[kept++] = spans[i];
  }
  spans.resize(kept);
}

int year_of(sys_days date) {
  static constexpr sys_days first{std::chrono::year{1} / 1 / 1}, last{std::chrono::year{9999} / 12 / 31};
  if (date < first || date > last) throw std::out_of_range("a calendar knows the years 1 to 9999");
  return static_cast<int>(Date{date}.year());
}
int year_of(Instant at) { return year_of(std::chrono::floor<days>(at)); }
sys_days first_day(int year) { return std::chrono::year{year} / 1 / 1; }

// Tables by year, made when first asked for. Two threads may make the same one; the later throws its own away.
class Years {
 public:
  ~Years() {
    for (auto& slot : near_) delete slot.load();
  }
  template <class Make>
  const Table& get(int year, Make make) const {
    if (year >= first_near && year < first_near + static_cast<int>(near_.size())) {
      auto& slot = near_[static_cast<std::size_t>(year - first_near)];
      if (const auto* table = slot.load(std::memory_order_acquire)) return *table;
      auto fresh = std::make_unique<const Table>(make(year));
      const Table* none = nullptr;
      return slot.compare_exchange_strong(none, fresh.get(), std::memory_order_acq_rel) ? *fresh.release() : *none;
    }
    const std::lock_guard lock(far_guard_);
    auto& table = far_[year];
    if (!table) table = std::make_unique<const Table>(make(year));
    return *table;
  }

 private:
  static constexpr int first_near = 1970;
  mutable std::array<std::atomic<const Table*>, 130> near_{};
  mutable std::mutex far_guard_;
  mutable std::map<int, std::unique_ptr<const Table>> far_;
};

}  // namespace

struct Calendar::Inside {
  Plan plan;
  const Periods* periods = nullptr;
  Years local_years, utc_years;

  const std::vector<Hours>& hours(sys_days date) const {
    static const std::vector<Hours> none;
    if (const auto found = plan.exceptional.find(date); found != plan.exceptional.end()) return found->second;
    if (plan.closed.contains(date)) return none;
    return plan.week[std::chrono::weekday{date}.iso_encoding() - 1];
  }

  void add_open(sys_days date, std::vector<Span>& into) const {
    const auto begin = into.size();
    for (const auto& each : hours(date)) {
      const Instant from = date + each.from, to = date + each.to;  // wall time
      for (auto i = periods->index_at(from - std::chrono::hours{26}); i < periods->all.size(); ++i) {
        const auto& period = periods->all[i];
        if (period.from > to + std::chrono::hours{26}) break;
        const Span open{std::max(from - period.offset, period.from), std::min(to - period.offset, period.to)};
        if (open.from < open.to) into.push_back(open);
      }
    }
    sort_and_merge(into, begin);
  }

  const Table& local_year(int year) const {
    return local_years.get(year, [this](int y) {
      Table table;
      for (auto date = first_day(y); date < first_day(y + 1); date += days{1}) {
        table.first.push_back(static_cast<std::uint32_t>(table.spans.size()));
        add_open(date, table.spans);
      }
      table.first.push_back(static_cast<std::uint32_t>(table.spans.size()));
      table.spans.shrink_to_fit();
      return table;
    });
  }

  // Cut at the year's ends, in order even where a clock goes back over midnight.
  const Table& utc_year(int year) const {
    return utc_years.get(year, [this](int y) {
      Table table;
      const Instant from = first_day(y), to = first_day(y + 1);
      for (auto date = first_day(y) - days{2}; date < first_day(y + 1) + days{2}; date += days{1}) add_open(date, table.spans);
      std::erase_if(table.spans, [&](const Span& span) { return span.to <= from || span.from >= to; });
      sort_and_merge(table.spans);
      if (!table.spans.empty()) {
        table.spans.front().from = std::max(table.spans.front().from, from);
        table.spans.back().to = std::min(table.spans.back().to, to);
      }
      table.spans.shrink_to_fit();
      Millis sum{0};
      for (const auto& span : table.spans) table.before.push_back(sum), sum += span.to - span.from;
      table.before.push_back(sum);
      return table;
    });
  }

  // Open time of the year of `at` before it.
  static Millis before(const Table& table, Instant at) {
    const auto after = std::ranges::upper_bound(table.spans, at, {}, &Span::from);
    if (after == table.spans.begin()) return Millis{0};
    const auto index = static_cast<std::size_t>(after - table.spans.begin()) - 1;
    return table.before[index] + (std::min(at, table.spans[index].to) - table.spans[index].from);
  }
};

namespace {

std::optional<Fault> wrong_hours(const std::vector<Hours>& hours, std::string_view place, std::string_view day) {
  for (std::size_t i = 0; i < hours.size(); ++i) {
    if (hours[i].from < Minutes{0} || hours[i].to > Minutes{24 * 60} || hours[i].from >= hours[i].to) {
      return Fault{std::string(place), fmt::format("hours of {} do not lie within the day", day), "hours from 00:00 to 24:00"};
    }
    if (i > 0 && hours[i].from < hours[i - 1].to) {
      return Fault{std::string(place), fmt::format("hours of {} overlap or are not in order", day), "hours in order that do not overlap"};
    }
  }
  return std::nullopt;
}

}  // namespace

Outcome<Calendar> Calendar::make(Plan plan, std::string_view place) {
  static constexpr std::array names = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  auto inside = std::make_shared<Inside>();
  inside->periods = periods_of(plan.zone);
  if (!inside->periods) return std::unexpected(Zone::find(plan.zone, place).error());
  for (std::size_t day = 0; day < 7; ++day) {
    if (auto wrong = wrong_hours(plan.week[day], place, names[day])) return std::unexpected(Refusal{Refused::invalid, {*wrong}});
  }
  std::set<int> years;
  for (const auto& [date, hours] : plan.exceptional) {
    const Date day{date};
    const auto text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                                  static_cast<unsigned>(day.day()));
    if (auto wrong = wrong_hours(hours, place, text)) return std::unexpected(Refusal{Refused::invalid, {*wrong}});
    years.insert(year_of(date));
  }
  for (const auto& [date, why] : plan.closed) years.insert(year_of(date));
  if (std::ranges::all_of(plan.week, &std::vector<Hours>::empty)) {
    return refuse(Refused::invalid, std::string(place), "the calendar has no open minute in a week",
                  "hours on at least one day of the week");
  }
  inside->plan = std::move(plan);
  for (const int year : years) {
    if (inside->local_year(year).spans.empty()) {
      return refuse(Refused::invalid, std::string(place), fmt::format("the calendar has no open minute in {}", year),
                    "at least one open day in every year");
    }
  }
  return Calendar(std::move(inside));
}

const Plan& Calendar::plan() const { return inside_->plan; }

sys_days Calendar::local_date(Instant at) const { return std::chrono::floor<days>(at + inside_->periods->at(at).offset); }

Instant Calendar::day_end(Instant at) const {
  const auto date = local_date(at);
  for (auto i = inside_->periods->index_at(at);; ++i) {
    const auto& period = inside_->periods->all[i];
    const Instant midnight = Instant(date + days{1}) - period.offset;
    if (midnight < period.to) return midnight;
    if (local_date(period.to) != date) return period.to;  // the clock jumped over midnight, or back behind it
  }
}

std::span<const Span> Calendar::hours_on(sys_days date) const {
  const int year = year_of(date);
  const auto& table = inside_->local_year(year);
  const auto day = static_cast<std::size_t>((date - first_day(year)).count());
  return std::span(table.spans).subspan(table.first[day], table.first[day + 1] - table.first[day]);
}

std::vector<Span> Calendar::open_on(sys_days date) const {
  const auto hours = hours_on(date);
  return {hours.begin(), hours.end()};
}

std::string Calendar::why_closed(sys_days date) const {
  if (const auto found = inside_->plan.exceptional.find(date); found != inside_->plan.exceptional.end() && !found->second.empty())
    return {};
  const auto found = inside_->plan.closed.find(date);
  return found == inside_->plan.closed.end() ? std::string() : found->second;
}

bool Calendar::is_open(Instant at) const {
  const auto& spans = inside_->utc_year(year_of(at)).spans;
  const auto after = std::ranges::upper_bound(spans, at, {}, &Span::from);
  return after != spans.begin() && at < std::prev(after)->to;
}

Instant Calendar::next_open(Instant at) const {
  for (int year = year_of(at);; ++year) {
    const auto& spans = inside_->utc_year(year).spans;
    const auto found = std::ranges::upper_bound(spans, at, {}, &Span::to);
    if (found != spans.end()) return std::max(at, found->from);
    at = std::max(at, Instant(first_day(year + 1)));
    year_of(at);  // throws past the last year
  }
}

std::vector<Span> Calendar::open_between(Instant from, Instant to) const {
  std::vector<Span> open;
  if (from >= to) return open;
  const int last = year_of(to);
  for (int year = year_of(from); year <= last; ++year) {
    const auto& spans = inside_->utc_year(year).spans;
    for (auto span = std::ranges::upper_bound(spans, from, {}, &Span::to); span != spans.end() && span->from < to; ++span) {
      const Span clipped{std::max(span->from, from), std::min(span->to, to)};
      if (!open.empty() && open.back().to == clipped.from)
        open.back().to = clipped.to;
      else
        open.push_back(clipped);
    }
  }
  return open;
}

Instant Calendar::after_open_time(Instant from, Millis amount) const {
  if (amount <= Millis{0}) return next_open(from);
  int year = year_of(from);
  Millis wanted = amount + Inside::before(inside_->utc_year(year), from);
  for (;; ++year) {
    const auto& table = inside_->utc_year(year);
    if (wanted <= table.before.back()) {
      // The first span by whose end enough has passed: its end itself counts.
      const auto enough = std::ranges::lower_bound(table.before.begin() + 1, table.before.end(), wanted);
      const auto index = static_cast<std::size_t>(enough - table.before.begin()) - 1;
      return table.spans[index].from + (wanted - table.before[index]);
    }
    wanted -= table.before.back();
    year_of(first_day(year) + std::chrono::days{366});  // throws past the last year
  }
}

Millis Calendar::open_time(Instant from, Instant to) const {
  if (from >= to) return Millis{0};
  const int first = year_of(from), last = year_of(to);
  Millis sum = Inside::before(inside_->utc_year(last), to) - Inside::before(inside_->utc_year(first), from);
  for (int year = first; year < last; ++year) sum += inside_->utc_year(year).before.back();
  return sum;
}

}  // namespace portico::calendar
