// A webhook's call by HTTP: that it is HTTP is why this stands among the routes.
#pragma once

#include "platform/webhooks/deliverer.h"

namespace portico::webhooks {

// POSTs the call and reads no more of the answer than its status. Follows no redirections; ten seconds at most.
Answer post(const Call& call);

}  // namespace portico::webhooks
