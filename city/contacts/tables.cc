#include "city/contacts/tables.h"

#include <array>

#include "base/text.h"

namespace portico::contacts::tables {
namespace {

using store::Row;
using store::Statement;

#define CONTACT_COLUMNS                                                                                          \
  "id, at, kind, state, message, sender, domain, subject, words, language, doubts, case_id, why, acknowledged, " \
  "recognised, rule"
#define WITH_PERSON                                                                                                                        \
  "SELECT c.id, c.at, c.kind, c.state, c.message, c.sender, c.domain, c.subject, c.words, c.language, c.doubts, c.case_id, c.why, "        \
  "c.acknowledged, c.recognised, c.rule, c.redacted, p.email, p.name FROM contacts_contact c LEFT JOIN contacts_person p ON p.contact_id " \
  "= c.id "

const Statement insert_contact("contacts.insert", "INSERT INTO contacts_contact (" CONTACT_COLUMNS
                                                  ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)");
const Statement insert_person("contacts.insert_person", "INSERT INTO contacts_person (contact_id, email, name) VALUES ($1, $2, $3)");
const Statement insert_file("contacts.insert_file",
                            "INSERT INTO contacts_file (contact_id, turn, name, type, size, hash, small_hash, width, height, why) VALUES "
                            "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
const Statement select_known("contacts.known", "SELECT 1 FROM contacts_contact WHERE message = $1");
const Statement count_sender("contacts.count_sender", "SELECT count(*) FROM contacts_contact WHERE sender = $1 AND at > $2");
const Statement count_domain("contacts.count_domain", "SELECT count(*) FROM contacts_contact WHERE domain = $1 AND at > $2");
const Statement select_acknowledged("contacts.acknowledged",
                                    "SELECT 1 FROM contacts_contact WHERE sender = $1 AND at > $2 AND acknowledged = 1 LIMIT 1");
const Statement select_one("contacts.find", WITH_PERSON "WHERE c.id = $1");
const Statement select_waiting("contacts.waiting", WITH_PERSON "WHERE c.state = 0 ORDER BY c.at, c.id LIMIT $1");
const Statement select_of_case("contacts.of_case", WITH_PERSON "WHERE c.case_id = $1 AND c.case_id > 0 ORDER BY c.case_id, c.id LIMIT $2");
const Statement select_files("contacts.files",
                             "SELECT turn, name, type, size, hash, small_hash, width, height, why FROM contacts_file "
                             "WHERE contact_id = $1 ORDER BY turn");
const Statement update_state(
    "contacts.decide",
    "UPDATE contacts_contact SET state = $1, case_id = $2, why = $3, rule = CASE WHEN $4 = 1 THEN rule ELSE '' END "
    "WHERE id = $5 AND state = 0");
const Statement select_rules("contacts.rules", "SELECT code, service, addresses, subjects FROM contacts_rule ORDER BY turn");
const Statement delete_rules("contacts.delete_rules", "DELETE FROM contacts_rule");
const Statement insert_rule("contacts.insert_rule",
                            "INSERT INTO contacts_rule (turn, code, service, addresses, subjects) VALUES ($1, $2, $3, $4, $5)");
const Statement redact_files("contacts.redact_files", "DELETE FROM contacts_file WHERE contact_id = $1");
const Statement redact_person("contacts.redact_person", "DELETE FROM contacts_person WHERE contact_id = $1");
const Statement redact_words("contacts.redact_words",
                             "UPDATE contacts_contact SET subject = '', words = '', sender = '', why = '', redacted = $1, traces = 1, "
                             "state = CASE WHEN state = 0 THEN 4 ELSE state END WHERE id = $2");
const Statement select_after("contacts.ids_after", "SELECT id FROM contacts_contact WHERE id > $1 ORDER BY id LIMIT $2");
const Statement select_ids_of_case("contacts.ids_of_case",
                                   "SELECT id FROM contacts_contact WHERE case_id = $1 AND case_id > 0 ORDER BY id");
const Statement select_of_person("contacts.ids_of_person", "SELECT contact_id FROM contacts_person WHERE email = $1 ORDER BY contact_id");
const Statement select_traces("contacts.with_traces", "SELECT id FROM contacts_contact WHERE traces = 1 ORDER BY id");
const Statement update_erased("contacts.mark_erased", "UPDATE contacts_contact SET traces = 0 WHERE id = $1");
const Statement select_unlisted("contacts.unlisted", "SELECT id, message, redacted FROM contacts_contact WHERE unlisted = 1 ORDER BY id");
const Statement update_unlisted("contacts.mark_unlisted", "UPDATE contacts_contact SET unlisted = $1 WHERE id = $2");
const Statement select_of_message("contacts.id_of_message", "SELECT id FROM contacts_contact WHERE message = $1");
const Statement select_aged("contacts.aged",
                            "SELECT id FROM contacts_contact WHERE state IN (4, 5) AND redacted = 0 AND at < $1 ORDER BY at, id LIMIT $2");
const Statement select_kept("contacts.kept_days", "SELECT days FROM contacts_retention");
const Statement delete_kept("contacts.delete_kept_days", "DELETE FROM contacts_retention");
const Statement insert_kept("contacts.insert_kept_days", "INSERT INTO contacts_retention (days) VALUES ($1)");
const Statement select_wanted("contacts.file_wanted",
                              "SELECT 1 FROM contacts_file WHERE hash = $1 UNION ALL SELECT 1 FROM contacts_file WHERE small_hash = $1 "
                              "LIMIT 1");

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  if (!text.empty())
    for (const auto line : split(text, '\n')) lines.emplace_back(line);
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

Contact read_contact(const Row& row) {
  Contact contact{.id = row.integer(0),
                  .at = from_millis(row.integer(1)),
                  .kind = static_cast<mail::Kind>(row.integer(2)),
                  .state = static_cast<State>(row.integer(3)),
                  .message = std::string(row.text(4)),
                  .sender = std::string(row.text(5)),
                  .domain = std::string(row.text(6)),
                  .email = std::string(row.text(17)),
                  .name = std::string(row.text(18)),
                  .subject = std::string(row.text(7)),
                  .words = std::string(row.text(8)),
                  .language = std::string(row.text(9)),
                  .recognised = row.integer(14) != 0,
                  .doubts = {},
                  .case_id = row.integer(11),
                  .why = std::string(row.text(12)),
                  .rule = std::string(row.text(15)),
                  .acknowledged = row.integer(13) != 0,
                  .redacted = row.integer(16) != 0,
                  .files = {}};
  if (!row.text(10).empty())
    for (const auto doubt : split(row.text(10), ',')) contact.doubts.emplace_back(doubt);
  return contact;
}

std::int64_t read_id(const Row& row) { return row.integer(0); }

KeptFile read_file(const Row& row) {
  return {.turn = row.integer(0),
          .name = std::string(row.text(1)),
          .stored = {.hash = std::string(row.text(4)),
                     .small_hash = std::string(row.text(5)),
                     .type = std::string(row.text(2)),
                     .size = row.integer(3),
                     .width = static_cast<int>(row.integer(6)),
                     .height = static_cast<int>(row.integer(7))},
          .why = std::string(row.text(8))};
}

}  // namespace

void insert(store::Tx& tx, const Contact& contact) {
  std::string doubts;
  for (const auto& doubt : contact.doubts) doubts += (doubts.empty() ? "" : ",") + doubt;
  tx.execute(insert_contact, {contact.id, to_millis(contact.at), static_cast<int>(contact.kind), static_cast<int>(contact.state),
                              contact.message, contact.sender, contact.domain, contact.subject, contact.words, contact.language, doubts,
                              contact.case_id, contact.why, contact.acknowledged, contact.recognised, contact.rule});
  tx.execute(insert_person, {contact.id, contact.email, contact.name});
  for (const KeptFile& file : contact.files)
    tx.execute(insert_file, {contact.id, file.turn, file.name, file.stored.type, file.stored.size, file.stored.hash, file.stored.small_hash,
                             file.stored.width, file.stored.height, file.why});
}

bool known(store::Reader& reader, std::string_view message) {
  return reader.one(select_known, {message}, [](const Row&) { return true; }).has_value();
}

Crowd crowd(store::Reader& reader, std::string_view sender, std::string_view domain, Instant since) {
  const auto count = [](const Row& row) { return row.integer(0); };
  return {.from_sender = reader.one(count_sender, {sender, to_millis(since)}, count).value_or(0),
          .from_domain = reader.one(count_domain, {domain, to_millis(since)}, count).value_or(0)};
}

bool acknowledged(store::Reader& reader, std::string_view sender, Instant since) {
  return reader.one(select_acknowledged, {sender, to_millis(since)}, [](const Row&) { return true; }).has_value();
}

std::optional<Contact> find(store::Reader& reader, std::int64_t id) {
  auto found = reader.one(select_one, {id}, read_contact);
  if (found) found->files = reader.all(select_files, {id}, read_file);
  return found;
}

std::vector<Contact> waiting(store::Reader& reader, int limit) { return reader.all(select_waiting, {limit}, read_contact); }

std::vector<Contact> of_case(store::Reader& reader, std::int64_t case_id, int limit) {
  return reader.all(select_of_case, {case_id, limit}, read_contact);
}

bool decide(store::Tx& tx, std::int64_t id, State state, std::int64_t case_id, std::string_view why, bool by_rule) {
  return tx.execute(update_state, {static_cast<int>(state), case_id, why, by_rule ? 1 : 0, id}) == 1;
}

std::vector<MailRule> rules(store::Reader& reader) {
  return reader.all(select_rules, {}, [](const Row& row) {
    return MailRule{std::string(row.text(0)), std::string(row.text(1)), lines_of(row.text(2)), lines_of(row.text(3))};
  });
}

void replace_rules(store::Tx& tx, std::span<const MailRule> rules) {
  tx.execute(delete_rules, {});
  std::int64_t turn = 0;
  for (const MailRule& rule : rules) tx.execute(insert_rule, {++turn, rule.code, rule.service, joined(rule.to), joined(rule.subject)});
}

void take_out(store::Tx& tx, std::int64_t id, Instant now) {
  tx.execute(redact_files, {id});
  tx.execute(redact_person, {id});
  tx.execute(redact_words, {to_millis(now), id});
}

std::vector<std::int64_t> ids_after(store::Reader& reader, std::int64_t id, int limit) {
  return reader.all(select_after, {id, limit}, read_id);
}

std::vector<std::int64_t> ids_of_case(store::Reader& reader, std::int64_t case_id) {
  return reader.all(select_ids_of_case, {case_id}, read_id);
}

std::vector<std::int64_t> ids_of_person(store::Reader& reader, std::string_view email) {
  return reader.all(select_of_person, {email}, read_id);
}

std::vector<std::int64_t> with_traces(store::Reader& reader) { return reader.all(select_traces, {}, read_id); }

std::vector<Unlisted> unlisted(store::Reader& reader) {
  return reader.all(select_unlisted, {},
                    [](const Row& row) { return Unlisted{row.integer(0), std::string(row.text(1)), from_millis(row.integer(2))}; });
}

void mark_unlisted(store::Tx& tx, std::int64_t id) { tx.execute(update_unlisted, {1, id}); }
void mark_listed(store::Tx& tx, std::int64_t id) { tx.execute(update_unlisted, {0, id}); }

std::optional<std::int64_t> id_of_message(store::Reader& reader, std::string_view message) {
  return reader.one(select_of_message, {message}, read_id);
}

void mark_erased(store::Tx& tx, std::span<const std::int64_t> ids) {
  for (const std::int64_t id : ids) tx.execute(update_erased, {id});
}

std::span<const std::string_view> tables_with_words() {
  static constexpr std::array<std::string_view, 3> holding{"contacts_contact", "contacts_person", "contacts_file"};
  return holding;
}

std::vector<std::int64_t> aged(store::Reader& reader, Instant before, int limit) {
  return reader.all(select_aged, {to_millis(before), limit}, read_id);
}

std::optional<std::int64_t> kept_days(store::Reader& reader) { return reader.one(select_kept, {}, read_id); }

void keep_for(store::Tx& tx, std::optional<std::int64_t> days) {
  tx.execute(delete_kept, {});
  if (days) tx.execute(insert_kept, {*days});
}

bool file_wanted(store::Reader& reader, std::string_view hash) {
  return reader.one(select_wanted, {hash}, [](const Row&) { return true; }).has_value();
}

}  // namespace portico::contacts::tables
