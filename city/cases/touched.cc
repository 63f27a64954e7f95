#include "city/cases/touched.h"

namespace portico::cases {

standards::Effects effects_of(const Case& subject, const standards::Snapshot& standards) {
  std::optional<Instant> closed;
  if (subject.status == Status::closed && subject.closing) closed = subject.closing->at;
  return standards::effects_on(subject.service, subject.opened, closed, standards.emergencies);
}

}  // namespace portico::cases
