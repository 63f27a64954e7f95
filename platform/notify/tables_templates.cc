#include "platform/notify/tables_templates.h"

namespace portico::notify::tables {
namespace {

using store::Statement;

const Statement select_newest("notify.newest_templates",
                              "SELECT source, code, service, language, version, withdrawn, subject, body, sms, letter, translated_by, "
                              "reviewed_by, saved, saved_by FROM notify_template AS one WHERE version = (SELECT max(version) FROM "
                              "notify_template AS other WHERE other.source = one.source AND other.code = one.code AND other.service = "
                              "one.service AND other.language = one.language) ORDER BY code, service, language, source");
const Statement select_versions("notify.template_versions",
                                "SELECT source, code, service, language, version, withdrawn, subject, body, sms, letter, translated_by, "
                                "reviewed_by, saved, saved_by FROM notify_template WHERE code = $1 AND service = $2 AND language = $3 "
                                "ORDER BY id DESC");
const Statement select_last("notify.last_template_version",
                            "SELECT coalesce(max(version), 0) FROM notify_template WHERE source = $1 AND code = $2 AND service = $3 AND "
                            "language = $4");
const Statement insert_one(
    "notify.insert_template",
    "INSERT INTO notify_template (id, source, code, service, language, version, withdrawn, subject, body, sms, "
    "letter, translated_by, reviewed_by, saved, saved_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
    "$13, $14, $15)");

SavedTemplate read(const store::Row& row) {
  SavedTemplate one;
  one.source = row.text(0);
  one.code = row.text(1);
  one.service = row.text(2);
  one.language = row.text(3);
  one.version = row.integer(4);
  one.withdrawn = row.integer(5) != 0;
  one.subject = row.text(6);
  one.text = row.text(7);
  one.sms = row.text(8);
  one.letter = row.text(9);
  one.translated_by = row.text(10);
  one.reviewed_by = row.text(11);
  one.saved = from_millis(row.integer(12));
  one.saved_by = row.text(13);
  return one;
}

}  // namespace

std::vector<SavedTemplate> newest_templates(store::Reader& reader) { return reader.all(select_newest, {}, read); }

std::vector<SavedTemplate> versions(store::Reader& reader, std::string_view code, std::string_view service, std::string_view language) {
  return reader.all(select_versions, {code, service, language}, read);
}

std::int64_t last_version(store::Reader& reader, std::string_view source, const Template& of) {
  return reader.one(select_last, {source, of.code, of.service, of.language}, [](const store::Row& row) { return row.integer(0); })
      .value_or(0);
}

void insert_template(store::Tx& tx, const SavedTemplate& saved) {
  tx.execute(insert_one, {tx.next("notify.template"), saved.source, saved.code, saved.service, saved.language, saved.version,
                          saved.withdrawn, saved.subject, saved.text, saved.sms, saved.letter, saved.translated_by, saved.reviewed_by,
                          to_millis(saved.saved), saved.saved_by});
}

}  // namespace portico::notify::tables
