// A request's page that stays open is told that something was written of the request; it reads itself again.
#pragma once

#include <cstdint>
#include <string>

#include "city/cases/cases.h"
#include "platform/http/feed.h"
#include "platform/http/http.h"

namespace portico::cases {

// What is sent of an event of a request, with its position in the ledger.
std::string changed_event(std::int64_t position);

// GET /requests/{number}/live. Whoever tells `feed` of an event uses its subject as the topic ("case:4711"), and sends changed_event().
http::Route live_route(store::Store& store, const Cases& cases, http::Feed& feed);

// Where a page that shows what the ledger holds now hears of what comes later. `token`: as sent; may be empty.
std::string live_path(store::Reader& reader, const Case& subject, std::string_view token);

}  // namespace portico::cases
