// DIR/files/ab/cd/HASH. A file is written under another name, synced, renamed, and its folder synced: it is there whole or not at all.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <mutex>
#include <set>
#include <system_error>

#include "platform/files/keep.h"
#include "platform/store/disk.h"

namespace portico::files {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : path_(path), fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (fd_ < 0) store::disk_failed("cannot open", path_, errno);
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) store::disk_failed("cannot write", path_, errno);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void sync() const {
    if (::fsync(fd_) != 0) store::disk_failed("cannot sync", path_, errno);
  }

 private:
  fs::path path_;
  int fd_;
};

void sync_folder(const fs::path& folder) { Descriptor(folder, O_RDONLY | O_DIRECTORY).sync(); }

// What its instant of change says is when the file was last handed in.
Instant kept_at(const struct stat& known) {
  return Instant{
      std::chrono::duration_cast<Millis>(std::chrono::seconds(known.st_mtim.tv_sec) + std::chrono::nanoseconds(known.st_mtim.tv_nsec))};
}
bool set_kept(const fs::path& path, Instant at) {
  const std::int64_t millis = to_millis(at);
  const timespec moment{millis / 1000, (millis % 1000) * 1'000'000};
  const timespec both[] = {moment, moment};
  return ::utimensat(AT_FDCWD, path.c_str(), both, 0) == 0;
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code gone;  // a folder that is not there holds nothing
  for (const auto& entry : fs::directory_iterator(folder, gone)) found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

class Folder final : public Keep {
 public:
  explicit Folder(const fs::path& data) : root_(data / "files"), unfinished_(root_ / "unfinished") {
    make(root_, data);
    std::error_code ignored;  // what a killed process left half written; the next line says so where it cannot go
    fs::remove_all(unfinished_, ignored);
    make(unfinished_, root_);
  }

  void put(const std::string& hash, std::string_view bytes, Instant now) override {
    const std::lock_guard lock(guard_);  // against the sweep, which must not take away what is just handed in anew
    const fs::path path = path_of(hash);
    if (set_kept(path, now)) return sync_folder(path.parent_path());  // whoever renamed it may have died before this
    const fs::path temporary = unfinished_ / (hash + "." + std::to_string(++turn_));
    bool renamed = false;
    try {
      const Descriptor file(temporary, O_WRONLY | O_CREAT | O_EXCL);
      file.write(bytes);
      if (!set_kept(temporary, now)) store::disk_failed("cannot set the time of", temporary, errno);
      file.sync();
      make(path.parent_path().parent_path(), root_);
      make(path.parent_path(), path.parent_path().parent_path());
      if (::rename(temporary.c_str(), path.c_str()) != 0) store::disk_failed("cannot rename to", path, errno);
      renamed = true;
      sync_folder(path.parent_path());
    } catch (...) {
      ::unlink(temporary.c_str());
      if (renamed) ::unlink(path.c_str());  // without its folder's sync, and nobody was told that it is kept; one from before stays
      throw;
    }
  }

  std::optional<std::string> get(const std::string& hash) override {
    const fs::path path = path_of(hash);
    std::ifstream file(path, std::ios::binary);
    if (!file) {
      if (has(hash)) throw store::Broken("cannot read " + path.string());
      return std::nullopt;
    }
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (file.bad()) throw store::Broken("cannot read " + path.string());
    return bytes;
  }

  bool has(const std::string& hash) override {
    struct stat known{};
    return ::stat(path_of(hash).c_str(), &known) == 0;
  }

  std::vector<std::string> older(Instant before, const std::string& after, std::size_t limit) override {
    std::vector<std::string> found;
    for (const auto& first : sorted_entries(root_)) {
      const std::string start = first.filename().string();
      if (start.size() != 2 || start < after.substr(0, 2)) continue;
      for (const auto& second : sorted_entries(first))
        for (const auto& file : sorted_entries(second)) {
          const std::string hash = file.filename().string();
          struct stat known{};
          if (!is_hash(hash) || hash <= after || ::stat(file.c_str(), &known) != 0 || kept_at(known) >= before) continue;
          found.push_back(hash);
          if (found.size() == limit) return found;
        }
    }
    return found;
  }

  bool remove(const std::string& hash, Instant before) override {
    const std::lock_guard lock(guard_);
    const fs::path path = path_of(hash);
    struct stat known{};
    if (::stat(path.c_str(), &known) != 0 || kept_at(known) >= before) return false;
    if (::unlink(path.c_str()) != 0) store::disk_failed("cannot remove", path, errno);
    return true;
  }

 private:
  fs::path path_of(const std::string& hash) const { return root_ / hash.substr(0, 2) / hash.substr(2, 2) / hash; }

  // One that is there already is synced as well, once a process: whoever made it may have died before that.
  void make(const fs::path& folder, const fs::path& within) {
    if (made_.contains(folder)) return;
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) store::disk_failed("cannot make", folder, errno);
    sync_folder(within);
    made_.insert(folder);
  }

  const fs::path root_, unfinished_;
  std::mutex guard_;
  std::uint64_t turn_ = 0;
  std::set<fs::path> made_;
};

}  // namespace

std::unique_ptr<Keep> keep_in_folder(const fs::path& folder) { return std::make_unique<Folder>(folder); }

}  // namespace portico::files
