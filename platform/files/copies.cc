#include "platform/files/copies.h"

#include <functional>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/files/keep.h"

namespace portico::files {
namespace {

namespace fs = std::filesystem;

// Each kept file by its path under the data folder: DIR/files/ab/cd/HASH.
void each_kept(const fs::path& data, const std::function<void(const fs::path& file, const std::string& hash)>& each) {
  const fs::path root = data / "files";
  if (!fs::exists(root)) return;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const std::string name = entry.path().filename().string();
    if (is_hash(name) && entry.path().parent_path().filename() == name.substr(2, 2)) each(entry.path(), name);
  }
}

// Only held against its name where it is still there.
void count(const fs::path& file, const std::string& hash, Copied& so_far) {
  std::error_code gone;
  const auto size = fs::file_size(file, gone);
  if (gone) return;
  if (hex(crypto::view(crypto::sha256_of_file(file))) != hash) so_far.damaged.push_back(hash);
  so_far.files += 1;
  so_far.bytes += static_cast<std::int64_t>(size);
}

}  // namespace

Copied copy_files(const fs::path& from, const fs::path& to) {
  Copied copied;
  try {
    each_kept(from, [&](const fs::path& file, const std::string& hash) {
      const fs::path copy = to / fs::relative(file, from);
      fs::create_directories(copy.parent_path());
      std::error_code failed;
      fs::copy_file(file, copy, fs::copy_options::skip_existing, failed);
      if (failed && !fs::exists(file)) return;  // swept, or redacted
      if (failed) throw store::Broken("cannot copy " + file.string() + ": " + failed.message());
      count(copy, hash, copied);
    });
  } catch (const fs::filesystem_error& broken) {
    throw store::Broken(broken.what());
  }
  return copied;
}

Copied look_through_files(const fs::path& folder) {
  Copied found;
  each_kept(folder, [&](const fs::path& file, const std::string& hash) { count(file, hash, found); });
  return found;
}

}  // namespace portico::files
