#include "platform/files/files.h"

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/files/keep.h"
#include "platform/files/kind.h"
#include "platform/files/pictures.h"

namespace portico::files {
namespace {

constexpr std::size_t swept_at_once = 500;
constexpr std::string_view pictures_taken = "JPEG, PNG, WebP, GIF or HEIC";

std::string hash_of(std::string_view bytes) { return hex(crypto::view(crypto::sha256(bytes))); }

}  // namespace

std::string_view name_of(Unfit unfit) {
  switch (unfit) {
    case Unfit::empty:
      return "empty";
    case Unfit::too_large:
      return "too_large";
    case Unfit::not_taken:
      return "not_taken";
    case Unfit::too_many_pixels:
      return "too_many_pixels";
    case Unfit::unreadable:
      return "unreadable";
    case Unfit::busy:
      return "busy";
  }
  return "";
}

Refusal refusal_of(Unfit unfit, std::string field) {
  const std::string pictures = "a picture as " + std::string(pictures_taken);
  const auto made = [&](Refused kind, std::string reason, std::string accepted) {
    return Refusal{kind, {{std::move(field), std::move(reason), std::move(accepted)}}};
  };
  switch (unfit) {
    case Unfit::empty:
      return made(Refused::invalid, "the file is empty", pictures);
    case Unfit::too_large:
      return made(Refused::too_large, "the file is too large", "at most 15 MB a picture, 10 MB a document");
    case Unfit::not_taken:
      return made(Refused::invalid, "the file is of a kind that is not taken, whatever its name says",
                  pictures + "; as a document PDF or plain text");
    case Unfit::too_many_pixels:
      return made(Refused::too_large, "the picture has too many pixels", "at most 64 million pixels and 200 frames");
    case Unfit::unreadable:
      return made(Refused::invalid, "the picture cannot be read: it is damaged or cut off", pictures);
    case Unfit::busy:
      return made(Refused::unavailable, "very many pictures are coming in just now; please send it again in a minute", "");
  }
  return made(Refused::invalid, "the file is not taken", pictures);
}

bool is_hash(std::string_view text) { return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos; }

struct Files::Inside {
  Inside(store::Store& in_store, Settings chosen, const TimeSource& by_time)
      : settings(std::move(chosen)),
        time(by_time),
        store(in_store),
        keep(in_store.dialect() == store::Dialect::postgres ? keep_in_database(in_store) : keep_in_folder(settings.folder)),
        pictures(settings) {}

  std::string put(std::string_view bytes) const {
    std::string hash = hash_of(bytes);
    keep->put(hash, bytes, time.now());
    return hash;
  }

  const Settings settings;
  const TimeSource& time;
  store::Store& store;
  const std::unique_ptr<Keep> keep;
  Pictures pictures;
};

Files::Files(store::Store& store, Settings settings, const TimeSource& time)
    : inside_(std::make_unique<Inside>(store, std::move(settings), time)) {}
Files::~Files() = default;

std::expected<Stored, Unfit> Files::take_picture(std::string_view bytes) {
  if (bytes.empty()) return std::unexpected(Unfit::empty);
  const auto kind = kind_of(bytes);
  if (!kind || !is_picture(*kind)) return std::unexpected(Unfit::not_taken);
  if (bytes.size() > most_picture_bytes) return std::unexpected(Unfit::too_large);
  const auto redrawn = inside_->pictures.redraw(bytes);
  if (!redrawn) return std::unexpected(redrawn.error());
  Stored stored{.type = std::string(media_type(Kind::jpeg)), .width = redrawn->width, .height = redrawn->height};
  stored.size = static_cast<std::int64_t>(redrawn->large.size());
  stored.small_hash = inside_->put(redrawn->small);
  stored.hash = inside_->put(redrawn->large);
  return stored;
}

std::expected<Stored, Unfit> Files::take(std::string_view bytes) {
  if (bytes.empty()) return std::unexpected(Unfit::empty);
  const auto kind = kind_of(bytes);
  if (!kind) return std::unexpected(Unfit::not_taken);
  if (is_picture(*kind)) return take_picture(bytes);
  if (bytes.size() > most_document_bytes) return std::unexpected(Unfit::too_large);
  return Stored{.hash = inside_->put(bytes), .type = std::string(media_type(*kind)), .size = static_cast<std::int64_t>(bytes.size())};
}

std::optional<std::string> Files::read(std::string_view hash) const {
  return is_hash(hash) ? inside_->keep->get(std::string(hash)) : std::nullopt;
}

bool Files::has(std::string_view hash) const { return is_hash(hash) && inside_->keep->has(std::string(hash)); }

Condition Files::examine(std::string_view hash) const {
  try {
    const auto bytes = read(hash);
    if (!bytes) return Condition::missing;
    return hash_of(*bytes) == hash ? Condition::whole : Condition::changed;
  } catch (const store::Broken&) {
    return Condition::unreadable;
  }
}

std::vector<std::string> Files::names_after(const std::string& after, std::size_t limit) const {
  return inside_->keep->older(Instant::max(), after, limit);
}

std::int64_t Files::sweep(Instant before, const Referenced& referenced) {
  std::int64_t swept = 0;
  for (std::string after;;) {
    const auto old = inside_->keep->older(before, after, swept_at_once);
    if (old.empty()) return swept;
    after = old.back();
    std::set<std::string> wanted;
    inside_->store.read([&](store::Reader& reader) { wanted = referenced(reader, old); });
    for (const auto& hash : old)
      if (!wanted.contains(hash) && inside_->keep->remove(hash, before)) ++swept;
  }
}

}  // namespace portico::files
