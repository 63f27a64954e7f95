// A telling: one person is told one note, or a digest of several, in one way. What became of it, for those who look.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "platform/notify/channel.h"
#include "platform/notify/timing.h"
#include "platform/store/store.h"

namespace portico::notify {

struct Telling {
  enum class State {
    due,        // waits for its instant, or its channel
    gathering,  // waits for a digest
    gathered,   // is in one
    sent,       // the carrier has it
    failed,     // nobody could be told: somebody should look
    dropped,    // nobody is to be told any more
  };
  std::int64_t id = 0;
  std::int64_t note = 0;  // of a digest the first that it gathers
  std::string who;
  bool digest = false;
  ChannelKind channel = ChannelKind::mail;
  std::string address;  // keyed hash; "" until it was first tried
  State state = State::due;
  Instant next_at;
  int tries = 0;         // that the carrier answered
  int passed = 0;        // ways of the same person that turned out not to work
  bool unbound = false;  // the bound on messages to one address holds it no more
  std::optional<std::int64_t> digest_of;
  std::string message_id, language;
  std::optional<Instant> last_at;
  std::string reason, reference;
  bool operator==(const Telling&) const = default;
};
std::string_view name_of(Telling::State state);

// What becomes of it once the carrier has answered; `chance` in [0, 1). One that was refused goes the person's next way.
Telling after(Telling telling, const Delivery& delivery, const BackOff& back_off, Instant now, double chance);

// -- for pages --
struct Waits {  // of one channel
  ChannelKind channel = ChannelKind::mail;
  std::int64_t due = 0;
  std::optional<Instant> oldest;  // since when the longest of them has been due
};
struct Standing {
  std::int64_t notes_waiting = 0;          // that nobody has looked at, or that wait for their instant
  std::int64_t notes_unknown = 0;          // that no module knows whom or how to tell
  std::optional<Instant> oldest_note;      // of the waiting, by `not_before`
  std::vector<Waits> channels;             // each that something waits for
  std::int64_t gathering = 0, failed = 0;  // tellings
};
Standing standing(store::Reader& reader);

struct Told : Telling {
  std::string note_key, about, template_code;
};
std::vector<Told> failed(store::Reader& reader, std::int64_t before_id, int limit);  // newest first; 0: from the newest
std::vector<Told> told(store::Reader& reader, std::string_view note_key);            // to each of its people
// A failed one is due again, from its first way on. Refused as `not_found` where it has not failed.
Outcome<void> try_again(store::Tx& tx, std::int64_t id, Instant now);

}  // namespace portico::notify
