#include "city/documents/article.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "city/directory/pack.h"
#include "platform/calendar/calendar.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/json.h"

namespace portico::documents {
namespace {

constexpr std::size_t most_title = 150, most_body = 50'000;  // characters

Outcome<Version> wrong_turn(std::string reason, std::string accepted) {
  return refuse(Refused::conflict, "", std::move(reason), std::move(accepted));
}

std::optional<Refusal> not_its_turn(const Version* newest, bool live, const Change& change) {
  const auto no = [](std::string reason, std::string accepted) {
    return std::optional(Refusal{Refused::conflict, {{"", std::move(reason), std::move(accepted)}}});
  };
  switch (change.step) {
    case Step::save:
      return std::nullopt;
    case Step::send:
      if (newest->state != State::draft) return no("Only a draft is sent to review.", "a draft");
      return std::nullopt;
    case Step::give_back:
      if (newest->state != State::in_review) return no("It is not in review.", "an article in review");
      return std::nullopt;
    case Step::publish:
      if (newest->state != State::in_review) return no("Only what was sent to review is published.", "an article in review");
      if (std::ranges::find(newest->writers, change.actor) != newest->writers.end())
        return no("Nobody publishes what they wrote themselves.", "somebody else who may publish");
      if (newest->article.review_by <= change.today) return no("Its review date is over.", "a later review date");
      return std::nullopt;
    case Step::withdraw:
      if (!live) return no("The public does not read it.", "a published article");
      return std::nullopt;
  }
  return std::nullopt;
}

void check_texts(const Article& article, const std::string& own, bool draft, std::vector<Fault>& faults) {
  const auto first = article.texts.find(own);
  if (first == article.texts.end() || trim(first->second.title).empty())
    faults.push_back({"title", "It has no title in the city's own language.", "a title in " + own});
  for (const auto& [language, text] : article.texts)
    for (Fault& fault : faults_of(text, language, draft))
      if (fault.field != "title" || language != own || !trim(text.title).empty()) faults.push_back(std::move(fault));
}

}  // namespace

std::string_view name_of(State state) {
  switch (state) {
    case State::draft:
      return "draft";
    case State::in_review:
      return "in_review";
    case State::published:
      return "published";
    case State::withdrawn:
      break;
  }
  return "withdrawn";
}

std::optional<State> state_named(std::string_view name) {
  for (const State each : {State::draft, State::in_review, State::published, State::withdrawn})
    if (name == name_of(each)) return each;
  return std::nullopt;
}

Outcome<Version> next_version(const Version* newest, bool live, const Change& change) {
  if (!newest && change.step != Step::save) return wrong_turn("There is no such article.", "one that was saved");
  if (auto refusal = not_its_turn(newest, live, change)) return std::unexpected(*std::move(refusal));
  Version next = newest ? *newest : Version{};
  next.number += 1;
  next.source = from_office;
  next.at = change.now;
  next.by = change.actor;
  switch (change.step) {
    case Step::save:
      if (next.state == State::published || next.state == State::withdrawn) next.writers.clear();
      next.article = change.article.value();
      next.state = State::draft;
      if (std::ranges::find(next.writers, change.actor) == next.writers.end()) next.writers.push_back(change.actor);
      break;
    case Step::send:
      next.state = State::in_review;
      break;
    case Step::give_back:
      next.state = State::draft;
      break;
    case Step::publish:
      next.state = State::published;
      next.article.reviewed = change.today;
      break;
    case Step::withdraw:
      next.state = State::withdrawn;
      break;
  }
  return next;
}

std::vector<Fault> faults_of(const Article& article, const directory::Snapshot& city, bool draft) {
  std::vector<Fault> faults;
  if (!directory::is_code(article.code))
    faults.push_back({"code", "\"" + article.code + "\" cannot be a code.", "1 to 60 of A-Z a-z 0-9 _ . -"});
  const auto* agency = city.agency(article.agency);
  if (!agency || agency->retired) faults.push_back({"agency", "There is no agency \"" + article.agency + "\".", "a code of agencies.csv"});
  for (const auto& code : article.services)
    if (!city.service(code)) faults.push_back({"services", "There is no service \"" + code + "\".", "a code of services.toml"});
  if (article.review_by <= article.reviewed)
    faults.push_back({"review_by", "It is to be reviewed again before it was reviewed.", "a later day"});
  for (const auto& [language, text] : article.texts)
    if (std::ranges::find(city.city.languages, language) == city.city.languages.end())
      faults.push_back({"language", "The city does not have the language \"" + language + "\".", "a language of city.toml"});
  check_texts(article, own_language(city), draft, faults);
  return faults;
}

std::vector<Fault> faults_of(const Text& text, std::string_view language, bool draft) {
  std::vector<Fault> faults;
  const auto unfit = [](std::string_view words) { return !valid_utf8(words) || words.find('\0') != std::string_view::npos; };
  const std::string in = " in " + std::string(language);
  if (trim(text.title).empty()) faults.push_back({"title", "There is no title" + in + ".", "a title"});
  if (unfit(text.title) || count_characters(text.title) > most_title || text.title.find('\n') != std::string::npos)
    faults.push_back({"title", "The title is too long, or no text.", "one line of up to 150 characters"});
  if (unfit(text.body) || count_characters(text.body) > most_body)
    faults.push_back({"body", "The text is too long, or no text.", "up to 50,000 characters"});
  if (!draft && trim(text.body).empty()) faults.push_back({"body", "There is no text" + in + ".", "the answer, in Markdown"});
  return faults;
}

bool is_stale(const Article& article, std::chrono::sys_days today) { return today > article.review_by; }

const std::pair<const std::string, Text>* text_in(const Article& article, std::string_view language, std::string_view own) {
  for (const auto wanted : {language, own})
    if (const auto found = article.texts.find(std::string(wanted)); found != article.texts.end()) return &*found;
  return article.texts.empty() ? nullptr : &*article.texts.begin();
}

std::vector<std::string> languages_of(const Article& article) {
  std::vector<std::string> languages;
  for (const auto& [language, text] : article.texts) languages.push_back(language);
  return languages;
}

std::string record_of(const Article& article) {
  ledger::Payload texts;
  for (const auto& [language, text] : article.texts) texts.add(language, ledger::Payload{}.add("body", text.body).add("title", text.title));
  return ledger::Payload{}
      .add("agency", article.agency)
      .add("code", article.code)
      .add("review_by", iso_day(article.review_by))
      .add("reviewed", iso_day(article.reviewed))
      .add("services", std::span<const std::string>(article.services))
      .add("texts", texts)
      .str();
}

std::string hash_of(const Article& article) { return hex(crypto::view(crypto::sha256(record_of(article)))); }

std::string iso_day(std::chrono::sys_days day) { return iso8601(Instant(day)).substr(0, 10); }

Outcome<std::chrono::sys_days> parse_day(std::string_view text, std::string_view field) {
  const auto at = parse_instant(std::string(trim(text)) + "T00:00:00Z", field);
  if (!at) return refuse(Refused::invalid, std::string(field), "\"" + std::string(text.substr(0, 40)) + "\" is no day.", "2027-03-31");
  return std::chrono::floor<std::chrono::days>(*at);
}

std::chrono::sys_days city_day(const directory::Snapshot& city, Instant at) {
  const auto zone = calendar::Zone::find(city.city.zone.empty() ? "UTC" : city.city.zone, "zone");
  if (!zone) throw std::runtime_error("the city's time zone is not in this machine's tzdata");
  return zone->local_date(at);
}

std::string own_language(const directory::Snapshot& city) { return city.city.languages.empty() ? "en" : city.city.languages.front(); }

}  // namespace portico::documents
