// Walks all articles and holds them against themselves, the directory and the ledger; changes nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "city/directory/directory.h"
#include "platform/store/store.h"

namespace portico::documents {

struct CheckedArticles {
  std::int64_t articles = 0;
  std::vector<std::string> findings;  // a sentence each; empty: all is as it was said
};
// Every version has the hash that the ledger tells and words in the city's own language; what the public reads is a published version whose
// agency and services there are, and nobody published at a page what they wrote themselves. The ledger's newest events must be sealed
// (Ledger::seal_now).
CheckedArticles check_articles(store::Store& store, const directory::Snapshot& city);

}  // namespace portico::documents
