#include "city/cases/check_photos.h"

#include <fmt/format.h>

#include <map>

#include "city/cases/cases.h"
#include "city/cases/tables_photos.h"

namespace portico::cases {
namespace {

constexpr int rows_at_once = 500;
constexpr std::size_t files_at_once = 500, most_of_a_kind = 100;

std::string_view sentence_of(files::Condition condition) {
  switch (condition) {
    case files::Condition::missing:
      return "is not there";
    case files::Condition::changed:
      return "has other bytes than its name says";
    case files::Condition::unreadable:
      return "cannot be read";
    case files::Condition::whole:
      break;
  }
  return "";
}

class CheckingPhotos {
 public:
  CheckingPhotos(store::Store& store, const files::Files& files) : store_(store), files_(files) {}

  CheckedPhotos run() {
    tables::PhotoMark after;
    for (bool more = true; more;) {
      std::vector<PhotoOfCase> some;
      store_.read([&](store::Reader& reader) { some = tables::photos_after(reader, after, rows_at_once); });
      more = static_cast<int>(some.size()) == rows_at_once;
      if (!some.empty()) after = {.case_id = some.back().case_id, .turn = some.back().photo.turn};
      for (const PhotoOfCase& each : some) look_at(each);
    }
    count_unnamed();
    return std::move(checked_);
  }

 private:
  void look_at(const PhotoOfCase& each) {
    ++checked_.photos;
    const Photo& photo = each.photo;
    look_at(each, photo.kind == PhotoKind::document ? "document" : "picture", photo.hash);
    if (photo.kind != PhotoKind::document) look_at(each, "thumbnail", photo.small_hash);
  }

  void look_at(const PhotoOfCase& each, std::string_view what, const std::string& hash) {
    const files::Condition condition = files_.examine(hash);
    if (condition == files::Condition::whole) return;
    std::optional<Photo> still;  // a redaction may have taken it out meanwhile, and the sweep its file
    store_.read([&](store::Reader& reader) { still = tables::photo_of(reader, each.case_id, each.photo.turn); });
    if (!still) return;
    const std::string kind = fmt::format("{} {}", what, sentence_of(condition));
    const std::size_t count = ++counts_[kind];
    const std::string name = hash.empty() ? "without a name" : hash.substr(0, 16) + "…";
    if (count <= most_of_a_kind)
      checked_.findings.push_back(fmt::format("case {}, photo {}: the {} {} {}",
                                              each.number.empty() ? std::to_string(each.case_id) : each.number, each.photo.turn, what, name,
                                              sentence_of(condition)));
    else if (count == most_of_a_kind + 1)
      checked_.findings.push_back(fmt::format("… and more of this kind: {}", kind));
  }

  void count_unnamed() {
    for (std::string after;;) {
      const auto hashes = files_.names_after(after, files_at_once);
      if (hashes.empty()) return;
      after = hashes.back();
      store_.read([&](store::Reader& reader) {
        checked_.unnamed += static_cast<std::int64_t>(hashes.size() - referenced_files(reader, hashes).size());
      });
    }
  }

  store::Store& store_;
  const files::Files& files_;
  std::map<std::string, std::size_t> counts_;
  CheckedPhotos checked_;
};

}  // namespace

CheckedPhotos check_photos(store::Store& store, const files::Files& files) { return CheckingPhotos(store, files).run(); }

}  // namespace portico::cases
