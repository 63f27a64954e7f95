#include "platform/ledger/heads.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "base/text.h"

namespace portico::ledger {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& doing, const fs::path& path) {
  throw std::runtime_error("cannot " + doing + " " + path.string() + ": " + std::generic_category().message(errno));
}

class File {
 public:
  File(const fs::path& path, int flags, mode_t mode = 0644) : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {
    if (descriptor_ < 0) fail("open", path);
  }
  File(const File&) = delete;
  ~File() { ::close(descriptor_); }

  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto count = ::write(descriptor_, bytes.data(), bytes.size());
      if (count < 0 && errno != EINTR) fail("write", path_);
      if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  void sync() const {
    if (::fsync(descriptor_) != 0) fail("sync", path_);
  }
  std::int64_t size() const {
    struct stat about{};
    if (::fstat(descriptor_, &about) != 0) fail("look at", path_);
    return about.st_size;
  }
  mode_t mode() const {
    struct stat about{};
    if (::fstat(descriptor_, &about) != 0) fail("look at", path_);
    return about.st_mode & 0777;
  }
  std::string read(std::int64_t from, std::int64_t to) const {
    std::string bytes(static_cast<std::size_t>(to - from), '\0');
    for (std::size_t done = 0; done < bytes.size();) {
      const auto count = ::pread(descriptor_, bytes.data() + done, bytes.size() - done, from + static_cast<std::int64_t>(done));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) fail("read", path_);
      done += static_cast<std::size_t>(count);
    }
    return bytes;
  }
  void cut(std::int64_t size) const {
    if (::ftruncate(descriptor_, size) != 0) fail("cut", path_);
  }

 private:
  fs::path path_;
  int descriptor_;
};

void sync_folder(const fs::path& folder) { File(folder, O_RDONLY | O_DIRECTORY).sync(); }

// All of it or none: written aside, synced, then renamed.
void write_whole(const fs::path& path, std::string_view bytes, mode_t mode) {
  const fs::path aside = path.string() + ".new";
  fs::remove(aside);
  {
    const File file(aside, O_WRONLY | O_CREAT | O_EXCL, mode);
    file.write(bytes);
    file.sync();
  }
  fs::rename(aside, path);
  sync_folder(path.parent_path());
}

std::string read_whole(const fs::path& path) {
  const File file(path, O_RDONLY);
  return file.read(0, file.size());
}

std::optional<std::string> read_hex(const fs::path& path, std::size_t size) {
  auto bytes = from_hex(trim(read_whole(path)));
  if (!bytes || bytes->size() != size) return std::nullopt;
  return bytes;
}

std::string signed_text(const Head& head) {
  return "portico-head\n" + std::to_string(head.size) + "\n" + hex(head.root) + "\n" + std::to_string(to_millis(head.at)) + "\n";
}

// Takes `name":` and then what stands up to `stop` from the front of `rest`.
std::optional<std::string_view> take(std::string_view& rest, std::string_view name, std::string_view stop) {
  if (!rest.starts_with(name)) return std::nullopt;
  rest.remove_prefix(name.size());
  const auto end = rest.find(stop);
  if (end == std::string_view::npos) return std::nullopt;
  const auto value = rest.substr(0, end);
  rest.remove_prefix(end + stop.size());
  return value;
}

// Where the line begins that holds the byte at this place; the end for npos.
std::size_t begin_of_line(std::string_view text, std::size_t place) {
  if (place == std::string_view::npos) return text.size();
  const auto before = place == 0 ? std::string_view::npos : text.rfind('\n', place - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

}  // namespace

std::string key_name(std::string_view public_key) { return hex(crypto::view(crypto::sha256(public_key)).substr(0, 8)); }

crypto::SigningKey open_key(const fs::path& folder, Chance& chance) {
  fs::create_directories(folder);
  const fs::path path = folder / "ledger.key";
  if (!fs::exists(path)) write_whole(path, hex(chance.bytes(32)) + "\n", 0600);
  if ((File(path, O_RDONLY).mode() & 077) != 0) throw std::runtime_error(path.string() + " can be read by others: its mode must be 0600");
  const auto seed = read_hex(path, 32);
  if (!seed) throw std::runtime_error(path.string() + " is no signing key: 64 hexadecimal digits are wanted");
  auto key = crypto::SigningKey::from_seed(*seed);
  const fs::path shown = folder / "ledger.pub";
  if (!fs::exists(shown)) write_whole(shown, hex(key.public_key()) + "\n", 0644);
  return key;
}

std::optional<std::string> public_key_in(const fs::path& folder) {
  if (fs::exists(folder / "ledger.key"))
    if (const auto seed = read_hex(folder / "ledger.key", 32)) return crypto::SigningKey::from_seed(*seed).public_key();
  if (fs::exists(folder / "ledger.pub")) return read_hex(folder / "ledger.pub", 32);
  return std::nullopt;
}

Head sign_head(const crypto::SigningKey& key, std::int64_t size, const Hash& root, Instant at) {
  Head head{size, std::string(crypto::view(root)), at, key_name(key.public_key()), {}};
  head.signature = key.sign(signed_text(head));
  return head;
}

bool signature_fits(const Head& head, std::string_view public_key) {
  return head.key == key_name(public_key) && crypto::verify_signature(public_key, signed_text(head), head.signature);
}

std::string to_line(const Head& head) {
  return "{\"at\":" + std::to_string(to_millis(head.at)) + ",\"key\":\"" + head.key + "\",\"root\":\"" + hex(head.root) +
         "\",\"signature\":\"" + hex(head.signature) + "\",\"size\":" + std::to_string(head.size) + "}";
}

Outcome<Head> parse_head(std::string_view line, std::string_view place) {
  auto rest = trim(line);
  const auto at = take(rest, "{\"at\":", ","), key = take(rest, "\"key\":\"", "\","), root = take(rest, "\"root\":\"", "\","),
             signature = take(rest, "\"signature\":\"", "\","), size = take(rest, "\"size\":", "}");
  if (at && key && root && signature && size && rest.empty()) {
    const auto root_bytes = from_hex(*root).value_or(""), signature_bytes = from_hex(*signature).value_or("");
    const auto count = parse_integer(*size).value_or(0);
    if (const auto millis = parse_integer(*at); millis && count > 0 && root_bytes.size() == 32 && signature_bytes.size() == 64)
      return Head{count, root_bytes, from_millis(*millis), std::string(*key), signature_bytes};
  }
  return refuse(Refused::invalid, std::string(place), "this line is no signed head",
                R"({"at":…,"key":"…","root":"…","signature":"…","size":…})");
}

Outcome<std::vector<Head>> read_heads(const fs::path& file) {
  std::ifstream lines(file);
  if (!lines) return refuse(Refused::not_found, file.string(), "this file cannot be read", "a file of signed heads, one a line");
  std::vector<Head> heads;
  std::string line;
  for (std::int64_t number = 1; std::getline(lines, line); ++number) {
    if (trim(line).empty()) continue;
    auto head = parse_head(line, file.string() + ":" + std::to_string(number));
    if (!head) return std::unexpected(head.error());
    heads.push_back(std::move(*head));
  }
  return heads;
}

std::int64_t HeadFile::open() {
  const bool fresh = !fs::exists(path_);
  const File file(path_, O_RDWR | O_CREAT);
  if (fresh) sync_folder(path_.parent_path());
  const std::int64_t size = file.size(), from = std::max<std::int64_t>(0, size - most_unsynced);
  const std::string tail = file.read(from, size);
  const std::size_t whole = std::min(tail.rfind('\n') + 1, begin_of_line(tail, tail.find('\0')));  // rfind's npos + 1 is 0
  if (from + static_cast<std::int64_t>(whole) < size) file.cut(from + static_cast<std::int64_t>(whole));
  if (whole == 0) return 0;
  const std::size_t begin = begin_of_line(tail, whole - 1);
  const auto head = parse_head(std::string_view(tail).substr(begin, whole - begin), path_.string());
  if (!head) throw std::runtime_error(path_.string() + " ends with a line that is no signed head");
  return head->size;
}

void HeadFile::append(const std::vector<Head>& heads) {
  if (heads.empty()) return;
  std::string lines;
  for (const auto& head : heads) lines += to_line(head) + "\n";
  const File file(path_, O_WRONLY | O_APPEND | O_CREAT);
  file.write(lines);
  file.sync();
}

}  // namespace portico::ledger
