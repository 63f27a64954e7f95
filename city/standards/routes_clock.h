// A clock as open data, for the module's routes.
#pragma once

#include <boost/json/object.hpp>

#include "city/standards/clock_promise.h"

namespace portico::standards {

boost::json::object clock_data(const ClockPromise& clock);

}  // namespace portico::standards
