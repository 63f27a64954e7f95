#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "platform/formats/formats.h"

namespace portico::formats {
namespace {

// Gives its text in blocks of any size, as a disk or an unpacker may.
class Pieces final : public ByteSource {
 public:
  Pieces(std::string text, std::size_t size) : text_(std::move(text)), size_(size) {}
  std::string_view next() override {
    const auto piece = std::string_view(text_).substr(at_, size_);
    at_ += piece.size();
    return piece;
  }
  std::optional<Refusal> broken() const override { return std::nullopt; }
  std::int64_t bytes_read() const override { return static_cast<std::int64_t>(at_); }
  std::int64_t bytes_total() const override { return static_cast<std::int64_t>(text_.size()); }

 private:
  std::string text_;
  std::size_t size_, at_ = 0;
};

RC_GTEST_PROP(CsvProperty, WhatIsWrittenIsReadAgain, ()) {
  const auto field = rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab,\"\r\n \t;")));
  const auto rows = *rc::gen::container<std::vector<std::vector<std::string>>>(rc::gen::container<std::vector<std::string>>(3, field));
  std::string text = "a,b,c\r\n";
  for (const auto& row : rows) text += csv_row(row);
  CsvReader reader(std::make_unique<Pieces>(text, *rc::gen::inRange<std::size_t>(1, 20)), "t.csv");
  for (const auto& row : rows) RC_ASSERT(*reader.next().value() == row);
  RC_ASSERT(reader.next().value() == nullptr);
}

RC_GTEST_PROP(CsvProperty, AnythingIsReadToItsEndAndTheSameInAnyPieces, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("a,\"\r\nb")));
  const auto outline = [](CsvReader reader) {
    std::vector<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
      const auto row = reader.next();
      seen.push_back(std::to_string(reader.line()) + ":" + std::to_string(reader.row()));
      if (!row)
        seen.back() += row.error().faults.front().reason;
      else if (*row == nullptr)
        return seen;
      else
        for (const auto& one : **row) seen.back() += "|" + one;
    }
    RC_FAIL("reading does not come to an end");
  };
  const auto whole = outline(CsvReader(ByteSource::of(text), "t.csv"));
  RC_ASSERT(whole == outline(CsvReader(std::make_unique<Pieces>(text, *rc::gen::inRange<std::size_t>(1, 5)), "t.csv")));
}

}  // namespace
}  // namespace portico::formats
