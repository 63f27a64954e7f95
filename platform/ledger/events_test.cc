#include "platform/ledger/events.h"

#include <gtest/gtest.h>

#include <fstream>

namespace portico::ledger {
namespace {

// What was once written must be written like that for ever: old ledgers hold these bytes.
TEST(LedgerEvents, AreWrittenAsTheyAlwaysWere) {
  std::ifstream file(std::string(PORTICO_ROOT) + "/platform/ledger/events/BackUpRestored.json");
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(to_json(BackUpRestored{.made = from_millis(1'772'547'600'000), .events = 4711}), line);
}

}  // namespace
}  // namespace portico::ledger
