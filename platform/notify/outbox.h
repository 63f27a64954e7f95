// The outbox: what is to be told, written in the transaction that gives the reason to tell it, so that neither is there without the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "platform/store/store.h"

namespace portico::notify {

struct Note {
  std::string key;            // told once under this: "escalation:4711:outcome:80:dispatcher"
  std::string about;          // a ledger's subject, "case:4711"
  std::string recipient;      // "role:dispatcher@DOT"
  std::string template_code;  // "escalation"
  std::string data;           // canonical JSON without personal data: what the template is filled with
  Instant not_before;         // UTC; no channel takes it earlier
};

// False where the key was put before: nothing is written then. Throws std::logic_error for a note without key, recipient or template.
bool put(store::Tx& tx, const Note& note, Instant now);
// Takes back what nobody was told yet; false where somebody was, or no such note was put. It stays told under its key: once.
bool withdraw(store::Tx& tx, std::string_view key);

struct Waiting : Note {
  std::int64_t id = 0;
  Instant written;
};
// The place of a note in the order in which they are taken: by `not_before`, then as they were written.
struct Mark {
  Instant not_before;
  std::int64_t id = 0;
};
// Those that no channel has taken yet and that may be told by `until`, in their order, behind `after` (from the start without it); at most
// `limit`.
std::vector<Waiting> waiting(store::Reader& reader, Instant until, const std::optional<Mark>& after, int limit);
// Those that no module knew how to tell: kept, and looked at again by the next program. Behind `after_id`, by id.
std::vector<Waiting> unknown(store::Reader& reader, std::int64_t after_id, int limit);
std::int64_t count(store::Reader& reader);  // of all that were ever put

}  // namespace portico::notify
