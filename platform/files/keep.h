// Where the bytes lie: a folder, or tables of PostgreSQL. Both keep a file under the hash of its bytes, once.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "platform/store/store.h"

namespace portico::files {

class Keep {
 public:
  virtual ~Keep() = default;
  // Durable when it returns; throws store::Broken. A file that is there already counts as handed in anew.
  virtual void put(const std::string& hash, std::string_view bytes, Instant now) = 0;
  virtual std::optional<std::string> get(const std::string& hash) = 0;
  virtual bool has(const std::string& hash) = 0;
  // Files handed in before `before`, by hash behind `after`; at most `limit`.
  virtual std::vector<std::string> older(Instant before, const std::string& after, std::size_t limit) = 0;
  virtual bool remove(const std::string& hash, Instant before) = 0;  // false where it was handed in anew meanwhile
};

bool is_hash(std::string_view text);  // 64 hex digits, lower-case: nothing else becomes a path

std::unique_ptr<Keep> keep_in_folder(const std::filesystem::path& folder);  // DIR/files
std::unique_ptr<Keep> keep_in_database(store::Store& store);

}  // namespace portico::files
