#include "platform/ledger/head_sources.h"

#include <algorithm>
#include <utility>

#include "platform/ledger/heads.h"
#include "platform/ledger/tables.h"

namespace portico::ledger {
namespace {

constexpr int heads_a_snapshot = 5000;
constexpr int told_of_a_kind = 20;

}  // namespace

void Findings::add(const std::string& kind, std::string sentence) {
  if (++counts_[kind] <= told_of_a_kind) told_.push_back(std::move(sentence));
}

std::vector<std::string> Findings::take() {
  for (const auto& [kind, count] : counts_)
    if (count > told_of_a_kind) told_.push_back(kind + ": " + std::to_string(count - told_of_a_kind) + " more");
  return std::exchange(told_, {});
}

void StoredHeads::refill(std::deque<Placed>& waiting) {
  store_.read([&](store::Reader& reader) {
    for (auto& head : tables::heads_after(reader, last_, heads_a_snapshot)) {
      last_ = head.size;
      if (last_ <= until_) waiting.push_back({std::move(head), "in the database"});
    }
  });
}

FileHeads::FileHeads(const std::filesystem::path& path, Findings& findings) : name_(path.filename().string()), findings_(findings) {
  if (!std::filesystem::exists(path)) return;
  bytes_left_ = std::filesystem::file_size(path);
  lines_.open(path);
}

void FileHeads::refill(std::deque<Placed>& waiting) {
  std::string line;
  while (waiting.empty() && lines_.is_open() && std::getline(lines_, line)) {
    // A line without its end was torn by a crash or is being written, and what came later belongs to a later state.
    if (line.size() + 1 > bytes_left_) return lines_.close();
    // So does a line with bytes that never reached the disk before the power went: the next start cuts it off (HeadFile::open).
    if (bytes_left_ <= std::uintmax_t{most_unsynced} && line.find('\0') != std::string::npos) return lines_.close();
    bytes_left_ -= line.size() + 1;
    const std::string place = name_ + ":" + std::to_string(++number_);
    auto head = parse_head(line, place);
    if (!head) {
      findings_.add("lines that are no signed head", place + " is no signed head");
    } else if (head->size < last_) {
      findings_.add("heads out of order", place + " has a smaller size than the line before it");
    } else {
      last_ = head->size;
      waiting.push_back({std::move(*head), "in " + place});
    }
  }
}

KeptHeads::KeptHeads(std::vector<Head> heads) : heads_(std::move(heads)) { std::ranges::stable_sort(heads_, {}, &Head::size); }

void KeptHeads::refill(std::deque<Placed>& waiting) {
  if (next_ < heads_.size()) waiting.push_back({heads_[next_++], "kept elsewhere"});
}

}  // namespace portico::ledger
