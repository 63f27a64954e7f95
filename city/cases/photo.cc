// Photos: rules, commands and queries.
#include "city/cases/photo.h"

#include <algorithm>
#include <array>

#include "city/cases/cases.h"
#include "city/cases/events_photo.h"
#include "city/cases/history.h"
#include "city/cases/tables_photos.h"

namespace portico::cases {
namespace {

PhotoKind kind_of(const files::Stored& stored, PhotoKind picture) { return stored.small_hash.empty() ? PhotoKind::document : picture; }

directory::Exposure exposure_of_photos(const directory::Snapshot& city, const std::string& code) {
  const directory::Service* service = city.service(code);
  return service ? service->photos : directory::Exposure::hidden;
}

constexpr std::array<std::string_view, 5> reasons{"person", "private", "shocking", "unrelated", "other"};

std::string listed_reasons() {
  std::string list;
  for (const auto reason : reasons) list += (list.empty() ? "" : ", ") + std::string(reason);
  return list;
}

}  // namespace

std::string_view name_of(PhotoKind kind) { return kind == PhotoKind::before ? "before" : kind == PhotoKind::after ? "after" : "document"; }
std::string_view name_of(PhotoState state) {
  return state == PhotoState::waiting ? "waiting" : state == PhotoState::released ? "released" : "hidden";
}

PhotoState first_state(directory::Exposure photos) {
  if (photos == directory::Exposure::open) return PhotoState::released;
  return photos == directory::Exposure::reviewed ? PhotoState::waiting : PhotoState::hidden;
}

bool visible(const Photo& photo, directory::Exposure photos) {
  return photo.state == PhotoState::released && photos != directory::Exposure::hidden;
}

Outcome<void> release(Photo& photo, directory::Exposure photos, Instant now) {
  if (photos == directory::Exposure::hidden)
    return refuse(Refused::conflict, "photo", "photos of this service are never shown", "a photo of a service that shows them");
  if (photo.state == PhotoState::released) return refuse(Refused::conflict, "photo", "this photo is released already");
  photo.state = PhotoState::released;
  photo.decided = now;
  photo.why.clear();
  return {};
}

std::span<const std::string_view> hiding_reasons() { return reasons; }

Outcome<void> hide(Photo& photo, std::string_view why, Instant now) {
  if (!why.empty() && std::ranges::find(reasons, why) == reasons.end())
    return refuse(Refused::invalid, "reason", "there is no reason '" + std::string(why.substr(0, 60)) + "'", listed_reasons());
  if (photo.state == PhotoState::hidden) return refuse(Refused::conflict, "photo", "this photo is hidden already");
  photo.state = PhotoState::hidden;
  photo.decided = now;
  photo.why = why;
  return {};
}

bool shows_the_end(std::span<const Photo> photos, std::optional<Instant> since) {
  return std::ranges::any_of(photos, [&](const Photo& each) {
    return each.kind == PhotoKind::after && each.state != PhotoState::hidden && (!since || each.added > *since);
  });
}

// What came with a request or with news of it: rows beside events.
Outcome<void> Cases::add_photos(store::Tx& tx, History& history, std::span<const files::Stored> sent, PhotoKind picture) const {
  if (sent.empty()) return {};
  const Case& subject = history.subject();
  if (subject.photo_count + static_cast<std::int64_t>(sent.size()) > static_cast<std::int64_t>(most_photos_of_a_case))
    return refuse(Refused::too_large, "media", "this request has too many photos already",
                  "at most " + std::to_string(most_photos_of_a_case) + " in all");
  const auto city = directory_.now();
  for (const files::Stored& each : sent) {
    Photo photo{.turn = subject.photo_count + 1,
                .kind = kind_of(each, picture),
                .state = first_state(exposure_of_photos(*city, subject.service)),
                .hash = each.hash,
                .small_hash = each.small_hash,
                .type = each.type,
                .width = each.width,
                .height = each.height,
                .added = time_.now()};
    tables::insert_photo(tx, subject.id, photo);
    history.add_photo(photo);
  }
  return {};
}

Outcome<Case> Cases::add_photos(store::Tx& tx, std::string_view number, std::span<const files::Stored> sent, PhotoKind picture,
                                const Acting& acting) const {
  if (sent.empty()) return refuse(Refused::invalid, "media", "a photo is required", "up to 5 pictures");
  return change(tx, number, acting, [&](History& history) -> Outcome<void> {
    if (picture == PhotoKind::before && history.subject().status == Status::closed)
      return refuse(Refused::conflict, "number", "this request is closed",
                    "an open request; of a closed one it can be said that it is not fixed");
    return add_photos(tx, history, sent, picture);
  });
}

Outcome<Photo> Cases::decide_photo(store::Tx& tx, std::string_view number, std::int64_t turn, const Acting& acting,
                                   std::optional<std::string_view> hidden_for) const {
  Photo decided;
  const auto city = directory_.now();
  const Outcome<Case> done = change(tx, number, acting, [&](History& history) -> Outcome<void> {
    const Case& subject = history.subject();
    auto photo = tables::photo_of(tx, subject.id, turn);
    if (!photo) return refuse(Refused::not_found, "photo", "this request has no such photo");
    const auto how =
        hidden_for ? hide(*photo, *hidden_for, time_.now()) : release(*photo, exposure_of_photos(*city, subject.service), time_.now());
    if (!how) return how;
    tables::update_photo(tx, subject.id, *photo);
    if (hidden_for)
      history.tell_photo(PhotoHidden::type, to_json(PhotoHidden{subject.id, turn, subject.service, subject.agency, photo->why}));
    else
      history.tell_photo(PhotoReleased::type, to_json(PhotoReleased{subject.id, turn, subject.service, subject.agency}));
    decided = *std::move(photo);
    return {};
  });
  if (!done) return std::unexpected(done.error());
  return decided;
}

Outcome<Photo> Cases::release_photo(store::Tx& tx, std::string_view number, std::int64_t turn, const Acting& acting) const {
  return decide_photo(tx, number, turn, acting, std::nullopt);
}

Outcome<Photo> Cases::hide_photo(store::Tx& tx, std::string_view number, std::int64_t turn, std::string_view why,
                                 const Acting& acting) const {
  return decide_photo(tx, number, turn, acting, why);
}

std::vector<Photo> Cases::photos(store::Reader& reader, const Case& subject) const {
  return subject.photo_count == 0 ? std::vector<Photo>() : tables::photos_of(reader, subject.id);
}

std::vector<Photo> Cases::public_photos(store::Reader& reader, const Case& subject) const {
  std::vector<Photo> found = photos(reader, subject);
  const auto city = directory_.now();
  std::erase_if(found, [&, exposure = exposure_of_photos(*city, subject.service)](const Photo& each) { return !visible(each, exposure); });
  return found;
}

std::map<std::int64_t, std::int64_t> Cases::first_public_photos(store::Reader& reader, std::span<const Case> cases) const {
  const auto city = directory_.now();
  std::vector<std::int64_t> with_photos;
  for (const Case& each : cases)
    if (each.photo_count > 0 && exposure_of_photos(*city, each.service) != directory::Exposure::hidden) with_photos.push_back(each.id);
  return with_photos.empty() ? std::map<std::int64_t, std::int64_t>() : tables::first_released_photos(reader, with_photos);
}

std::optional<Cases::CasePhoto> Cases::photo_for_staff(store::Reader& reader, std::string_view number, std::int64_t turn) const {
  const auto id = id_of(reader, number);
  const auto subject = id ? tables::case_by_id(reader, *id) : std::nullopt;
  auto photo = subject ? tables::photo_of(reader, *id, turn) : std::nullopt;
  if (!photo) return std::nullopt;
  return CasePhoto{subject->number, subject->agency, *std::move(photo)};
}

std::vector<PhotoToReview> Cases::photos_to_review(store::Reader& reader, std::span<const std::string> agencies, int limit) const {
  const bool all = std::ranges::find(agencies, "*") != agencies.end();
  std::vector<PhotoToReview> found;
  tables::PhotoMark after;
  for (bool more = true; more && static_cast<int>(found.size()) < limit;) {
    auto some = tables::waiting_photos(reader, after, limit);
    more = static_cast<int>(some.size()) == limit;
    if (!some.empty()) after = {some.back().photo.added, some.back().case_id, some.back().photo.turn};
    for (auto& each : some)
      if ((all || std::ranges::find(agencies, each.agency) != agencies.end()) && static_cast<int>(found.size()) < limit)
        found.push_back(std::move(each));
  }
  return found;
}

std::set<std::string> referenced_files(store::Reader& reader, std::span<const std::string> hashes) {
  std::set<std::string> found;
  for (const std::string& hash : hashes)
    if (tables::file_wanted(reader, hash)) found.insert(hash);
  return found;
}

}  // namespace portico::cases
