// What one answer of the module's public routes looks at. For routes*.cc alone.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "city/directory/directory.h"
#include "city/standards/standards.h"
#include "city/standards/wish.h"
#include "platform/http/http.h"

namespace portico::standards {

// Both snapshots as they are now, and the city's date.
struct View {
  std::shared_ptr<const directory::Snapshot> city;
  std::shared_ptr<const Snapshot> standards;
  Instant now;
  std::chrono::sys_days today;

  const std::string& first_language() const { return city->city.languages.front(); }
  std::string_view state_of(const SlaVersion& sla) const;  // "planned", "in_force", "past"; "superseded" once another stands for its date
  // The public's services that fit, by code; the words of the wish are of this language.
  std::vector<const directory::Service*> listed(const Wish& wish, std::string_view language) const;
  std::string office_name(std::string_view office, std::string_view language) const;  // its code where the pack names it no more
};

struct PublicSource {
  const directory::Directory& directory;
  const Standards& standards;
  const TimeSource& time;
  View view() const;
};

// What was asked for with "q" and "agency", and how the open data is asked for the same: "?q=bache&language=es", or "".
Wish wished(const http::Request& request);
std::string query_of(const Wish& wish, std::string_view language);

std::string clock_line(const ClockPromise& clock, const std::string& language);  // "Outcome: 3 working days, to be kept in 90 of 100 cases"

// The answers of "/promises.{format}" and "/promises/{service}".
http::Response promises_data(const PublicSource& source, const http::Request& request);
http::Response promise_history(const PublicSource& source, const http::Request& request);

}  // namespace portico::standards
