#include "platform/notify/check.h"

namespace portico::notify {
namespace {

using store::Statement;

const Statement count_all("notify.count_tellings", "SELECT count(*) FROM notify_telling");
const Statement of_no_note("notify.tellings_of_no_note",
                           "SELECT t.id FROM notify_telling AS t LEFT JOIN notify_outbox AS n ON n.id = t.note WHERE n.id IS NULL ORDER BY "
                           "t.id LIMIT 100");
const Statement in_no_digest(
    "notify.tellings_in_no_digest",
    "SELECT t.id FROM notify_telling AS t LEFT JOIN notify_telling AS d ON d.id = t.digest_of AND d.digest = 1 WHERE "
    "t.digest_of IS NOT NULL AND d.id IS NULL ORDER BY t.id LIMIT 100");
const Statement not_in_any(
    "notify.tellings_in_no_state",
    "SELECT id FROM notify_telling WHERE (state = 'gathered' AND digest_of IS NULL) OR (state = 'sent' AND last_at IS "
    "NULL) ORDER BY id LIMIT 100");
const Statement without_members("notify.digests_of_nothing",
                                "SELECT d.id FROM notify_telling AS d WHERE d.digest = 1 AND NOT EXISTS (SELECT 1 FROM notify_telling AS t "
                                "WHERE t.digest_of = d.id) ORDER BY d.id LIMIT 100");
const Statement of_waiting(
    "notify.tellings_of_waiting",
    "SELECT t.id FROM notify_telling AS t JOIN notify_outbox AS n ON n.id = t.note WHERE n.state <> 'taken' ORDER BY "
    "t.id LIMIT 100");

}  // namespace

CheckedTellings check_tellings(store::Store& store) {
  CheckedTellings checked;
  store.read([&](store::Reader& reader) {
    checked = {};
    checked.tellings = reader.one(count_all, {}, [](const store::Row& row) { return row.integer(0); }).value_or(0);
    const auto each = [&](const Statement& statement, std::string_view what) {
      reader.query(statement, {}, [&](const store::Row& row) {
        checked.findings.push_back("telling " + std::to_string(row.integer(0)) + " " + std::string(what));
      });
    };
    each(of_no_note, "is of a note that is not there");
    each(in_no_digest, "was gathered in a digest that is not there");
    each(not_in_any, "is in a state that it never came to");
    each(without_members, "is a digest of nothing");
    each(of_waiting, "is of a note that was not taken");
  });
  return checked;
}

}  // namespace portico::notify
