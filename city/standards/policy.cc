#include "city/standards/policy.h"

#include <algorithm>

namespace portico::standards {

ClockPromise Reviewer::deadline() const {
  ClockPromise promise;
  promise.target = target;
  promise.calendar = calendar;
  return promise;
}

const Reviewer* Policy::reviewer(std::string_view code) const {
  const auto found = std::ranges::find(reviewers, code, &Reviewer::code);
  return found == reviewers.end() ? nullptr : &*found;
}

const Voice* Policy::voice(std::string_view service) const {
  const auto found = std::ranges::find(voices, service, &Voice::service);
  return found == voices.end() ? nullptr : &*found;
}

std::chrono::sys_days confirm_by(const Policy& policy, std::chrono::sys_days confirmed) {
  const std::chrono::year_month_day day{confirmed};
  const auto month = std::chrono::year_month{day.year(), day.month()} + std::chrono::months{policy.confirm_every_months};
  const auto wanted = month / day.day();
  return wanted.ok() ? std::chrono::sys_days{wanted} : std::chrono::sys_days{month / std::chrono::last};
}

}  // namespace portico::standards
