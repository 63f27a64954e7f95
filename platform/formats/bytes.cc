#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <span>
#include <stdexcept>
#include <system_error>

#include "platform/formats/formats.h"

namespace portico::formats {
namespace {

constexpr std::size_t block_size = 256 << 10;

// The bytes of the file itself, block by block.
class File {
 public:
  File(const std::filesystem::path& path, std::int64_t size)
      : name_(path.filename().string()), total_(size), stream_(path, std::ios::binary) {
    if (!stream_) throw std::runtime_error("cannot open " + path.string());
  }

  // Fills `block` and says how much came; 0 at the end. Throws where the disk fails.
  std::size_t read(std::span<char> block) {
    stream_.read(block.data(), static_cast<std::streamsize>(block.size()));
    if (stream_.bad()) throw std::runtime_error("reading " + name_ + " failed");
    const auto got = static_cast<std::size_t>(stream_.gcount());
    read_ += static_cast<std::int64_t>(got);
    return got;
  }

  const std::string& name() const { return name_; }
  std::int64_t bytes_read() const { return read_; }
  std::int64_t bytes_total() const { return total_; }

 private:
  std::string name_;
  std::int64_t read_ = 0, total_ = 0;
  std::ifstream stream_;
};

class FileSource : public ByteSource {
 public:
  explicit FileSource(File file) : file_(std::move(file)), in_(block_size), out_(block_size) {}
  std::optional<Refusal> broken() const override { return broken_; }
  std::int64_t bytes_read() const override { return file_.bytes_read(); }
  std::int64_t bytes_total() const override { return file_.bytes_total(); }

 protected:
  void give_up(const char* kind, const std::string& what) {
    broken_ =
        Refusal{Refused::invalid,
                {Fault{file_.name(), std::string(what) + " (in the packed data, near byte " + std::to_string(file_.bytes_read()) + ")",
                       std::string("a whole ") + kind + " file"}}};
  }
  File file_;
  std::vector<char> in_, out_;
  std::optional<Refusal> broken_;
};

class PlainSource final : public FileSource {
 public:
  using FileSource::FileSource;
  std::string_view next() override { return {in_.data(), file_.read(in_)}; }
};

class GzipSource final : public FileSource {
 public:
  explicit GzipSource(File file) : FileSource(std::move(file)) {
    if (inflateInit2(&stream_, 15 + 16) != Z_OK) throw std::bad_alloc();
  }
  ~GzipSource() override { inflateEnd(&stream_); }

  std::string_view next() override {
    if (broken_) return {};
    stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
    stream_.avail_out = static_cast<uInt>(out_.size());
    while (stream_.avail_out == out_.size() && !broken_ && step()) {
    }
    return {out_.data(), out_.size() - stream_.avail_out};
  }

 private:
  // Unpacks a little more; false at the end of the file.
  bool step() {
    if (stream_.avail_in == 0) {
      stream_.avail_in = static_cast<uInt>(file_.read(in_));
      stream_.next_in = reinterpret_cast<Bytef*>(in_.data());
      if (stream_.avail_in == 0) {
        if (inside_member_) give_up("gzip", "the file is cut short");
        return false;
      }
    }
    if (!inside_member_ && !begin_member()) return false;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END)
      inside_member_ = false;
    else if (result != Z_OK && result != Z_BUF_ERROR)
      give_up("gzip", "the packed data is damaged");
    return true;
  }

  // Several members may follow each other; zeroes after the last are padding, anything else is damage.
  bool begin_member() {
    if (members_ > 0 && *stream_.next_in == 0) {
      while (stream_.avail_in > 0 && *stream_.next_in == 0) ++stream_.next_in, --stream_.avail_in;
      return stream_.avail_in == 0 ? true : (give_up("gzip", "there is something else after the packed data"), false);
    }
    ++members_;
    inside_member_ = true;
    return inflateReset(&stream_) == Z_OK;
  }

  z_stream stream_{};
  int members_ = 0;
  bool inside_member_ = false;
};

class ZstdSource final : public FileSource {
 public:
  explicit ZstdSource(File file) : FileSource(std::move(file)), stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) throw std::bad_alloc();
  }
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }

  std::string_view next() override {
    ZSTD_outBuffer out{out_.data(), out_.size(), 0};
    while (out.pos == 0 && !broken_) {
      if (packed_.pos == packed_.size && !full_) {
        packed_ = {in_.data(), file_.read(in_), 0};
        if (packed_.size == 0) {
          if (inside_frame_) give_up("zstd", "the file is cut short");
          break;
        }
      }
      const std::size_t result = ZSTD_decompressStream(stream_, &out, &packed_);
      if (ZSTD_isError(result)) give_up("zstd", "the packed data is damaged");
      inside_frame_ = result != 0;
      full_ = out.pos == out.size;  // more may wait inside without any further input
    }
    return {out_.data(), out.pos};
  }

 private:
  ZSTD_DStream* stream_;
  ZSTD_inBuffer packed_{nullptr, 0, 0};
  bool inside_frame_ = false, full_ = false;
};

bool begins_with(std::string_view bytes, std::initializer_list<unsigned char> magic) {
  return bytes.size() >= magic.size() &&
         std::equal(magic.begin(), magic.end(), bytes.begin(), [](unsigned char a, char b) { return a == static_cast<unsigned char>(b); });
}

}  // namespace

Outcome<std::unique_ptr<ByteSource>> ByteSource::open(const std::filesystem::path& path) {
  std::error_code trouble;
  const auto status = std::filesystem::status(path, trouble);
  if (!std::filesystem::exists(status)) return refuse(Refused::not_found, path.string(), "There is no such file.");
  if (std::filesystem::is_directory(status)) return refuse(Refused::invalid, path.string(), "This is a folder.", "a file");
  const auto size = std::filesystem::is_regular_file(status) ? static_cast<std::int64_t>(std::filesystem::file_size(path, trouble)) : 0;
  std::array<char, 4> head{};
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return refuse(Refused::forbidden, path.string(), "The file cannot be read.", "a file that this user may read");
  stream.read(head.data(), head.size());
  const std::string_view start(head.data(), static_cast<std::size_t>(stream.gcount()));
  if (begins_with(start, {0x1f, 0x8b})) return std::make_unique<GzipSource>(File(path, size));
  if (begins_with(start, {0x28, 0xb5, 0x2f, 0xfd})) return std::make_unique<ZstdSource>(File(path, size));
  return std::make_unique<PlainSource>(File(path, size));
}

std::unique_ptr<ByteSource> ByteSource::of(std::string text) {
  class TextSource final : public ByteSource {
   public:
    explicit TextSource(std::string text) : text_(std::move(text)) {}
    std::string_view next() override { return std::exchange(given_, true) ? std::string_view() : std::string_view(text_); }
    std::optional<Refusal> broken() const override { return std::nullopt; }
    std::int64_t bytes_read() const override { return given_ ? bytes_total() : 0; }
    std::int64_t bytes_total() const override { return static_cast<std::int64_t>(text_.size()); }

   private:
    std::string text_;
    bool given_ = false;
  };
  return std::make_unique<TextSource>(std::move(text));
}

Outcome<std::string> read_file(const std::filesystem::path& file, std::size_t limit) {
  auto source = ByteSource::open(file);
  if (!source) return std::unexpected(source.error());
  std::string whole;
  for (std::string_view block = (*source)->next(); !block.empty(); block = (*source)->next()) {
    if (whole.size() + block.size() > limit) {
      return refuse(Refused::too_large, file.string(), "The file is too large.", "at most " + std::to_string(limit) + " bytes");
    }
    whole += block;
  }
  if (auto broken = (*source)->broken()) return std::unexpected(std::move(*broken));
  return whole;
}

}  // namespace portico::formats
