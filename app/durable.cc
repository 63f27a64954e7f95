#include "app/durable.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include "platform/store/disk.h"

namespace portico::app {
namespace {

namespace fs = std::filesystem;

// The file system that holds the folder, the folder's own names, or a file.
void sync(const fs::path& what, int (*how)(int)) {
  const int opened = ::open(what.c_str(), O_RDONLY | O_CLOEXEC);
  if (opened < 0) store::disk_failed("cannot open", what, errno);
  const int error = how(opened) == 0 ? 0 : errno;
  ::close(opened);
  if (error != 0) store::disk_failed("cannot sync", what, error);
}

void rename_synced(const fs::path& made, const fs::path& name) {
  if (::rename(made.c_str(), name.c_str()) != 0) store::disk_failed("cannot rename to", name, errno);
  sync(fs::absolute(name).parent_path(), ::fsync);
}

void copy_lines(const fs::path& from, const fs::path& to) {
  std::ifstream in(from, std::ios::binary);
  std::string lines{std::istreambuf_iterator<char>(in), {}};
  lines.erase(lines.rfind('\n') == std::string::npos ? 0 : lines.rfind('\n') + 1);
  std::ofstream out(to, std::ios::binary);
  out << lines;
  out.close();
  if (in.bad() || !out) store::disk_failed("cannot copy to", to, EIO);
}

}  // namespace

void copy_for_owner(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::create_directories(to.parent_path(), failed);
  if (from.extension() == ".jsonl")
    copy_lines(from, to);
  else
    fs::copy_file(from, to, failed);
  if (!failed) fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, failed);
  if (failed) store::disk_failed("cannot copy to", to, failed.value());
}

void put_in_place(const fs::path& made, const fs::path& name) {
  sync(made, ::syncfs);
  rename_synced(made, name);
}

void put_file_in_place(const fs::path& made, const fs::path& name) {
  sync(made, ::fsync);
  rename_synced(made, name);
}

void write_text(const fs::path& to, std::string_view text) {
  std::ofstream out(to, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) store::disk_failed("cannot write", to, errno == 0 ? EIO : errno);
}

}  // namespace portico::app
