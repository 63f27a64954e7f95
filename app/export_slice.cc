#include "app/export_slice.h"

#include <fmt/format.h>

#include <cerrno>

#include "app/durable.h"
#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/store/disk.h"

namespace portico::app {
namespace {

std::filesystem::path unfinished(const std::filesystem::path& folder, const std::string& name) {
  return folder / (name + std::string(unfinished_ending));
}

}  // namespace

void SliceWriter::open(Written& file, const std::string& kind, const std::string& ending, const std::string& head) const {
  file.name = fmt::format("{}-{:06}.{}", kind, turn_, ending);
  file.out.open(unfinished(folder_, file.name), std::ios::binary | std::ios::trunc);
  write(file, head);
}

void SliceWriter::write(Written& file, const std::string& text) const {
  errno = 0;
  file.out << text;
  if (!file.out) store::disk_failed("cannot write", folder_ / file.name, errno == 0 ? EIO : errno);
}

void SliceWriter::take(const cases::CopyRow& row) {
  std::string text;
  if (row.gone) {
    if (removed_.rows == 0) open(removed_, "removed", "csv", sheet_.removed_head());
    text = sheet_.removed_row(row, view_);
  } else {
    if (shown_.rows == 0) open(shown_, "requests", sheet_.format(), sheet_.head());
    sheet_.write(text, row, view_, shown_.rows == 0);
  }
  Written& file = row.gone ? removed_ : shown_;
  write(file, text);
  ++file.rows;
  through_ = row.subject.number;
}

// The hash is that of what is read again.
ExportManifest::File SliceWriter::close(Written& file, bool of_removed) const {
  errno = 0;
  file.out.close();
  const auto made = unfinished(folder_, file.name);
  if (!file.out) store::disk_failed("cannot write", made, errno == 0 ? EIO : errno);
  ExportManifest::File kept{.name = file.name,
                            .of_removed = of_removed,
                            .rows = file.rows,
                            .bytes = static_cast<std::int64_t>(std::filesystem::file_size(made)),
                            .sha256 = hex(crypto::view(crypto::sha256_of_file(made)))};
  put_file_in_place(made, folder_ / file.name);
  return kept;
}

ExportManifest::Slice SliceWriter::finish() {
  ExportManifest::Slice slice{.through = through_, .files = {}};
  if (shown_.rows > 0) {
    write(shown_, sheet_.foot());
    slice.files.push_back(close(shown_, false));
  }
  if (removed_.rows > 0) slice.files.push_back(close(removed_, true));
  return slice;
}

}  // namespace portico::app
