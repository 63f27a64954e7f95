// The rows of photos.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "city/cases/photo.h"
#include "city/cases/tables.h"

namespace portico::cases::tables {

void insert_photo(store::Tx& tx, std::int64_t case_id, const Photo& photo);
void update_photo(store::Tx& tx, std::int64_t case_id, const Photo& photo);  // its state, when and why that was decided
void remove_photos(store::Tx& tx, std::int64_t case_id);                     // their files are swept as orphans
std::optional<Photo> photo_of(store::Reader& reader, std::int64_t case_id, std::int64_t turn);
std::vector<Photo> photos_of(store::Reader& reader, std::int64_t case_id);  // oldest first
// Case → its first released picture; a document is none.
std::map<std::int64_t, std::int64_t> first_released_photos(store::Reader& reader, std::span<const std::int64_t> case_ids);

struct PhotoMark {
  Instant added = Instant::min();
  std::int64_t case_id = 0, turn = 0;
};
std::vector<PhotoToReview> waiting_photos(store::Reader& reader, const PhotoMark& after, int limit);  // oldest first

std::vector<PhotoOfCase> photos_after(store::Reader& reader, const PhotoMark& after, int limit);  // all, by case and turn

bool file_wanted(store::Reader& reader, std::string_view hash);
std::int64_t photos_without_case(store::Reader& reader);

}  // namespace portico::cases::tables
