// What the public is told of emergencies: notices in a page, plain words for Open311.
#pragma once

#include <string>
#include <string_view>

#include "base/instant.h"
#include "city/directory/directory.h"
#include "city/standards/effects.h"
#include "city/standards/standards.h"

namespace portico::standards {

// One reader's view.
class Notices {
 public:
  // The snapshots must outlive it. `language` is one of the city's.
  Notices(const Snapshot& standards, const directory::Snapshot& city, std::string language);

  // HTML; "" where there is nothing to tell.
  std::string in_force(Instant now) const;  // every emergency in force, with its own words and the services that it names
  std::string for_service(std::string_view service, Instant now) const;  // beside a service or its promise: what holds until when, in short
  std::string for_request(const Effects& effects) const;  // on a request's page: each emergency that has a part in its promises

  // The same for a request as plain text.
  std::string text_for_request(const Effects& effects) const;

 private:
  std::string say(const Emergency& emergency, std::string_view scope, std::string services, std::int64_t count) const;  // plain
  std::string about_services(const Emergency& emergency) const;                                                         // plain
  std::string moment(Instant at) const;

  const Snapshot& standards_;
  const directory::Snapshot& city_;
  const std::string language_, own_;  // own_: the city's first language
};

// The promise's words for a case: those of the replacement where one holds, else the SLA's ("" without one).
std::string promise_words(const SlaVersion* sla, const Effects& effects, std::string_view language, std::string_view first_language);

}  // namespace portico::standards
