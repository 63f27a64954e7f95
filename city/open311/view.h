// A request as Open311 shows it to the public.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "city/cases/cases.h"
#include "city/open311/render.h"
#include "city/standards/effects.h"

namespace portico::open311 {

// What is looked up beside the case: one snapshot of each for a whole list.
struct View {
  std::shared_ptr<const directory::Snapshot> city;
  std::shared_ptr<const standards::Snapshot> promises;
  std::string language;                              // one of the city's
  std::string requests_url = {};                     // what stands before a number in the address of a request's page
  std::map<std::int64_t, std::int64_t> photos = {};  // case → its first photo that the public may see
  std::string_view zip_set = "zip";                  // the district set whose areas are zip codes, where the city has one
};

void write_case(Writer& writer, const cases::Case& subject, const View& view, bool extensions);
// Without the frame: what stands in the answer to one number.
std::string requests_body(Format format, const std::vector<cases::Case>& found, const View& view, bool extensions);

// What the public may read of a description: masked where the service's are public, a placeholder where a person looks first, else "".
std::string public_description(const cases::Case& subject, const directory::Service* service);
std::string_view service_name(const cases::Case& subject, const View& view);
std::string_view agency_name(const cases::Case& subject, const View& view);
// A closed request was last updated when it was closed.
Instant public_update(const cases::Case& subject);
// The promise in plain words; "" where none was made.
std::string_view promise_words(const standards::SlaVersion* version, const View& view);
// The same with what emergencies have changed of it.
std::string service_notice(std::int64_t sla_version, const standards::Effects& effects, const View& view);

void write_message(Writer& writer, const cases::Message& message);

}  // namespace portico::open311
