// The ledger: what happened, in order, for ever. Events are appended in the same transaction as the rows they tell of; a sealer gives
// them dense positions (on PostgreSQL) and seals them into a Merkle tree (RFC 6962) with signed heads; subscribers follow by position.
//
// No personal data may stand in an event. A personal value enters only as a salted hash (see ledger/salted.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/chance.h"
#include "base/instant.h"
#include "base/log.h"
#include "platform/store/store.h"

namespace portico::ledger {

// What a command tells the ledger.
struct NewEvent {
  Instant at;
  std::string actor;     // "open311", "import", "staff:17"; never a name of a person
  std::string subject;   // "case:4711", "sla:POTHOLE"
  std::int64_t version;  // of the subject, from 1, a new one for each event; drawn under the subject's row lock
  std::string type;      // "CaseOpened/1"
  std::string payload;   // canonical JSON (keys sorted, no white space)
};

struct Event : NewEvent {
  std::int64_t position = 0;  // from 1, dense, in the order in which subscribers see events
};

// The bytes whose hash is the event's leaf in the tree: canonical JSON of its seven fields, the payload as it is stored (see README.md).
std::string leaf_bytes(const Event& event);

// Appends; call it after the rows it tells of, in the same transaction. Throws std::logic_error where the event is malformed.
void append(store::Tx& tx, const NewEvent& event);

// Positioned events only. At most `limit`.
std::vector<Event> events_after(store::Reader& reader, std::int64_t position, int limit);
std::vector<Event> events_of(store::Reader& reader, std::string_view subject);
std::int64_t last_position(store::Reader& reader);
std::int64_t newest_of(store::Reader& reader, std::string_view subject);  // its position; 0 where there is none

// Follows the ledger. `handle` runs inside a background transaction that also moves the cursor: it may write its own module's tables
// and nothing else. If it throws, the subscriber stops, the log and /health say so, and the cursor stays;
// it is tried again after a second, two, four, up to a minute.
struct Subscriber {
  std::string name;                // "cases.tally"; durable: renaming it makes another one
  std::vector<std::string> types;  // the event types it hears; others only move its cursor
  std::function<void(store::Tx&, const Event&)> handle;
  std::function<void(store::Tx&)> forget;  // deletes what it made, for a replay from the start
};

struct SubscriberState {
  std::string name;
  std::int64_t position = 0;
  std::int64_t behind = 0;    // events not yet seen
  double behind_seconds = 0;  // age of the oldest unseen event; 0 when caught up
  std::string stopped;        // why it stopped; empty while it runs, and again once a later try succeeds
};

struct Head {
  std::int64_t size = 0;  // events in the tree
  std::string root;       // 32 bytes
  Instant at;
  std::string key;        // first 8 bytes of SHA-256 of the public key, hex
  std::string signature;  // 64 bytes: Ed25519 over "portico-head\n<size>\n<root hex>\n<at millis>\n"
  bool operator==(const Head&) const = default;
};
std::string to_line(const Head& head);  // one line of JSON, as it stands in DIR/heads.jsonl
Outcome<Head> parse_head(std::string_view line, std::string_view place);
Outcome<std::vector<Head>> read_heads(const std::filesystem::path& file);  // as heads.jsonl, or a copy kept elsewhere

std::optional<Head> newest_head(store::Reader& reader);
std::vector<Head> heads_after(store::Reader& reader, std::int64_t size, int limit);  // of more events than `size`, by size

// Runs the sealer and the subscribers on threads of its own until it is destroyed.
class Ledger {
 public:
  struct Settings {
    std::filesystem::path folder;  // heads.jsonl and ledger.key (mode 0600; made on first use) live here
    Millis seal_every{500};        // at the latest this long after an event it is sealed
  };
  Ledger(store::Store& store, Settings settings, const TimeSource& time, Chance& chance, Log& log);
  ~Ledger();

  void subscribe(Subscriber subscriber);  // before start()
  void start();
  void stop();

  std::optional<Head> newest_head() const;
  std::vector<SubscriberState> subscribers() const;
  SubscriberState sealer() const;  // the same for the sealer: how far it has sealed; `stopped` while it fails (it goes on trying)

  void replay(std::string_view subscriber);  // forgets and reads again from the start
  void seal_now();                           // seals all that is committed; for one-shot commands and tests
  void catch_up();                           // returns when every running subscriber has seen all that is sealed

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

// Checks the whole ledger: positions dense, instants never going back, stored nodes equal to the recomputed ones, every head's signature
// and root; and, for each head of `kept` (from a file kept elsewhere), that the tree of that size had that root. One sentence per finding.
struct Verdict {
  std::int64_t events = 0, heads = 0, kept_heads = 0;
  std::int64_t unsealed = 0;          // events after the newest head: nothing vouches for them yet
  std::vector<std::string> findings;  // empty: all is as it was signed
};
Verdict verify(store::Store& store, const std::filesystem::path& folder, const std::vector<Head>& kept);

// RFC 6962 proofs over the sealed tree; O(log n) hashes of 32 bytes.
Outcome<std::vector<std::string>> prove_inclusion(store::Reader& reader, std::int64_t position, std::int64_t size);
Outcome<std::vector<std::string>> prove_consistency(store::Reader& reader, std::int64_t from_size, std::int64_t to_size);

}  // namespace portico::ledger
