// Receipts that stand without us: a request's proof, the published heads, and the page that holds one against the other.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/routes_words.h"
#include "platform/http/http.h"

namespace portico::cases {

// GET /requests/{number}/proof.json, /ledger and /ledger/heads.jsonl; POST /ledger. `folder`: where the ledger's public key lies.
std::vector<http::Route> proof_routes(store::Store& store, const Cases& cases, const directory::Directory& directory,
                                      const std::filesystem::path& folder);

// The panel of a request's page: where the ledger tells of its opening, and the way to the proof. "" while that is not yet in order.
std::string proof_panel(const Words& words, store::Reader& reader, const Case& subject, std::string_view token);

}  // namespace portico::cases
