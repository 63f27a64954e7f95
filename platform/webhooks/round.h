// One webhook's next step, in three parts: what is to be said (reading), saying it (no database), what came of it (one command).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/store/store.h"
#include "platform/webhooks/call.h"
#include "platform/webhooks/deliverer.h"
#include "platform/webhooks/tables.h"

namespace portico::webhooks {

struct Step {
  Webhook webhook;
  std::string sealed_secret;
  bool redelivers = false;     // one parked event; the position stays where it is
  std::vector<Told> told;      // in order
  std::vector<Parked> parked;  // those that wait behind parked ones of their subject
  std::int64_t reached = 0;    // all up to here was looked at
  bool more = false;           // there may be more behind it
};

// Nothing where the webhook is gone, off, or rests until later. Reads on from `seen` where that lies ahead of its position.
std::optional<Step> next_step(store::Reader& reader, std::int64_t webhook, std::int64_t seen, Instant now, int events_a_call,
                              const Deliverer::Describe& describe);

// Writes what came of it; `took` is how long the other side took. `chance` is for how long it rests after a failure.
void record_step(store::Tx& tx, const Step& step, const Answer& answer, Millis took, Instant now, unsigned char chance);
// The same where nothing was to be said.
void record_silence(store::Tx& tx, const Step& step);

}  // namespace portico::webhooks
