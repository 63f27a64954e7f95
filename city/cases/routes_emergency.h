// "/emergencies/{code}.json".
#pragma once

#include "city/directory/directory.h"
#include "city/standards/standards.h"
#include "platform/http/http.h"
#include "platform/store/store.h"

namespace portico::cases {

// All must outlive the route.
http::Route emergency_route(store::Store& store, const directory::Directory& directory, const standards::Standards& standards,
                            const TimeSource& time);

}  // namespace portico::cases
