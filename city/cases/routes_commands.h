// What staff and other systems do to a request, over HTTP: behind a key or a sign-in with the permission.
#pragma once

#include <vector>

#include "city/cases/cases.h"
#include "city/cases/routes_verbs.h"
#include "platform/http/http.h"

namespace portico::cases {

// A JSON object of texts, none but those named; an empty body is one without any.
Outcome<Texts> read_texts(const http::Request& request, const std::vector<std::string_view>& names);

// POST /cases/{number}/pause, /resume, /transfer, /reclassify, /accept, /message, /close, /contest, /reopen, /merge, /place, /release and
// /hide. Each needs the command's verb ("pause_case"), or the verb within the agency that has the request ("pause_case:DSW"). JSON in and
// out.
std::vector<http::Route> command_routes(store::Store& store, const Cases& cases, const directory::Directory& directory);

}  // namespace portico::cases
