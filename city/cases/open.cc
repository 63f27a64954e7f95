// Opening a case: everything that can be known before the lane, then one transaction.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "city/cases/cases.h"
#include "city/cases/follow.h"
#include "city/cases/history.h"
#include "city/cases/progress.h"
#include "city/cases/reckoning.h"
#include "city/cases/record.h"
#include "city/cases/tables.h"
#include "platform/crypto/crypto.h"

namespace portico::cases {
namespace {

using Faults = std::vector<Fault>;
constexpr std::size_t longest_description = 4'000, longest_line = 1'000, longest_answer = 4'000;
constexpr Millis kept_answers = std::chrono::hours(48);

void clean(std::string& text, std::string_view field, std::size_t longest, Faults& faults) {
  if (text.find('\0') != std::string::npos) text = without_nul(text);
  if (!valid_utf8(text)) {
    faults.push_back({std::string(field), "this text is not UTF-8", "text in UTF-8"});
    text.clear();
  } else if (text.size() > longest && count_characters(text) > longest) {
    faults.push_back({std::string(field), std::string(field) + " is too long", "at most " + std::to_string(longest) + " characters"});
  }
}

void clean_texts(Asked& asked, bool imported, Faults& faults) {
  clean(asked.description, "description", imported ? 100'000 : longest_description, faults);
  clean(asked.media_url, "media_url", 4'000, faults);
  clean(asked.place.address, "address_string", longest_line, faults);
  clean(asked.place.address_id, "address_id", longest_line, faults);
  clean(asked.external_id, "external_id", 200, faults);
  clean(asked.agency, "agency", 100, faults);
  Reporter& by = asked.reporter;
  clean(by.first_name, "first_name", longest_line, faults);
  clean(by.last_name, "last_name", longest_line, faults);
  clean(by.email, "email", longest_line, faults);
  clean(by.phone, "phone", longest_line, faults);
  clean(by.device_id, "device_id", longest_line, faults);
  clean(by.account_id, "account_id", longest_line, faults);
  clean(by.language, "language", 100, faults);
}

std::string keys_of(const directory::Question& question) {
  std::string keys;
  for (const auto& choice : question.choices) keys += (keys.empty() ? "" : ", ") + choice.key;
  return keys;
}

void check_value(const directory::Question& question, const std::string& value, Faults& faults) {
  using directory::Datatype;
  const auto wrong = [&](std::string accepted) {
    faults.push_back({question.code, question.code + ": the value " + value.substr(0, 100) + " is not known", std::move(accepted)});
  };
  switch (question.datatype) {
    case Datatype::singlevaluelist:
    case Datatype::multivaluelist:
      if (std::ranges::none_of(question.choices, [&](const auto& choice) { return choice.key == value; })) wrong(keys_of(question));
      break;
    case Datatype::number:
      if (!parse_number(trim(value))) wrong("a number");
      break;
    case Datatype::datetime:
      if (!parse_instant(trim(value), question.code)) wrong("an instant with its zone, like 2026-03-03T14:20:00-05:00");
      break;
    case Datatype::string:
    case Datatype::text:
      break;
  }
}

// Keeps the answers to the service's own questions, in their order; what was not asked is not kept. An empty value counts as not sent.
std::vector<Answer> checked_answers(const directory::Service& service, std::vector<Answer> sent, bool imported, Faults& faults) {
  std::vector<Answer> kept;
  for (const auto& question : service.questions) {
    if (!question.variable) continue;
    Answer answer{question.code, {}};
    for (Answer& each : sent) {
      if (each.question != question.code) continue;
      for (std::string& value : each.values) {
        clean(value, question.code, longest_answer, faults);
        if (!trim(value).empty()) answer.values.push_back(value);
      }
    }
    const bool several = question.datatype == directory::Datatype::multivaluelist;
    if (answer.values.empty()) {
      if (question.required && !imported) faults.push_back({question.code, question.code + " required", keys_of(question)});
      continue;
    }
    if (!several && answer.values.size() > 1) faults.push_back({question.code, question.code + ": one value only", keys_of(question)});
    if (!imported)
      for (const std::string& value : answer.values) check_value(question, value, faults);
    kept.push_back(std::move(answer));
  }
  return kept;
}

void flag(std::vector<std::string>& flags, std::string_view name) {
  if (std::ranges::find(flags, name) == flags.end()) flags.emplace_back(name);
}

// Districts of a point, or why it cannot be one of this city's.
void place(Opening& opening, const directory::Snapshot& city, std::chrono::sys_days day, bool imported, Faults& faults) {
  Asked& asked = opening.asked;
  asked.place.to_be_found = !asked.place.point && !(asked.place.address.empty() && asked.place.address_id.empty());
  if (!asked.place.point) {
    flag(asked.flags, asked.place.to_be_found ? "place_to_be_found" : "no_place");
    return;
  }
  const geo::Point point = *asked.place.point;
  if (!std::isfinite(point.latitude) || !std::isfinite(point.longitude) || std::abs(point.latitude) > 90 ||
      std::abs(point.longitude) > 180) {
    faults.push_back({"place", "lat and long are no point on earth", "lat from -90 to 90, long from -180 to 180"});
    return;
  }
  if (!city.inside_city(point)) {
    if (!imported) {
      faults.push_back({"place", "lat and long lie outside the city", "a point inside the city"});
      return;
    }
    flag(asked.flags, "outside_city");
  }
  opening.cell = geo::cell_of(point);
  opening.districts = city.place(point, day);
  if (std::ranges::any_of(opening.districts, [](const auto& each) { return each.flagged; })) flag(asked.flags, "edge_of_district");
}

// Both clocks by the version in force on the opening day.
void promise(Opening& opening, const standards::Snapshot& standards, std::chrono::sys_days day, bool imported, Faults& faults) {
  const standards::SlaVersion* sla = standards.in_force(opening.asked.service, day);
  if (!sla) {
    if (!imported)
      faults.push_back({"service", "service " + opening.asked.service + " has no promise in force", "a service with a promise"});
    return;
  }
  opening.sla_version = sla->id;
  Facts facts;
  facts.service = opening.asked.service;
  facts.sla_version = sla->id;
  facts.opened = opening.at;
  opening.clocks = reckon(facts, standards, Calendars::newest);
  opening.load = standards.loaded;
  opening.emergency_change = standards.emergency_change;
}

Case case_of(const Opening& opening) {
  const Asked& asked = opening.asked;
  Case opened;
  opened.external_id = asked.external_id;
  opened.service = asked.service;
  opened.agency = opening.agency;
  opened.channel = asked.channel;
  opened.opened = opened.updated = opening.at;
  opened.sla_version = opening.sla_version;
  opened.clocks = opening.clocks;
  opened.place = asked.place;
  opened.districts = opening.districts;
  opened.description = asked.description;
  opened.media_url = asked.media_url;
  opened.answers = asked.answers;
  opened.flags = asked.flags;
  return opened;
}

// The scope may hold a client's address, so only a hash is kept.
std::string repeat_key_of(const Repeatable& repeatable) {
  return hex(crypto::view(crypto::sha256(repeatable.scope + '\n' + repeatable.key)).substr(0, 20));
}

// Takes the key, or finds the answer that was given under it. Nothing where the key is free and now taken.
std::optional<Outcome<Opened>> earlier_answer(store::Tx& tx, const Repeatable& repeatable, const Opened& answer, Instant now) {
  const std::string key = repeat_key_of(repeatable);
  const tables::Given mine{repeatable.body_sha256, answer.id, answer.number, answer.token, now};
  if (tables::claim(tx, key, mine)) return std::nullopt;
  const std::optional<tables::Given> before = tables::given(tx, key);
  if (!before || before->at + kept_answers < now) {
    tables::forget_key(tx, key);
    if (!tables::claim(tx, key, mine)) throw store::Broken("an idempotency key was taken twice at once");
    return std::nullopt;
  }
  if (before->body_sha256 != repeatable.body_sha256)
    return refuse(Refused::mismatch, "Idempotency-Key", "this key came before with another request", "a new key, or the same request");
  return Opened{before->case_id, before->number, before->token, true};
}

}  // namespace

Outcome<Opening> Cases::prepare_opening(Asked asked) const {
  const auto city = directory_.now();
  const bool imported = asked.opened.has_value() || !asked.external_id.empty();
  Faults faults;
  clean_texts(asked, imported, faults);
  const directory::Service* service = city->service(asked.service);
  if (asked.service.empty())
    faults.push_back({"service", "service_code required", "a code from the list of services"});
  else if (!service)
    faults.push_back({"service", "service " + asked.service.substr(0, 60) + " is not known", "a code from the list of services"});
  else if (service->retired && !imported)
    faults.push_back({"service", "service " + service->code + " is no longer offered", "a service in use"});
  else if (service->draft && !imported)
    faults.push_back({"service", "service " + service->code + " is not offered yet", "a service in use"});

  Opening opening;
  opening.at = asked.opened ? *asked.opened : time_.now();
  const std::chrono::sys_days day = city_day(*city, opening.at);
  if (service) asked.answers = checked_answers(*service, std::move(asked.answers), imported, faults);
  opening.asked = std::move(asked);
  place(opening, *city, day, imported, faults);
  if (service && faults.empty()) promise(opening, *standards_.now(), day, imported, faults);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});

  opening.agency = opening.asked.agency.empty() ? service->agency : opening.asked.agency;
  opening.batch = service->type == directory::ServiceType::batch && !imported;
  if (opening.batch || !service->listed) opening.token = hex(chance_.bytes(16));
  return opening;
}

Outcome<Opened> Cases::open(store::Tx& tx, const Opening& opening, const Repeatable& repeatable) const {
  const Asked& asked = opening.asked;
  const Instant now = time_.now();
  if (!asked.external_id.empty())
    if (const auto known = tables::id_by_external_id(tx, asked.external_id))
      return Opened{*known, case_number(*known, number_key_), "", true};

  Case opened = case_of(opening);
  opened.version = 0;  // no event tells of it yet
  opened.told = can_be_told(asked.reporter) ? 1 : 0;
  const auto* service = directory_.now()->service(asked.service);
  if (service && service->description == directory::Exposure::reviewed && !asked.description.empty() && !asked.opened)
    opened.words = Showing::waiting;
  opened.id = tx.next("cases.case");
  if (!opening.batch) opened.number = case_number(opened.id, number_key_);
  Opened answer{opened.id, opened.number, opening.token, false};
  const auto standards = standards_.now();
  if (opening.load != standards->loaded || opening.emergency_change != standards->emergency_change)
    rework(opened, *standards, Calendars::newest);  // changed while it waited for the lane
  History history(opened, now, *standards);
  if (opening.batch)
    history.asked();
  else
    history.opened(asked.opened.has_value());
  for (const Update& each : asked.history)
    if (auto progress = history.update(each); !progress) return std::unexpected(progress.error());

  if (!repeatable.key.empty())
    if (auto earlier = earlier_answer(tx, repeatable, answer, now)) return *std::move(earlier);
  if (auto added = add_photos(tx, history, asked.photos, PhotoKind::before); !added) return std::unexpected(added.error());
  Case entered = history.subject();
  arm_opened(tx, entered, *standards, now);
  tables::insert_case(tx, entered);
  if (!asked.reporter.empty()) tables::insert_reporter(tx, opened.id, asked.reporter);
  if (!opening.token.empty()) tables::insert_token(tx, opening.token, opened.id);
  history.write(tx, asked.channel);
  return answer;
}

Outcome<int> Cases::number_waiting(store::Tx& tx, int limit) const {
  const auto standards = standards_.now();
  int numbered = 0;
  for (const std::int64_t id : tables::ids_without_number(tx, limit)) {
    std::optional<Case> waiting = tables::lock_case(tx, id);
    if (!waiting || !waiting->number.empty()) continue;
    waiting->number = case_number(id, number_key_);
    if (auto now = outdated(*waiting, *standards)) {
      waiting->clocks = std::move(now->clocks);
      arm(tx, *waiting, *standards);
      tables::update_case(tx, *waiting);
    }
    History history(*waiting, time_.now(), *standards);
    history.opened(false);
    tables::give_number(tx, id, waiting->number, history.subject().version);
    history.write(tx, waiting->channel);
    ++numbered;
    if (tx.slice_over()) break;
  }
  return numbered;
}

Outcome<std::int64_t> Cases::forget_old_keys(store::Tx& tx) const { return tables::forget_keys_before(tx, time_.now() - kept_answers); }

}  // namespace portico::cases
