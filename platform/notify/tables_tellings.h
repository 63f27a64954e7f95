// The rows of tellings, and the notes that they tell.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/notify/outbox.h"
#include "platform/notify/telling.h"

namespace portico::notify::tables {

// -- notes --
enum class NoteState { taken, nobody, unknown };
bool take_note(store::Tx& tx, std::int64_t id, NoteState state);  // false where it does not wait
std::int64_t await_unknown_again(store::Tx& tx);                  // notes that were unknown wait again; how many
std::optional<Waiting> note(store::Reader& reader, std::int64_t id);
std::optional<Instant> next_note(store::Reader& reader);  // when the first of the waiting is due

// -- tellings --
Telling read_telling(const store::Row& row);                 // its columns are the first 17, in the order of the table
void insert_telling(store::Tx& tx, const Telling& telling);  // with its id
void write_telling(store::Tx& tx, const Telling& telling);
std::optional<Telling> telling(store::Reader& reader, std::int64_t id);
std::vector<Telling> due(store::Reader& reader, ChannelKind channel, Instant until, int limit);
std::optional<Instant> next_due(store::Reader& reader, ChannelKind channel);
std::optional<Instant> next_gathering(store::Reader& reader);
std::vector<Telling> gathering(store::Reader& reader, Instant until, int limit);
std::vector<Telling> gathering_of(store::Reader& reader, std::string_view who, ChannelKind channel, Instant until, int limit);
std::vector<Telling> gathered_in(store::Reader& reader, std::int64_t digest, int limit);
std::int64_t count_gathered(store::Reader& reader, std::int64_t digest);
void end_gathered(store::Tx& tx, const Telling& digest);  // those in it become what it became
void gather_again(store::Tx& tx, std::int64_t digest);    // those in it wait with it again

// -- addresses --
std::int64_t sent_since(store::Reader& reader, std::string_view address_hash, Instant since);
bool ever_sent(store::Reader& reader, ChannelKind channel, std::string_view address_hash);
std::optional<std::pair<ChannelKind, std::string>> addressed(store::Reader& reader, std::string_view message_id);

// -- turns --
// Whether `holder` has the turn until then: it had it, or nobody has it by `now`.
bool take_turn(store::Tx& tx, std::string_view holder, Instant now, Instant until);
void give_turn(store::Tx& tx, std::string_view holder);

}  // namespace portico::notify::tables
