// Mails as they really come, each with what has to become of it: testing_mails/*.eml and testing_mails/expected.json.
#include <gmock/gmock.h>

#include <filesystem>

#include "platform/mail/received.h"
#include "platform/mail/testing.h"
#include "platform/mail/testing_table.h"

namespace portico::mail {
namespace {

const std::filesystem::path folder = PORTICO_ROOT "/platform/mail/testing_mails";

boost::json::object expected() { return boost::json::parse(contents_of(folder / "expected.json")).as_object(); }

TEST(AMailbox, OfOddMailsIsReadAsItsTableSays) {
  const Arrival arrival{.at = parse_instant("2026-03-03T15:15:04Z", "").value(), .sender = std::nullopt};
  std::size_t seen = 0;
  const auto table = expected();
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".eml") continue;
    ++seen;
    const auto* row = table.if_contains(entry.path().stem().string());
    ASSERT_NE(row, nullptr) << entry.path() << " is not in the table";
    const auto read_now = told(read(contents_of(entry.path()), arrival));
    for (const auto& [field, value] : row->as_object()) {
      const auto* now = read_now.if_contains(field);
      EXPECT_TRUE(now != nullptr && *now == value)
          << entry.path().stem() << ", " << field << ": " << (now == nullptr ? "nothing" : boost::json::serialize(*now)) << "\n  expected "
          << boost::json::serialize(value);
    }
    for (const auto& [field, value] : read_now)
      EXPECT_TRUE(row->as_object().contains(field))
          << entry.path().stem() << ", " << field << " is not expected: " << boost::json::serialize(value);
  }
  EXPECT_EQ(seen, table.size()) << "each row of the table is a mail";
}

TEST(AMailbox, IsReadTheSameOverLfAndCrlf) {
  const Arrival arrival{.at = parse_instant("2026-03-03T15:15:04Z", "").value(), .sender = std::nullopt};
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".eml") continue;
    const std::string mail = contents_of(entry.path());
    std::string plain = mail;
    std::erase(plain, '\r');
    auto with = told(read(mail, arrival)), without = told(read(plain, arrival));
    for (const char* field : {"files", "message_id"}) with.erase(field), without.erase(field);  // bytes of texts and of bodies differ
    EXPECT_EQ(with, without) << entry.path();
  }
}

}  // namespace
}  // namespace portico::mail
