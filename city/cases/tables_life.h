// Rows of a case's life: who took it in hand, the outcomes that it was given, whom it is told to; and the lists of what waits for a person.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/case.h"
#include "platform/store/store.h"

namespace portico::cases::tables {

void insert_ending(store::Tx& tx, std::int64_t case_id, std::int64_t turn, const Ending& ending);
void contest_ending(store::Tx& tx, std::int64_t case_id, std::int64_t turn, const Ending& contested);
std::vector<Ending> endings_of(store::Reader& reader, std::int64_t case_id);  // oldest first

void insert_handling(store::Tx& tx, std::int64_t case_id, const Handling& handling);
std::vector<Handling> handlings_of(store::Reader& reader, std::int64_t case_id);  // oldest first

void insert_follower(store::Tx& tx, std::int64_t case_id, const Follower& follower);
void confirm_follower(store::Tx& tx, std::int64_t id);
std::int64_t unconfirmed_of(store::Reader& reader, std::string_view email, Instant since);  // how often it was given since, anywhere
std::int64_t forget_unconfirmed(store::Tx& tx, Instant asked_by);                           // their addresses alone; how many
bool delete_follower(store::Tx& tx, std::int64_t case_id, std::int64_t id);                 // false where there is none
std::int64_t count_followers(store::Reader& reader, std::int64_t case_id);
std::vector<Follower> followers_of(store::Reader& reader, std::int64_t case_id);

// Cases of one agency that wait for a person, by id behind `after`, at most `limit`: words to be read; open ones whose place is to be
// found.
std::vector<Case> words_to_review(store::Reader& reader, std::string_view agency, std::int64_t after, int limit);
std::vector<Case> in_hand(store::Reader& reader, std::string_view handler, int limit);  // open ones, by their next due instant
std::vector<Case> places_to_find(store::Reader& reader, std::string_view agency, std::int64_t after, int limit);

}  // namespace portico::cases::tables
