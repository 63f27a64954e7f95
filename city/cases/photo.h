// A photo or document of a case: what it shows, and who may see it. Nouns and pure rules; the bytes are kept by platform/files.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/directory/directory.h"

namespace portico::cases {

inline constexpr std::size_t most_photos_at_once = 5, most_photos_of_a_case = 50;

enum class PhotoKind { before, after, document };
enum class PhotoState { waiting, released, hidden };
std::string_view name_of(PhotoKind kind);
std::string_view name_of(PhotoState state);

struct Photo {
  std::int64_t turn = 0;  // of the case, from 1: as its address names it
  PhotoKind kind = PhotoKind::before;
  PhotoState state = PhotoState::waiting;
  std::string hash, small_hash, type;  // of platform/files
  int width = 0, height = 0;
  Instant added;
  std::optional<Instant> decided;  // when a person released or hid it
  std::string why;                 // it was hidden: one of hiding_reasons(); "" where nobody said
};

// A new photo's state by what its service says of photos: public ones are released at once, private ones hidden for good.
PhotoState first_state(directory::Exposure photos);
// Whether the public may see it; the service may have become private since.
bool visible(const Photo& photo, directory::Exposure photos);

// What a person decides. Refuse what makes no sense: a photo of a private service is never released.
Outcome<void> release(Photo& photo, directory::Exposure photos, Instant now);
// `why`: one of hiding_reasons(), or "" of a system that does not say.
Outcome<void> hide(Photo& photo, std::string_view why, Instant now);
std::span<const std::string_view> hiding_reasons();  // "person", "private" …

// Whether a photo from afterwards shows how a case ended: one that nobody has hidden, added after `since`, the outcome before.
bool shows_the_end(std::span<const Photo> photos, std::optional<Instant> since);

struct PhotoOfCase {
  std::int64_t case_id = 0;
  std::string number;  // of the case; "" of one that waits for it, and where there is no such case
  Photo photo;
};

// A photo that waits for a person, with as much of its case as a list shows.
struct PhotoToReview {
  std::int64_t case_id = 0;
  std::string number, service, agency;
  Photo photo;
};

}  // namespace portico::cases
