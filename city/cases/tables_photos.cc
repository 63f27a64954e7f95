#include "city/cases/tables_photos.h"

namespace portico::cases::tables {
namespace {

using store::Row;
using store::Statement;

#define PHOTO_COLUMNS "turn, kind, state, hash, small_hash, type, width, height, added, decided, why"

const Statement insert_photo_row("cases.insert_photo", "INSERT INTO cases_photo (case_id, " PHOTO_COLUMNS
                                                       ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
const Statement update_photo_row("cases.update_photo",
                                 "UPDATE cases_photo SET state = $1, decided = $2, why = $3 WHERE case_id = $4 AND turn = $5");
const Statement delete_photos("cases.remove_photos", "DELETE FROM cases_photo WHERE case_id = $1");
const Statement select_photo("cases.photo_of", "SELECT " PHOTO_COLUMNS " FROM cases_photo WHERE case_id = $1 AND turn = $2");
const Statement select_photos("cases.photos_of", "SELECT " PHOTO_COLUMNS " FROM cases_photo WHERE case_id = $1 ORDER BY turn");
// A list of keys is one parameter: SQLite opens it as JSON, PostgreSQL as an array.
const Statement select_first_released(
    "cases.first_released_photos",
    "SELECT case_id, MIN(turn) FROM cases_photo WHERE state = 1 AND kind < 2 AND case_id IN (SELECT value FROM json_each($1)) "
    "GROUP BY case_id",
    "SELECT case_id, MIN(turn) FROM cases_photo WHERE state = 1 AND kind < 2 AND "
    "case_id = ANY(CAST(translate($1, '[]', '{}') AS BIGINT[])) GROUP BY case_id");
const Statement select_waiting(
    "cases.waiting_photos",
    "SELECT p.turn, p.kind, p.state, p.hash, p.small_hash, p.type, p.width, p.height, p.added, p.decided, p.why, c.id, c.number, "
    "c.service, "
    "c.agency FROM cases_photo p JOIN cases_case c ON c.id = p.case_id "
    "WHERE p.state = 0 AND (p.added, p.case_id, p.turn) > ($1, $2, $3) ORDER BY p.added, p.case_id, p.turn LIMIT $4");
const Statement select_after(
    "cases.photos_after",
    "SELECT p.turn, p.kind, p.state, p.hash, p.small_hash, p.type, p.width, p.height, p.added, p.decided, p.why, p.case_id, "
    "COALESCE(c.number, '') FROM cases_photo p LEFT JOIN cases_case c ON c.id = p.case_id "
    "WHERE (p.case_id, p.turn) > ($1, $2) ORDER BY p.case_id, p.turn LIMIT $3");
const Statement select_wanted(
    "cases.file_wanted", "SELECT 1 FROM cases_photo WHERE hash = $1 UNION ALL SELECT 1 FROM cases_photo WHERE small_hash = $1 LIMIT 1");
const Statement lost_photos("cases.lost_photos",
                            "SELECT count(*) FROM cases_photo WHERE NOT EXISTS (SELECT 1 FROM cases_case WHERE id = case_id)");

Photo read_photo(const Row& row) {
  const auto decided = row.maybe_integer(9);
  return {.turn = row.integer(0),
          .kind = static_cast<PhotoKind>(row.integer(1)),
          .state = static_cast<PhotoState>(row.integer(2)),
          .hash = std::string(row.text(3)),
          .small_hash = std::string(row.text(4)),
          .type = std::string(row.text(5)),
          .width = static_cast<int>(row.integer(6)),
          .height = static_cast<int>(row.integer(7)),
          .added = from_millis(row.integer(8)),
          .decided = decided ? std::optional(from_millis(*decided)) : std::nullopt,
          .why = std::string(row.text(10))};
}

std::optional<std::int64_t> decided_of(const Photo& photo) {
  return photo.decided ? std::optional(to_millis(*photo.decided)) : std::nullopt;
}

}  // namespace

void insert_photo(store::Tx& tx, std::int64_t case_id, const Photo& photo) {
  tx.execute(insert_photo_row,
             {case_id, photo.turn, static_cast<int>(photo.kind), static_cast<int>(photo.state), photo.hash, photo.small_hash, photo.type,
              photo.width, photo.height, to_millis(photo.added), decided_of(photo), photo.why});
}

void update_photo(store::Tx& tx, std::int64_t case_id, const Photo& photo) {
  tx.execute(update_photo_row, {static_cast<int>(photo.state), decided_of(photo), photo.why, case_id, photo.turn});
}

void remove_photos(store::Tx& tx, std::int64_t case_id) { tx.execute(delete_photos, {case_id}); }

std::optional<Photo> photo_of(store::Reader& reader, std::int64_t case_id, std::int64_t turn) {
  return reader.one(select_photo, {case_id, turn}, read_photo);
}

std::vector<Photo> photos_of(store::Reader& reader, std::int64_t case_id) { return reader.all(select_photos, {case_id}, read_photo); }

std::map<std::int64_t, std::int64_t> first_released_photos(store::Reader& reader, std::span<const std::int64_t> case_ids) {
  std::string list;
  for (const std::int64_t id : case_ids) list += (list.empty() ? "[" : ",") + std::to_string(id);
  std::map<std::int64_t, std::int64_t> found;
  if (!list.empty()) reader.query(select_first_released, {list + "]"}, [&](const Row& row) { found[row.integer(0)] = row.integer(1); });
  return found;
}

std::vector<PhotoToReview> waiting_photos(store::Reader& reader, const PhotoMark& after, int limit) {
  return reader.all(select_waiting, {to_millis(after.added), after.case_id, after.turn, limit}, [](const Row& row) {
    return PhotoToReview{row.integer(11), std::string(row.text(12)), std::string(row.text(13)), std::string(row.text(14)), read_photo(row)};
  });
}

std::vector<PhotoOfCase> photos_after(store::Reader& reader, const PhotoMark& after, int limit) {
  return reader.all(select_after, {after.case_id, after.turn, limit},
                    [](const Row& row) { return PhotoOfCase{row.integer(11), std::string(row.text(12)), read_photo(row)}; });
}

bool file_wanted(store::Reader& reader, std::string_view hash) {
  return reader.one(select_wanted, {hash}, [](const Row&) { return true; }).has_value();
}

std::int64_t photos_without_case(store::Reader& reader) {
  return reader.one(lost_photos, {}, [](const Row& row) { return row.integer(0); }).value_or(0);
}

}  // namespace portico::cases::tables
