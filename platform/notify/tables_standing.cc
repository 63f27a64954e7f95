#include <limits>

#include "platform/notify/tables_tellings.h"

namespace portico::notify {
namespace {

using store::Statement;

const Statement count_waiting("notify.count_waiting", "SELECT count(*), min(not_before) FROM notify_outbox WHERE state = 'waiting'");
const Statement count_unknown("notify.count_unknown", "SELECT count(*) FROM notify_outbox WHERE state = 'unknown'");
const Statement count_due(
    "notify.count_due", "SELECT channel, count(*), min(next_at) FROM notify_telling WHERE state = 'due' GROUP BY channel ORDER BY channel");
const Statement count_gathering("notify.count_gathering", "SELECT count(*) FROM notify_telling WHERE state = 'gathering'");
const Statement count_failed("notify.count_failed", "SELECT count(*) FROM notify_telling WHERE state = 'failed' AND digest_of IS NULL");
const Statement select_failed(
    "notify.failed",
    "SELECT t.id, t.note, t.who, t.digest, t.channel, t.address, t.state, t.next_at, t.tries, t.passed, t.unbound, "
    "t.digest_of, t.message_id, t.language, t.last_at, t.reason, t.reference, n.note_key, n.about, n.template FROM "
    "notify_telling AS t JOIN notify_outbox AS n ON n.id = t.note WHERE t.state = 'failed' AND t.id < $1 ORDER BY "
    "t.id DESC LIMIT $2");
const Statement select_told("notify.told",
                            "SELECT t.id, t.note, t.who, t.digest, t.channel, t.address, t.state, t.next_at, t.tries, t.passed, t.unbound, "
                            "t.digest_of, t.message_id, t.language, t.last_at, t.reason, t.reference, n.note_key, n.about, n.template FROM "
                            "notify_outbox AS n JOIN notify_telling AS t ON t.note = n.id AND t.digest = 0 WHERE n.note_key = $1 ORDER BY "
                            "t.id");

Told read_told(const store::Row& row) {
  Told one;
  static_cast<Telling&>(one) = tables::read_telling(row);
  one.note_key = row.text(17);
  one.about = row.text(18);
  one.template_code = row.text(19);
  return one;
}

std::int64_t count_by(store::Reader& reader, const Statement& statement) {
  return reader.one(statement, {}, [](const store::Row& row) { return row.integer(0); }).value_or(0);
}

}  // namespace

Standing standing(store::Reader& reader) {
  Standing now;
  reader.query(count_waiting, {}, [&](const store::Row& row) {
    now.notes_waiting = row.integer(0);
    if (!row.null(1)) now.oldest_note = from_millis(row.integer(1));
  });
  now.notes_unknown = count_by(reader, count_unknown);
  reader.query(count_due, {}, [&](const store::Row& row) {
    now.channels.push_back({channel_named(row.text(0)).value_or(ChannelKind::mail), row.integer(1), from_millis(row.integer(2))});
  });
  now.gathering = count_by(reader, count_gathering);
  now.failed = count_by(reader, count_failed);
  return now;
}

std::vector<Told> failed(store::Reader& reader, std::int64_t before_id, int limit) {
  return reader.all(select_failed, {before_id == 0 ? std::numeric_limits<std::int64_t>::max() : before_id, limit}, read_told);
}

std::vector<Told> told(store::Reader& reader, std::string_view note_key) { return reader.all(select_told, {note_key}, read_told); }

}  // namespace portico::notify
