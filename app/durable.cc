#include "app/durable.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include "platform/store/store.h"

namespace portico::app {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, const fs::path& path, int error) {
  const std::string sentence = what + " " + path.string() + ": " + std::generic_category().message(error);
  if (error == ENOSPC || error == EDQUOT) throw store::Full(sentence);
  throw store::Broken(sentence);
}

// The file system that holds the folder, or the folder's own names.
void sync(const fs::path& folder, int (*how)(int)) {
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) fail("cannot open", folder, errno);
  const int error = how(opened) == 0 ? 0 : errno;
  ::close(opened);
  if (error != 0) fail("cannot sync", folder, error);
}

void copy_lines(const fs::path& from, const fs::path& to) {
  std::ifstream in(from, std::ios::binary);
  std::string lines{std::istreambuf_iterator<char>(in), {}};
  lines.erase(lines.rfind('\n') == std::string::npos ? 0 : lines.rfind('\n') + 1);
  std::ofstream out(to, std::ios::binary);
  out << lines;
  out.close();
  if (in.bad() || !out) fail("cannot copy to", to, EIO);
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
  if (failed) fail("cannot copy to", to, failed.value());
}

void put_in_place(const fs::path& made, const fs::path& name) {
  sync(made, ::syncfs);
  if (::rename(made.c_str(), name.c_str()) != 0) fail("cannot rename to", name, errno);
  sync(fs::absolute(name).parent_path(), ::fsync);
}

}  // namespace portico::app
