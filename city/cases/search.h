// Words, a number, an address, a name: which cases hold them all. The index follows the ledger, and is made again by a replay.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/cases.h"
#include "platform/ledger/ledger.h"

namespace portico::cases {

// What a case is found by.
struct Findable {
  std::string open;  // what the public may read: service in all languages, address, number, masked words and messages
  std::string all;   // and the rest: the words as they are, answers, who asked
};
Findable findable(const Case& subject, std::span<const Message> messages, const Reporter* reporter, const directory::Service* service);

// Ids of cases that hold every word of `typed`, the last as a beginning, newest first, below `before`; at most `limit`. Nothing for no
// word.
std::vector<std::int64_t> search(store::Reader& reader, std::string_view typed, bool all_words, std::int64_t before, int limit);

ledger::Subscriber search_subscriber(const directory::Directory& directory);  // "cases.search"

}  // namespace portico::cases
