// What other systems are told of the city's events: which there are, and what each is about.
#pragma once

#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/directory/directory.h"
#include "platform/identity/routes.h"
#include "platform/ledger/ledger.h"
#include "platform/webhooks/routes.h"
#include "platform/webhooks/webhook.h"

namespace portico::app {

// Of a case: its number and service as attributes of the event, and every agency that has or had it. Of all else: nothing.
webhooks::Described described(store::Reader& reader, const cases::Cases& cases, const ledger::Event& event);

webhooks::PageSettings webhook_pages(const identity::Surroundings& around);

}  // namespace portico::app
