// Words, a number, an address, a name: which cases hold them all. The index follows the ledger, and is made again by a replay.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/cases.h"
#include "platform/ledger/ledger.h"

namespace portico::cases {

struct Hits {
  std::vector<std::int64_t> ids;               // newest first
  std::optional<std::int64_t> looked_to = {};  // the case that was looked back to, where more may be found beyond and the page is not full
};
// Cases that hold every word of `typed`, or whose service's name does in any language, the last as a beginning, below `before`; at most
// `limit`. Nothing for no word. Words that stand in very many cases and hardly ever in the same one are not looked for without end.
Hits search(store::Reader& reader, const directory::Snapshot& city, std::string_view typed, bool all_words, std::int64_t before, int limit);

ledger::Subscriber search_subscriber(const directory::Directory& directory);  // "cases.search"

}  // namespace portico::cases
