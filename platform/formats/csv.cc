#include <csv.h>

#include <algorithm>
#include <utility>

#include "platform/formats/formats.h"

namespace portico::formats {
namespace {

constexpr std::size_t longest_row = 512 << 10;
constexpr int row_not_begun = 0;  // libcsv's state before the first byte of a row; it names it in its source only
constexpr std::string_view utf8_bom = "\xEF\xBB\xBF";

// Splits bytes into physical lines, each with its line end (LF, CR or CRLF). A line that was taken can be put back.
class Lines {
 public:
  explicit Lines(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  // The next line with its line end, or nothing at the end; valid until the next call. A line longer than a row may be comes in pieces.
  std::string_view next() {
    while (true) {
      if (const std::size_t end = line_end(); end != std::string::npos) return take(end - begin_);
      if (done_ || buffer_.size() - begin_ >= longest_row) return take(buffer_.size() - begin_);
      refill();
    }
  }
  // Hands `lines` out again before anything else.
  void put_back(std::string_view lines) {
    if (lines.empty()) return;
    if (begin_ >= lines.size() && std::string_view(buffer_).substr(begin_ - lines.size(), lines.size()) == lines) {
      begin_ -= lines.size();  // they are still there
    } else {
      std::string again(lines);
      again.append(buffer_, begin_);
      buffer_ = std::move(again);
      begin_ = 0;
    }
    forget_ends();
  }
  // At the very beginning: the bytes that the file starts with.
  std::string_view peek(std::size_t count) {
    while (!done_ && buffer_.size() - begin_ < count) refill();
    return std::string_view(buffer_).substr(begin_, count);
  }
  void skip(std::size_t count) { begin_ += count; }
  const ByteSource& source() const { return *source_; }

 private:
  // Where the line that begins at begin_ ends, behind its line end; npos where that cannot be known yet. The next LF and CR are remembered,
  // because a file with only one kind would else be searched to its end for the other at each line.
  std::size_t line_end() {
    if (lf_ != std::string::npos && lf_ < begin_) lf_ = std::string::npos, lf_searched_ = begin_;
    if (lf_ == std::string::npos) lf_ = buffer_.find('\n', std::max(begin_, lf_searched_)), lf_searched_ = buffer_.size();
    if (cr_ != std::string::npos && cr_ < begin_) cr_ = std::string::npos, cr_searched_ = begin_;
    if (cr_ == std::string::npos) cr_ = buffer_.find('\r', std::max(begin_, cr_searched_)), cr_searched_ = buffer_.size();
    if (cr_ < lf_) {
      if (cr_ + 1 == buffer_.size() && !done_) return std::string::npos;  // an LF may follow
      return cr_ + 1 + (cr_ + 1 == lf_ ? 1 : 0);
    }
    return lf_ == std::string::npos ? lf_ : lf_ + 1;
  }
  std::string_view take(std::size_t size) {
    begin_ += size;
    return std::string_view(buffer_).substr(begin_ - size, size);
  }
  void refill() {
    buffer_.erase(0, begin_);
    begin_ = 0;
    forget_ends();
    const std::string_view block = source_->next();
    if (block.empty()) done_ = true;
    buffer_ += block;
  }
  void forget_ends() { lf_ = cr_ = std::string::npos, lf_searched_ = cr_searched_ = 0; }

  std::unique_ptr<ByteSource> source_;
  std::string buffer_;
  std::size_t begin_ = 0, lf_ = std::string::npos, cr_ = std::string::npos, lf_searched_ = 0, cr_searched_ = 0;
  bool done_ = false;
};

std::string folded(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    if (c == ' ' || c == '_') continue;
    folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return folded;
}

}  // namespace

struct CsvReader::Inside {
  Inside(std::unique_ptr<ByteSource> bytes, std::string name) : lines(std::move(bytes)), file(std::move(name)) {
    begin();
    read_head();
  }
  ~Inside() { csv_free(&parser); }

  std::string place() const { return file + ":" + std::to_string(line); }
  Refusal refusal(std::string reason, std::string accepted) const {
    return {Refused::invalid, {Fault{place(), std::move(reason), std::move(accepted)}}};
  }

  void read_head() {
    const std::string_view start = lines.peek(3);
    if (start == utf8_bom) lines.skip(utf8_bom.size());
    if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF")) {
      line = 1;
      head_refused = refusal("The file is in UTF-16.", "UTF-8");
      return;
    }
    auto read = read_row();
    row = 0;
    if (!read)
      head_refused = std::move(read.error());
    else if (!*read)
      line = 1, head_refused = refusal("The file is empty.", "a first row with the names of the columns");
    else
      head.assign(fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(count));
  }

  // Reads one row into `fields` and `count`; false at the end.
  Outcome<bool> read_row() {
    count = 0;
    complete = false;
    row_text.clear();
    int physical = 0;
    first_line = 0;
    while (!complete) {
      const std::string_view text = lines.next();
      if (text.empty()) return at_end(physical);
      if (physical == 0) line = next_line, first_line = text.size();
      ++physical, ++next_line;
      row_text += text;
      if (!feed(text)) return spoilt(physical, "A quote stands where none may: a quoted field goes on after its closing quote.");
      if (!complete && count == 0 && parser.pstate == row_not_begun) physical = 0, row_text.clear();  // an empty line
      if (row_text.size() > longest_row) {
        return parser.quoted != 0 ? spoilt(physical, "A quote is opened and not closed.") : endless(text);
      }
    }
    ++row;
    return true;
  }

  bool feed(std::string_view text) {
    while (!text.empty()) {
      const std::size_t taken = csv_parse(&parser, text.data(), text.size(), on_field, on_row, this);
      text.remove_prefix(std::min(taken, text.size()));
      if (text.empty()) return true;
      if (csv_error(&parser) == CSV_ENOMEM) throw std::bad_alloc();
      if (parser.quoted != 0) return false;
      // A quote within a field that has none around it (5" pipe) is clear enough: taken as it stands.
      csv_set_opts(&parser, CSV_STRICT_FINI);
      csv_parse(&parser, text.data(), 1, on_field, on_row, this);
      csv_set_opts(&parser, CSV_STRICT | CSV_STRICT_FINI);
      text.remove_prefix(1);
    }
    return true;
  }

  Outcome<bool> at_end(int physical) {
    if (auto broken = lines.source().broken(); broken && !std::exchange(told_broken, true)) {
      restart();
      line = next_line;
      broken->faults.front().field = place();
      return std::unexpected(std::move(*broken));
    }
    if (physical == 0 || told_broken) return false;
    if (csv_fini(&parser, on_field, on_row, this) != 0) return spoilt(physical, "A quote is opened and not closed.");
    if (!complete) return false;
    ++row;
    return true;
  }

  // Refuses the row and goes on after its first line, so that one stray quote costs one row.
  std::unexpected<Refusal> spoilt(int physical, std::string reason) {
    restart();
    lines.put_back(std::string_view(row_text).substr(first_line));
    next_line -= physical - 1;
    ++row;
    return std::unexpected(refusal(std::move(reason), "a field in quotes with each quote inside doubled"));
  }
  std::unexpected<Refusal> endless(std::string_view piece) {
    while (!piece.empty() && piece.back() != '\n' && piece.back() != '\r') piece = lines.next();
    restart();
    ++row;
    return std::unexpected(refusal("The row is too long.", "at most " + std::to_string(longest_row) + " bytes"));
  }
  void begin() {
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
    csv_set_blk_size(&parser, 16 << 10);                           // else a long field grows by 128 bytes at a time
    csv_set_space_func(&parser, [](unsigned char) { return 0; });  // blanks belong to the field (RFC 4180)
    csv_set_term_func(&parser, [](unsigned char c) { return c == '\n' || c == '\r' ? 1 : 0; });
  }
  void restart() {
    csv_free(&parser);
    begin();
  }

  static void on_field(void* text, std::size_t size, void* self) {
    auto& inside = *static_cast<Inside*>(self);
    if (inside.fields.size() <= inside.count) inside.fields.emplace_back();
    inside.fields[inside.count++].assign(static_cast<const char*>(text), size);
  }
  static void on_row(int, void* self) { static_cast<Inside*>(self)->complete = true; }

  Lines lines;
  std::string file;
  csv_parser parser{};
  std::vector<std::string> head, fields;
  std::size_t count = 0, first_line = 0;  // fields of this row; bytes of its first physical line
  std::string row_text;
  bool complete = false, told_broken = false, told_head = false;
  std::int64_t row = 0, line = 1, next_line = 1;
  std::optional<Refusal> head_refused;
};

CsvReader::CsvReader(std::unique_ptr<ByteSource> source, std::string file)
    : inside_(std::make_unique<Inside>(std::move(source), std::move(file))) {}
CsvReader::~CsvReader() = default;
CsvReader::CsvReader(CsvReader&&) noexcept = default;

const std::vector<std::string>& CsvReader::head() const { return inside_->head; }
std::int64_t CsvReader::row() const { return inside_->row; }
std::int64_t CsvReader::line() const { return inside_->line; }
std::string CsvReader::place() const { return inside_->place(); }
const ByteSource& CsvReader::source() const { return inside_->lines.source(); }

std::optional<std::size_t> CsvReader::column(std::string_view name) const {
  const auto& head = inside_->head;
  auto found = std::find(head.begin(), head.end(), name);
  if (found == head.end())
    found = std::find_if(head.begin(), head.end(), [wanted = folded(name)](const auto& column) { return folded(column) == wanted; });
  if (found == head.end()) return std::nullopt;
  return static_cast<std::size_t>(found - head.begin());
}

Outcome<const std::vector<std::string>*> CsvReader::next() {
  auto& in = *inside_;
  if (in.head_refused) {
    if (std::exchange(in.told_head, true)) return nullptr;
    return std::unexpected(*in.head_refused);
  }
  auto read = in.read_row();
  if (!read) return std::unexpected(std::move(read.error()));
  if (!*read) return nullptr;
  if (in.count != in.head.size()) {
    return std::unexpected(
        in.refusal("The row has " + std::to_string(in.count) + " fields, the head has " + std::to_string(in.head.size()) + ".",
                   std::to_string(in.head.size()) + " fields"));
  }
  in.fields.resize(in.count);
  return &in.fields;
}

std::string csv_field(std::string_view value) {
  const bool edge_blank = !value.empty() && (value.front() == ' ' || value.back() == ' ');
  if (!edge_blank && value.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted += '"';
}

std::string csv_row(const std::vector<std::string>& fields) {
  std::string row;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) row += ',';
    row += csv_field(fields[i]);
  }
  if (fields.size() == 1 && row.empty()) row = "\"\"";  // else it would be an empty line, which is no row
  return row += "\r\n";
}

}  // namespace portico::formats
