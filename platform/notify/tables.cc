#include <stdexcept>

#include "platform/notify/outbox.h"
#include "platform/notify/tables_tellings.h"

namespace portico::notify {
namespace {

using store::Statement;

const Statement insert_note("notify.insert_note",
                            "INSERT INTO notify_outbox (id, note_key, about, recipient, template, data, not_before, written) "
                            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (note_key) DO NOTHING");
const Statement known_note("notify.known_note", "SELECT 1 FROM notify_outbox WHERE note_key = $1");
const Statement waiting_notes(
    "notify.waiting_notes",
    "SELECT id, note_key, about, recipient, template, data, not_before, written FROM notify_outbox "
    "WHERE state = 'waiting' AND not_before <= $1 AND (not_before, id) > ($2, $3) ORDER BY not_before, id LIMIT $4");
const Statement unknown_notes("notify.unknown_notes",
                              "SELECT id, note_key, about, recipient, template, data, not_before, written FROM notify_outbox "
                              "WHERE state = 'unknown' AND id > $1 ORDER BY id LIMIT $2");
const Statement withdraw_note("notify.withdraw_note",
                              "UPDATE notify_outbox SET state = 'nobody' WHERE note_key = $1 AND state = 'waiting'");
const Statement count_notes("notify.count_notes", "SELECT count(*) FROM notify_outbox");
const Statement select_note("notify.note",
                            "SELECT id, note_key, about, recipient, template, data, not_before, written FROM notify_outbox WHERE id = $1");
const Statement select_next("notify.next_note",
                            "SELECT not_before FROM notify_outbox WHERE state = 'waiting' ORDER BY not_before, id LIMIT 1");
const Statement update_state("notify.take_note", "UPDATE notify_outbox SET state = $1 WHERE id = $2 AND state = 'waiting'");
const Statement await_again("notify.await_unknown_again", "UPDATE notify_outbox SET state = 'waiting' WHERE state = 'unknown'");

Waiting read_waiting(const store::Row& row) {
  Waiting note;
  note.id = row.integer(0);
  note.key = row.text(1);
  note.about = row.text(2);
  note.recipient = row.text(3);
  note.template_code = row.text(4);
  note.data = row.text(5);
  note.not_before = from_millis(row.integer(6));
  note.written = from_millis(row.integer(7));
  return note;
}

}  // namespace

bool put(store::Tx& tx, const Note& note, Instant now) {
  if (note.key.empty() || note.recipient.empty() || note.template_code.empty())
    throw std::logic_error("a note needs a key, a recipient and a template");
  if (tx.one(known_note, {note.key}, [](const store::Row&) { return true; })) return false;  // draws no number for what is told already
  return tx.execute(insert_note, {tx.next("notify.outbox"), note.key, note.about, note.recipient, note.template_code, note.data,
                                  to_millis(note.not_before), to_millis(now)}) == 1;
}

bool withdraw(store::Tx& tx, std::string_view key) { return tx.execute(withdraw_note, {key}) == 1; }

std::vector<Waiting> waiting(store::Reader& reader, Instant until, const std::optional<Mark>& after, int limit) {
  const Mark from = after.value_or(Mark{Instant::min(), 0});
  return reader.all(waiting_notes, {to_millis(until), to_millis(from.not_before), from.id, limit}, read_waiting);
}

std::vector<Waiting> unknown(store::Reader& reader, std::int64_t after_id, int limit) {
  return reader.all(unknown_notes, {after_id, limit}, read_waiting);
}

std::int64_t count(store::Reader& reader) {
  return reader.one(count_notes, {}, [](const store::Row& row) { return row.integer(0); }).value_or(0);
}

namespace tables {

bool take_note(store::Tx& tx, std::int64_t id, NoteState state) {
  const char* name = state == NoteState::taken ? "taken" : state == NoteState::nobody ? "nobody" : "unknown";
  return tx.execute(update_state, {name, id}) == 1;
}

std::int64_t await_unknown_again(store::Tx& tx) { return tx.execute(await_again, {}); }

std::optional<Waiting> note(store::Reader& reader, std::int64_t id) { return reader.one(select_note, {id}, read_waiting); }

std::optional<Instant> next_note(store::Reader& reader) {
  return reader.one(select_next, {}, [](const store::Row& row) { return from_millis(row.integer(0)); });
}

}  // namespace tables

}  // namespace portico::notify
