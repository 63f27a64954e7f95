// The rows of proposals, reviews, confirmations and publications; the SQL is in tables_review.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "city/standards/proposal.h"
#include "platform/store/store.h"

namespace portico::standards {

std::int64_t insert_proposal(store::Tx& tx, const Proposal& proposal);  // its id, drawn here; a row for each office with it
void update_proposal(store::Tx& tx, const Proposal& proposal);          // its state, version, end and publication, and its reviews
std::optional<Proposal> find_proposal(store::Reader& reader, std::int64_t id);
std::optional<Proposal> lock_proposal(store::Tx& tx, std::int64_t id);  // and keeps others from changing it until the commit
std::optional<std::int64_t> proposal_under_review(store::Reader& reader, std::string_view service);
std::vector<Proposal> list_proposals(store::Reader& reader, const ProposalFilter& filter);  // newest first, without their evidence

std::int64_t newest_confirmation_version(store::Reader& reader, std::string_view service);  // 0 where there is none
void insert_confirmation(store::Tx& tx, const Confirmation& confirmation);

std::int64_t newest_publication_version(store::Reader& reader, std::string_view service);  // 0 where there is none
void insert_publication(store::Tx& tx, const Publication& publication);

// A sentence for each kind of row that names another that is not there.
std::vector<std::string> dangling_reviews(store::Reader& reader);

// Puts who reviewed and confirmed them beside the snapshot's promises.
void read_reviews(store::Reader& reader, Snapshot& into);

}  // namespace portico::standards
