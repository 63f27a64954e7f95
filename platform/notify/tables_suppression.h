// The rows of addresses that are not to be used.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "platform/notify/suppression.h"

namespace portico::notify::tables {

void insert_suppression(store::Tx& tx, const Suppression& one);
std::optional<Suppression> lift_suppression(store::Tx& tx, std::int64_t id, std::string_view actor, Instant now);
std::vector<Suppression> suppressions_of(store::Reader& reader, ChannelKind channel, std::string_view address_hash);  // in force
std::vector<Suppression> suppressions(store::Reader& reader, std::int64_t before_id, int limit);

// How many in a row that is, with this one; one that is older than `since` begins a new row.
int count_soft_bounce(store::Tx& tx, ChannelKind channel, std::string_view address_hash, Instant now, Instant since);
void forget_soft_bounces(store::Tx& tx, ChannelKind channel, std::string_view address_hash);

}  // namespace portico::notify::tables
