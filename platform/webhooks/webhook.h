// A webhook: another system that is told what the ledger holds, event by event, in its order, until it has taken it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "platform/ledger/ledger.h"

namespace portico::webhooks {

struct NewWebhook {
  std::string url;                 // https://…, or http:// to this machine
  std::vector<std::string> types;  // "CaseClosed/1"; none: all
  std::string concerning;          // "DOT": only events that concern it; "": all
};

struct Webhook : NewWebhook {
  std::int64_t id = 0;
  bool off = false;
  std::int64_t position = 0;  // the ledger's, up to which all that it wants was taken, or is parked
  Instant added;              // UTC, as all here
  std::int64_t failures = 0;  // in a row
  Instant next_try;           // not before it
  std::string trouble;        // why the last try failed; "" where it did not
};

// `types`: those that there are; `may_be_asked`: whether the address may be (http::may_be_fetched).
Outcome<NewWebhook> check_new_webhook(NewWebhook typed, std::span<const std::string> types, bool may_be_asked);

// What the modules above say of an event, beside what stands in it.
struct Described {
  std::vector<std::pair<std::string, std::string>> attributes;  // of the CloudEvent: names of a-z and 0-9, such as "number"
  std::vector<std::string> concerns;                            // whom it concerns: "DOT"
};

bool wanted(const NewWebhook& webhook, const ledger::Event& event, const Described& described);

// How long to wait after so many failures in a row: 5 s, 10 s, … to an hour, and up to a fifth more by `chance` (0 … 255).
Millis rest_after(std::int64_t failures, unsigned char chance);

// What came of a try.
enum class Answered {
  taken,    // 2xx
  refused,  // 4xx: the same again would be refused again
  gone,     // 410: nobody is there any more
  later,    // all else: 408, 425, 429, 5xx, a redirection, no answer
};
Answered answered(int status);

}  // namespace portico::webhooks
