#include "city/feedback/tables.h"

namespace portico::feedback {

std::string survey_key(std::int64_t case_id, Instant closed) {
  return "survey:" + std::to_string(case_id) + ":" + std::to_string(to_millis(closed));
}
std::string reminder_key(std::int64_t case_id, Instant closed) {
  return "reminder:" + std::to_string(case_id) + ":" + std::to_string(to_millis(closed));
}

namespace tables {
namespace {

using store::Row;
using store::Statement;

#define SURVEY_COLUMNS "id, case_id, closed, service, agency, asked, answered, solved, satisfied, words"

const Statement insert_one("feedback.insert_survey",
                           "INSERT INTO feedback_survey (id, case_id, closed, service, agency, version, asked, words) "
                           "VALUES ($1, $2, $3, $4, $5, 0, $6, '') ON CONFLICT (case_id, closed) DO NOTHING");
const Statement write_one("feedback.write_answers",
                          "UPDATE feedback_survey SET answered = $2, solved = $3, satisfied = $4, words = $5 WHERE id = $1");
const Statement of_closing("feedback.survey_of", "SELECT " SURVEY_COLUMNS " FROM feedback_survey WHERE case_id = $1 AND closed = $2");
const Statement version_of("feedback.next_version", "UPDATE feedback_survey SET version = version + 1 WHERE id = $1 RETURNING version");
const Statement forget("feedback.forget_words", "UPDATE feedback_survey SET words = '' WHERE case_id = $1");
const Statement answered_of_case("feedback.answered_of",
                                 "SELECT " SURVEY_COLUMNS
                                 " FROM feedback_survey WHERE case_id = $1 AND answered IS NOT NULL ORDER BY closed");

const Statement add("feedback.add_to_day",
                    "INSERT INTO feedback_day AS d (day, service, agency, closed, contested, reopened, asked, answered, solved, unsolved, "
                    "satisfied) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (day, service, agency) DO UPDATE SET "
                    "closed = d.closed + excluded.closed, contested = d.contested + excluded.contested, "
                    "reopened = d.reopened + excluded.reopened, asked = d.asked + excluded.asked, "
                    "answered = d.answered + excluded.answered, solved = d.solved + excluded.solved, "
                    "unsolved = d.unsolved + excluded.unsolved, satisfied = d.satisfied + excluded.satisfied");
const Statement between("feedback.days_between",
                        "SELECT day, service, agency, closed, contested, reopened, asked, answered, solved, unsolved, satisfied "
                        "FROM feedback_day WHERE day >= $1 AND day <= $2 ORDER BY day, service, agency");
const Statement add_one_voice("feedback.add_voice",
                              "INSERT INTO feedback_voice AS v (day, agency, named, compliment, count) VALUES ($1, $2, $3, $4, 1) "
                              "ON CONFLICT (day, agency, named, compliment) DO UPDATE SET count = v.count + 1");
const Statement select_voices(
    "feedback.voices_between",
    "SELECT agency, named, SUM(CASE WHEN compliment = 0 THEN count ELSE 0 END), SUM(CASE WHEN compliment = 1 THEN "
    "count ELSE 0 END) FROM feedback_voice WHERE day >= $1 AND day <= $2 GROUP BY agency, named ORDER BY agency, named");
const Statement clear_voice("feedback.clear_voices", "DELETE FROM feedback_voice");
const Statement clear_days("feedback.clear", "DELETE FROM feedback_day");

Survey survey_in(const Row& row) {
  Survey read{row.integer(0), row.integer(1), from_millis(row.integer(2)), std::string(row.text(3)), std::string(row.text(4)), {}, {}, {}};
  if (const auto asked = row.maybe_integer(5)) read.asked = from_millis(*asked);
  if (const auto answered = row.maybe_integer(6)) {
    read.answered = from_millis(*answered);
    read.answers = Answers{static_cast<Solved>(row.integer(7)), static_cast<int>(row.integer(8)), std::string(row.text(9))};
  }
  return read;
}

}  // namespace

void insert_survey(store::Tx& tx, const Survey& survey) {
  tx.execute(insert_one, {survey.id, survey.case_id, to_millis(survey.closed), survey.service, survey.agency,
                          survey.asked ? store::Param(to_millis(*survey.asked)) : store::Param(nullptr)});
}

void write_answers(store::Tx& tx, const Survey& survey) {
  const Answers& answers = survey.answers.value();
  tx.execute(write_one,
             {survey.id, to_millis(survey.answered.value()), static_cast<std::int64_t>(answers.solved), answers.satisfied, answers.words});
}

std::optional<Survey> survey_of(store::Reader& reader, std::int64_t case_id, Instant closed) {
  return reader.one(of_closing, {case_id, to_millis(closed)}, survey_in);
}

std::int64_t next_version(store::Tx& tx, std::int64_t survey) {
  return tx.one(version_of, {survey}, [](const Row& row) { return row.integer(0); }).value();
}

void forget_words(store::Tx& tx, std::int64_t case_id) { tx.execute(forget, {case_id}); }

std::vector<Survey> answered_of(store::Reader& reader, std::int64_t case_id) { return reader.all(answered_of_case, {case_id}, survey_in); }

void add_to_day(store::Tx& tx, const Day& more) {
  const Counts& c = more.counts;
  tx.execute(add, {more.day, more.service, more.agency, c.closed, c.contested, c.reopened, c.asked, c.answered, c.solved, c.unsolved,
                   c.satisfied});
}

std::vector<Day> days_between(store::Reader& reader, std::int64_t first, std::int64_t last) {
  return reader.all(between, {first, last}, [](const Row& row) {
    return Day{
        row.integer(0),
        std::string(row.text(1)),
        std::string(row.text(2)),
        {row.integer(3), row.integer(4), row.integer(5), row.integer(6), row.integer(7), row.integer(8), row.integer(9), row.integer(10)}};
  });
}

void add_voice(store::Tx& tx, const Said& said) { tx.execute(add_one_voice, {said.day, said.agency, said.right, said.compliment}); }

std::vector<VoiceLine> voices_between(store::Reader& reader, std::int64_t first, std::int64_t last) {
  return reader.all(select_voices, {first, last}, [](const Row& row) {
    return VoiceLine{std::string(row.text(0)), std::string(row.text(1)), row.integer(2), row.integer(3)};
  });
}

void clear_voices(store::Tx& tx) { tx.execute(clear_voice, {}); }

void clear(store::Tx& tx) { tx.execute(clear_days, {}); }

}  // namespace tables
}  // namespace portico::feedback
