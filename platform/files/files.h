// Files that people send in: looked at, drawn anew where they are pictures, and kept under the hash of their bytes.
//
//   const auto stored = files.take_picture(bytes);    before the command, on a thread that may wait
//   … the command writes stored->hash into its own row …
//   files.read(stored->hash)                          whoever may see it
//
// What is taken is on the disk (or in the database) for good before take() returns; what no command then refers to is swept after a day.
#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "platform/store/store.h"

namespace portico::files {

inline constexpr std::size_t most_picture_bytes = 15 << 20;
inline constexpr std::size_t most_document_bytes = 10 << 20;
inline constexpr Millis orphans_kept{24 * 3'600'000};

// Why a file is not taken.
enum class Unfit {
  empty,
  too_large,        // more bytes than are taken
  not_taken,        // of another kind
  too_many_pixels,  // a picture of more than 64 million, or of more than 200 frames
  unreadable,       // damaged or cut off, or it took more time or memory to read than any honest picture does
  busy,             // too many pictures are being drawn just now: trying again helps
};
std::string_view name_of(Unfit unfit);  // "too_large"
// As a refusal that says what would be accepted.
Refusal refusal_of(Unfit unfit, std::string field);

struct Stored {
  std::string hash;        // SHA-256 of the bytes as they are kept, hex
  std::string small_hash;  // of a picture's thumbnail; "" of a document
  std::string type;        // "image/jpeg": pictures of all kinds become one
  std::int64_t size = 0;   // bytes
  int width = 0, height = 0;
};

struct Settings {
  std::filesystem::path folder;   // the data folder; unused with PostgreSQL
  std::filesystem::path program;  // portico-pictures
  int pictures_at_once = 2;
  Millis picture_time{30'000};  // for one picture, waiting for its turn not counted
  Millis picture_wait{20'000};  // for its turn
};

// What a look at a file's bytes finds.
enum class Condition {
  whole,
  missing,     // there is no such file; also where the name can be none
  changed,     // its bytes are not those that its name is the hash of
  unreadable,  // the disk or the database gives them not, or in part
};

// Which of these hashes somebody refers to; given by the wiring.
using Referenced = std::function<std::set<std::string>(store::Reader& reader, std::span<const std::string> hashes)>;

class Files {
 public:
  // Throws store::Broken where the folder cannot be made. One process at a time writes a folder: the store's lock sees to that.
  Files(store::Store& store, Settings settings, const TimeSource& time);
  ~Files();

  // Both block until the file is durable; they throw store::Broken where it cannot be made so.
  std::expected<Stored, Unfit> take_picture(std::string_view bytes);
  std::expected<Stored, Unfit> take(std::string_view bytes);  // a picture, or a PDF or plain text, which stays as it is

  std::optional<std::string> read(std::string_view hash) const;  // nothing where there is no such file
  bool has(std::string_view hash) const;
  Condition examine(std::string_view hash) const;  // reads all of its bytes
  // The hashes of all files behind `after`, in their order, at most `limit`.
  std::vector<std::string> names_after(const std::string& after, std::size_t limit) const;

  // Removes what was handed in before `before` and is not referred to; how many.
  std::int64_t sweep(Instant before, const Referenced& referenced);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace portico::files
