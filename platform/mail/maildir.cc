#include "platform/mail/maildir.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "platform/mail/descriptor.h"

namespace portico::mail {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const char* what) {
  throw std::runtime_error(path.string() + " " + what + ": " + std::generic_category().message(errno));
}

struct Found {
  std::filesystem::file_time_type written;
  std::filesystem::path path;
};

std::vector<Found> waiting_in(const std::filesystem::path& folder) {
  std::vector<Found> all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::error_code gone;
    if (entry.path().filename().string().starts_with('.') || entry.is_symlink(gone) || !entry.is_regular_file(gone)) continue;
    const auto written = entry.last_write_time(gone);
    if (!gone) all.push_back({written, entry.path()});
  }
  std::ranges::sort(all, [](const Found& a, const Found& b) { return std::pair(a.written, a.path) < std::pair(b.written, b.path); });
  return all;
}

// Nothing where it has more than `most`, or is gone.
enum class Read { whole, too_large, gone };
Read read_file(const std::filesystem::path& file, std::size_t most, std::string& bytes) {
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (opened.get() < 0 && errno == ENOENT) return Read::gone;
  if (opened.get() < 0) fail(file, "cannot be opened");
  struct stat known{};
  if (::fstat(opened.get(), &known) != 0) fail(file, "cannot be read");
  if (static_cast<std::size_t>(known.st_size) > most) return Read::too_large;
  bytes.resize(static_cast<std::size_t>(known.st_size));
  std::size_t at = 0;
  while (at < bytes.size()) {
    const ssize_t got = ::read(opened.get(), bytes.data() + at, bytes.size() - at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(file, "cannot be read");
    if (got == 0) break;
    at += static_cast<std::size_t>(got);
  }
  bytes.resize(at);
  return Read::whole;
}

// So that it stays moved: otherwise it would be offered again after a cut of the power, which does no harm but costs.
void sync_folder(const std::filesystem::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || ::fsync(opened.get()) != 0) fail(folder, "cannot be synced");
}

}  // namespace

Outcome<Maildir> Maildir::open(MaildirSettings settings) {
  for (const char* part : {"new", "cur", "tmp"})
    if (!std::filesystem::is_directory(settings.folder / part))
      return refuse(Refused::invalid, "folder", settings.folder.string() + " is no maildir: it has no " + part + "/",
                    "a folder with new/, cur/ and tmp/");
  return Maildir(std::move(settings));
}

Taken Maildir::take(const Accept& accept, int most) const {
  Taken taken;
  auto all = waiting_in(settings_.folder / "new");
  if (all.size() > static_cast<std::size_t>(most)) all.resize(static_cast<std::size_t>(most));
  bool moved = false;
  for (const auto& [written, path] : all) {
    std::string bytes;
    const Read read = read_file(path, settings_.size, bytes);
    if (read == Read::gone) continue;
    const Answer answer = read == Read::whole ? ask(accept, bytes, {}) : Answer{Answer::Verdict::refused, "too large"};
    taken.count(answer.verdict);
    if (answer.verdict == Answer::Verdict::later) continue;
    const bool refused = answer.verdict == Answer::Verdict::refused;
    if (refused) std::filesystem::create_directories(settings_.folder / "refused");
    const std::string name = path.filename().string();
    const auto to = refused ? settings_.folder / "refused" / name : settings_.folder / "cur" / (name.substr(0, name.find(':')) + ":2,S");
    std::filesystem::rename(path, to);
    moved = true;
  }
  if (moved) sync_folder(settings_.folder / "new");
  return taken;
}

}  // namespace portico::mail
