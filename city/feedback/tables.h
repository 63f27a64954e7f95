// The module's rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "city/feedback/figures.h"
#include "city/feedback/survey.h"
#include "platform/store/store.h"

namespace portico::feedback {

std::string survey_key(std::int64_t case_id, Instant closed);  // of the outbox's notes
std::string reminder_key(std::int64_t case_id, Instant closed);

namespace tables {

void insert_survey(store::Tx& tx, const Survey& survey);
void write_answers(store::Tx& tx, const Survey& survey);
std::optional<Survey> survey_of(store::Reader& reader, std::int64_t case_id, Instant closed);
std::int64_t next_version(store::Tx& tx, std::int64_t survey);
void forget_words(store::Tx& tx, std::int64_t case_id);
std::vector<Survey> answered_of(store::Reader& reader, std::int64_t case_id);  // by the outcome, oldest first

void add_to_day(store::Tx& tx, const Day& more);
std::vector<Day> days_between(store::Reader& reader, std::int64_t first, std::int64_t last);  // inclusive
struct Said {
  std::int64_t day = 0;  // since 1970, of the city's calendar
  std::string agency, right;
  bool compliment = false;
};
void add_voice(store::Tx& tx, const Said& said);
std::vector<VoiceLine> voices_between(store::Reader& reader, std::int64_t first, std::int64_t last);  // days, inclusive
void clear_voices(store::Tx& tx);
void clear(store::Tx& tx);  // what is counted, for a replay; answers stay

}  // namespace tables
}  // namespace portico::feedback
