// The registers over HTTP: pages for people, and the same as data.
#pragma once

#include <string>
#include <vector>

#include "base/instant.h"
#include "city/directory/directory.h"
#include "city/standards/standards.h"
#include "platform/http/http.h"
#include "platform/store/store.h"

namespace portico::registers {

// "/agencies", "/agencies/{code}", "/sites", "/sites/{code}" and "/data" in every language of the city; "/agencies.{format}" and
// "/sites.{format}" as csv and json.
// `public_url` stands before the paths of the commands on /data.
std::vector<http::Route> routes(store::Store& store, const directory::Directory& directory, const standards::Standards& standards,
                                const TimeSource& time, std::string public_url);

// What the first page says of the city's offices today: how many are open now, and which holidays close them in the next days. HTML in a
// language, "" for a city without offices whose hours are known. Asks no database.
std::string today_band(const directory::Snapshot& city, const standards::Snapshot& standards, const std::string& language, Instant now);

// Every path that /data leads to.
std::vector<std::string> open_data_paths();

}  // namespace portico::registers
