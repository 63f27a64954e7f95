// Open formats read with file, line and reason: CSV streams (plain, gzip, zstd) and TOML. Writing CSV is here too.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"

namespace portico::formats {

// Reads a file as it is, or unpacked where its content says gzip or zstd. `next` gives a block, empty at the end; throws where the disk
// fails, refuses (in `broken`) where the packed data is cut or damaged.
class ByteSource {
 public:
  static Outcome<std::unique_ptr<ByteSource>> open(const std::filesystem::path& file);
  static std::unique_ptr<ByteSource> of(std::string text);  // text that is in memory already
  virtual ~ByteSource() = default;
  virtual std::string_view next() = 0;
  virtual std::optional<Refusal> broken() const = 0;
  virtual std::int64_t bytes_read() const = 0;  // of the file itself, for progress
  virtual std::int64_t bytes_total() const = 0;
};
Outcome<std::string> read_file(const std::filesystem::path& file, std::size_t limit);  // whole, unpacked; refused where larger than `limit`

// RFC 4180 with any line end (CR alone too), quoted newlines, an optional BOM. Rows are counted from 1 (the head is row 0); `line` is the
// line on which the row begins.
class CsvReader {
 public:
  explicit CsvReader(std::unique_ptr<ByteSource> source, std::string file);
  ~CsvReader();
  CsvReader(CsvReader&&) noexcept;
  const std::vector<std::string>& head() const;                    // column names as written
  std::optional<std::size_t> column(std::string_view name) const;  // exact, else ignoring case, blanks and underscores
  // The next row, or nothing at the end. A row with a wrong number of fields or a stray quote is a refusal; reading goes on after it (after
  // a stray quote with the line behind the row's first). Packed data that is cut or damaged is a refusal, and the end. Empty lines are no
  // rows. Fields are bytes as they stand: whoever stores them checks that they are UTF-8.
  Outcome<const std::vector<std::string>*> next();  // nullptr at the end
  std::int64_t row() const;
  std::int64_t line() const;
  std::string place() const;  // "agencies.csv:12"
  const ByteSource& source() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

std::string csv_field(std::string_view value);                // quoted where RFC 4180 needs it
std::string csv_row(const std::vector<std::string>& fields);  // ends with CRLF

// The one of `known` that is most like `word` (fewest letters changed, put in, left out or swapped), "" where none is like it at all.
std::string nearest(std::string_view word, const std::vector<std::string>& known);
// The same for the end of a refusal: "perhaps 'office'", else what `otherwise` says.
std::string nearest_or(std::string_view word, const std::vector<std::string>& known, std::string_view otherwise);

// A TOML document that remembers lines and which of its keys were asked for, so that a misspelt key can be refused. Copies share what was
// asked.
class TomlTable {
 public:
  static Outcome<TomlTable> parse(std::string_view text, std::string_view file);
  static Outcome<TomlTable> read(const std::filesystem::path& file);

  std::string place() const;  // "slas.toml:12"
  std::string place_of(std::string_view key) const;
  bool has(std::string_view key) const;
  std::vector<std::string> keys() const;

  // A date or time counts as its ISO text. Each takes the key and adds a fault (place, reason, what would be accepted) to `faults` where it
  // is missing or of another type.
  std::string text(std::string_view key, std::vector<Fault>& faults) const;
  std::string text_or(std::string_view key, std::string_view otherwise, std::vector<Fault>& faults) const;
  std::int64_t integer_or(std::string_view key, std::int64_t otherwise, std::vector<Fault>& faults) const;
  double number_or(std::string_view key, double otherwise, std::vector<Fault>& faults) const;
  bool flag_or(std::string_view key, bool otherwise, std::vector<Fault>& faults) const;
  std::vector<std::string> texts(std::string_view key, std::vector<Fault>& faults) const;  // empty where absent; one text is a list of one
  std::optional<TomlTable> table(std::string_view key, std::vector<Fault>& faults) const;
  std::vector<TomlTable> tables(std::string_view key, std::vector<Fault>& faults) const;  // an array of tables
  std::vector<std::pair<std::string, TomlTable>> named_tables(std::string_view key, std::vector<Fault>& faults) const;  // [key.NAME]
  std::map<std::string, std::string> text_map(std::string_view key, std::vector<Fault>& faults) const;
  std::map<std::string, std::string> all_texts(std::vector<Fault>& faults) const;  // this table itself, of texts only

  // Every key of this table and the tables below it that nobody asked for becomes a fault that names the nearest known key.
  void refuse_unknown(std::vector<Fault>& faults) const;

 private:
  struct Inside;
  explicit TomlTable(std::shared_ptr<Inside> inside) : inside_(std::move(inside)) {}
  std::shared_ptr<Inside> inside_;
};

}  // namespace portico::formats
