#include "tests/simulations/agenda.h"

#include <algorithm>
#include <random>

namespace portico::simulations {
namespace {

using std::chrono::hours;

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : dice_(seed) {}
  bool happens(double share) { return std::uniform_real_distribution<>(0, 1)(dice_) < share; }
  Millis after(double mean_hours) {
    return Millis{static_cast<std::int64_t>(std::exponential_distribution<>(1 / mean_hours)(dice_) * 3'600'000) + 1};
  }
  Millis within(Millis span) { return Millis{std::uniform_int_distribution<std::int64_t>(0, span.count() - 1)(dice_)}; }
  template <class T>
  const T& of(const std::vector<T>& all) {
    return all[std::uniform_int_distribution<std::size_t>(0, all.size() - 1)(dice_)];
  }

 private:
  std::mt19937_64 dice_;
};

std::vector<std::string> services_of(const directory::Snapshot& city) {
  std::vector<std::string> codes;
  for (const auto& service : city.services) {
    const bool asks = std::ranges::any_of(service.questions, &directory::Question::required);
    if (service.listed && !service.retired && !asks && service.type != directory::ServiceType::batch) codes.push_back(service.code);
  }
  return codes;
}

std::vector<std::string> reasons_of(const standards::Snapshot& standards) {
  std::vector<std::string> reasons;
  for (const auto& sla : standards.slas)
    for (const auto& clock : sla.clocks)
      for (const auto& reason : clock.pauses)
        if (std::ranges::find(reasons, reason) == reasons.end()) reasons.push_back(reason);
  return reasons;
}

}  // namespace

std::vector<Step> agenda(const Year& year, const directory::Snapshot& city, const standards::Snapshot& standards) {
  using What = Step::What;
  const std::vector<std::string> services = services_of(city), reasons = reasons_of(standards);
  std::vector<std::string> agencies;
  for (const auto& agency : city.agencies) agencies.push_back(agency.code);
  std::vector<Step> steps;
  Draw draw(year.seed);
  int subject = 0;
  for (Instant day = year.from; day < year.to; day += hours(24)) {
    for (int i = 0; i < year.cases_a_day; ++i, ++subject) {
      Instant at = day + draw.within(hours(24));
      const auto step = [&](What what, Instant when, std::string value = {}) { steps.push_back({what, when, subject, std::move(value)}); };
      step(What::open, at, draw.of(services));
      if (draw.happens(0.7)) step(What::message, at + draw.after(20));
      for (Instant pause = at; draw.happens(0.35) && !reasons.empty();) {
        pause += draw.after(30);
        step(What::pause, pause, draw.of(reasons));
        pause += draw.after(40);
        step(What::resume, pause);
      }
      if (draw.happens(0.15)) step(What::reclassify, at + draw.after(24), draw.of(services));
      if (draw.happens(0.1)) step(What::transfer, at + draw.after(24), draw.of(agencies));
      if (!draw.happens(0.8)) continue;
      at += draw.after(90);
      step(What::close, at);
      if (!draw.happens(0.12)) continue;
      at += draw.after(48);
      step(What::reopen, at);
      if (draw.happens(0.7)) step(What::close, at + draw.after(48));
    }
  }
  std::ranges::stable_sort(steps, {}, &Step::at);
  return steps;
}

}  // namespace portico::simulations
