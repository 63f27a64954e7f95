#include <algorithm>

#include "platform/files/keep.h"

namespace portico::files {
namespace {

using store::Statement;

constexpr std::size_t chunk_bytes = 256 << 10;
constexpr int chunks_at_once = 4;

const Statement put_file("files.put_file",
                         "INSERT INTO files_file (hash, size, kept) VALUES ($1, $2, $3) "
                         "ON CONFLICT (hash) DO UPDATE SET kept = CASE WHEN excluded.kept > files_file.kept THEN excluded.kept "
                         "ELSE files_file.kept END");
const Statement put_chunk("files.put_chunk",
                          "INSERT INTO files_chunk (hash, part, bytes) VALUES ($1, $2, $3) ON CONFLICT (hash, part) DO NOTHING");
const Statement size_of_file("files.size_of_file", "SELECT size FROM files_file WHERE hash = $1");
const Statement some_chunks("files.some_chunks", "SELECT bytes FROM files_chunk WHERE hash = $1 AND part >= $2 ORDER BY part LIMIT $3");
const Statement older_files("files.older_files", "SELECT hash FROM files_file WHERE kept < $1 AND hash > $2 ORDER BY hash LIMIT $3");
const Statement remove_file("files.remove_file", "DELETE FROM files_file WHERE hash = $1 AND kept < $2");
const Statement remove_chunks("files.remove_chunks", "DELETE FROM files_chunk WHERE hash = $1");

class Database final : public Keep {
 public:
  explicit Database(store::Store& store) : store_(store) {}

  void put(const std::string& hash, std::string_view bytes, Instant now) override {
    (void)store_.run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      tx.execute(put_file, {hash, static_cast<std::int64_t>(bytes.size()), to_millis(now)});
      for (std::size_t at = 0; at < bytes.size(); at += chunk_bytes)
        tx.execute(put_chunk, {hash, static_cast<std::int64_t>(at / chunk_bytes), store::Blob{bytes.substr(at, chunk_bytes)}});
      return true;
    });
  }

  std::optional<std::string> get(const std::string& hash) override {
    std::optional<std::string> found;
    store_.read([&](store::Reader& reader) {
      const auto size = reader.one(size_of_file, {hash}, [](const store::Row& row) { return row.integer(0); });
      if (!size) return;
      std::string bytes;
      bytes.reserve(static_cast<std::size_t>(*size));
      for (std::int64_t part = 0; static_cast<std::int64_t>(bytes.size()) < *size; part += chunks_at_once) {
        const std::size_t before = bytes.size();
        reader.query(some_chunks, {hash, part, chunks_at_once}, [&](const store::Row& row) { bytes += row.blob(0); });
        if (bytes.size() == before) throw store::Broken("the file " + hash + " is not whole");
      }
      found = std::move(bytes);
    });
    return found;
  }

  bool has(const std::string& hash) override {
    bool there = false;
    store_.read(
        [&](store::Reader& reader) { there = reader.one(size_of_file, {hash}, [](const store::Row&) { return true; }).has_value(); });
    return there;
  }

  std::vector<std::string> older(Instant before, const std::string& after, std::size_t limit) override {
    std::vector<std::string> found;
    store_.read([&](store::Reader& reader) {
      found = reader.all(older_files, {to_millis(before), after, static_cast<std::int64_t>(limit)},
                         [](const store::Row& row) { return std::string(row.text(0)); });
    });
    return found;
  }

  bool remove(const std::string& hash, Instant before) override {
    const auto removed = store_.run<bool>(
        [&](store::Tx& tx) -> Outcome<bool> {
          if (tx.execute(remove_file, {hash, to_millis(before)}) == 0) return false;
          tx.execute(remove_chunks, {hash});
          return true;
        },
        store::Urgency::background);
    return removed && *removed;
  }

 private:
  store::Store& store_;
};

}  // namespace

std::unique_ptr<Keep> keep_in_database(store::Store& store) { return std::make_unique<Database>(store); }

}  // namespace portico::files
