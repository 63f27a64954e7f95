// Who is told a case's news: the reporter, those who follow, and the reporters of cases that were merged into it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/cases.h"
#include "platform/store/store.h"

namespace portico::cases {

// Whoever holds a receipt or a link: the ledger says no more of them.
const Acting& the_customer();

// Looks like an e-mail address: that a letter arrives is known only once one did.
bool is_address(std::string_view email);

// So long does the link work by which an address is confirmed: over a weekend.
constexpr std::chrono::hours confirm_within{72};
// So many may wait for one address to be confirmed: nobody's mailbox is filled by somebody else's pressing.
constexpr std::int64_t most_unconfirmed = 5;

bool can_be_told(const Reporter& reporter);  // has an address or a telephone

// How many people are behind a case: whoever opened it, those who follow it, and those whose requests were merged into it.
std::int64_t people_behind(store::Reader& reader, std::int64_t case_id);

// As the outbox names them: "reporter:4711" (of that case), "follower:12".
std::vector<std::string> recipients_of(store::Reader& reader, std::int64_t case_id);

}  // namespace portico::cases
