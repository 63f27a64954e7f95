// What people say by the services that are for that, complaints and compliments, counted by the right that they name.
#pragma once

#include "city/cases/cases.h"
#include "city/directory/directory.h"
#include "city/standards/standards.h"
#include "platform/ledger/ledger.h"

namespace portico::feedback {

// "feedback.voices": counts each request of such a service (standards' policy) once, on the city's day and for the agency that it was
// opened with. Can be made again from the ledger, but for the rights that redacted requests named.
ledger::Subscriber voices_subscriber(const directory::Directory& directory, const standards::Standards& standards,
                                     const cases::Cases& cases);

}  // namespace portico::feedback
