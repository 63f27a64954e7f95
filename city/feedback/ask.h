// Asks whoever's request has ended, and counts what becomes of endings. Hears city/cases and this module itself.
#pragma once

#include "city/cases/cases.h"
#include "city/directory/directory.h"
#include "city/standards/standards.h"
#include "platform/ledger/ledger.h"

namespace portico::feedback {

// "feedback.ask": after an outcome it puts the survey in the outbox, and a reminder, each for when the pack says; a request that is open
// again takes both back. Not asked is whoever was told nothing, and whose request was another's repeat. Both counts and notes can be made
// again from the ledger: what was put once is not put again.
ledger::Subscriber ask_subscriber(const directory::Directory& directory, const standards::Standards& standards, const cases::Cases& cases);

}  // namespace portico::feedback
