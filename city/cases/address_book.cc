#include "city/cases/address_book.h"

#include <algorithm>

#include "base/text.h"
#include "city/cases/ending.h"
#include "city/cases/follow.h"
#include "city/cases/tables.h"
#include "city/cases/tables_life.h"
#include "platform/notify/template.h"

namespace portico::cases {

namespace {

constexpr std::string_view of_case = "case:", to_reporter = "reporter:", to_follower = "follower:", confirming = "confirm_contact";

std::optional<std::int64_t> number_behind(std::string_view text, std::string_view beginning) {
  return text.starts_with(beginning) ? parse_integer(text.substr(beginning.size())) : std::nullopt;
}

std::string joined(const std::string& one, const std::string& other, std::string_view between) {
  return one.empty() || other.empty() ? one + other : one + std::string(between) + other;
}

// The words of the message that the note names; "" where it names none.
std::string message_of(store::Reader& reader, const Case& subject, const notify::Note& note) {
  const auto data = notify::read_data(note.data);
  if (!data || !data->contains("message")) return {};
  const auto* id = std::get_if<std::int64_t>(&data->at("message"));
  for (const Message& message : tables::messages_of(reader, subject.id))
    if (id && message.id == *id) return message.text;
  return {};
}

// An instant of that day in the city, for whoever writes days.
Instant within(const directory::Snapshot& city, std::chrono::sys_days day) {
  for (const auto hour : {std::chrono::hours(12), std::chrono::hours(0)})
    if (const Instant at = day + hour; city_day(city, at) == day) return at;
  return day + std::chrono::hours(23);
}

}  // namespace

std::string CaseBook::first_language() const {
  const auto city = directory_.now();
  return city->city.languages.empty() ? "en" : city->city.languages.front();
}

std::vector<notify::Reach> CaseBook::ways_to_reporter(store::Reader& reader, std::int64_t case_id, const std::string& who) const {
  const auto reporter = tables::reporter_of(reader, case_id);
  if (!reporter) return {};
  notify::Reach reach{.who = who,
                      .name = joined(reporter->first_name, reporter->last_name, " "),
                      .language = reporter->language,
                      .zone = directory_.now()->city.zone};
  std::vector<notify::Reach> ways;
  if (!reporter->email.empty()) {
    reach.address = reporter->email;
    ways.push_back(reach);
  }
  if (!reporter->phone.empty()) {
    reach.channel = notify::ChannelKind::sms;
    reach.address = reporter->phone;
    ways.push_back(reach);
  }
  return ways;
}

// Whoever has not confirmed an address is asked to, and told nothing else.
std::vector<notify::Reach> CaseBook::ways_to_follower(store::Reader& reader, std::int64_t case_id, std::int64_t follower,
                                                      const notify::Note& note) const {
  const auto all = tables::followers_of(reader, case_id);
  const auto found = std::ranges::find(all, follower, &Follower::id);
  const bool to_confirm = note.template_code == confirming;
  if (found == all.end() || found->email.empty() || found->confirmed == to_confirm) return {};
  return {{.who = note.recipient,
           .address = found->email,
           .language = found->language,
           .zone = directory_.now()->city.zone,
           .service_mail = to_confirm}};
}

std::optional<std::vector<notify::Reach>> CaseBook::reaches(store::Reader& reader, const notify::Note& note) const {
  const auto id = number_behind(note.about, of_case);
  if (!id) return std::nullopt;
  if (const auto reporter = number_behind(note.recipient, to_reporter)) return ways_to_reporter(reader, *reporter, note.recipient);
  if (const auto follower = number_behind(note.recipient, to_follower)) return ways_to_follower(reader, *id, *follower, note);
  // Nobody needs to be told that time runs out for what has ended. Who holds a role, a book above knows.
  if (note.template_code == "escalation")
    if (const auto subject = tables::case_by_id(reader, *id); subject && subject->status == Status::closed)
      return std::vector<notify::Reach>();
  return std::nullopt;
}

// Whoever asked has the receipt's key. Who follows has a key that ends that, and sees what everybody sees.
std::string CaseBook::link(const Case& subject, const std::string& who, const std::string& language, std::string_view below) const {
  const std::string own = language.empty() || language == first_language() ? "" : "/" + language;
  const std::string page = public_url_ + own + "/requests/" + cases_.number_of(subject.id) + std::string(below);
  if (who == std::string(to_reporter) + std::to_string(subject.id)) return page + "?token=" + cases_.receipt_key(subject.id);
  if (const auto follower = number_behind(who, to_follower))
    return page + "?follower=" + std::to_string(*follower) + "&key=" + cases_.follower_key(*follower);
  return page;
}

notify::Filling CaseBook::filling(store::Reader& reader, const notify::Note& note, const notify::Reach& reach) const {
  const auto subject = tables::case_by_id(reader, number_behind(note.about, of_case).value_or(0));
  if (!subject) return {};
  const auto city = directory_.now();
  const std::string first = first_language();
  const bool spoken = std::ranges::find(city->city.languages, reach.language) != city->city.languages.end();
  const std::string language = spoken ? reach.language : first;
  const bool asks = note.template_code == "survey" || note.template_code == "reminder";
  notify::Facts facts{{"city", directory::in_language(city->city.name, language, first)},
                      {"number", cases_.number_of(subject->id)},
                      {"service", subject->service},
                      {"agency", subject->agency},
                      {"name", reach.name},
                      {"place", subject->place.address},
                      {"link", link(*subject, reach.who, language, asks ? "/feedback" : "")},
                      {"message", message_of(reader, *subject, note)}};
  if (const auto* service = city->service(subject->service)) facts["service"] = directory::in_language(service->name, language, first);
  if (const auto* agency = city->agency(subject->agency)) facts["agency"] = directory::in_language(agency->name, language, first);
  if (const Clock* answer = subject->clock(standards::ClockKind::first_status)) facts["first_due"] = answer->due;
  if (const Clock* outcome = subject->clock(standards::ClockKind::outcome)) facts["due"] = outcome->due;
  if (note.template_code == "reopened") facts["reason"] = facts["message"];
  if (note.template_code == confirming) {
    facts["address"] = reach.address;
    facts["hours"] = std::int64_t{confirm_within.count()};
  }
  if (note.template_code == "escalation") add_alarm(*subject, note, facts);
  if (note.template_code == "outcome")
    add_outcome(reader, *subject, reach.who == std::string(to_reporter) + std::to_string(subject->id), facts);
  return {subject->service, std::move(facts)};
}

// What runs out, of how much a part is used, and where the desk shows it.
void CaseBook::add_alarm(const Case& subject, const notify::Note& note, notify::Facts& facts) const {
  const auto data = notify::read_data(note.data).value_or(notify::Facts());
  const auto of = [&](std::string_view name) {
    const auto found = data.find(name);
    return found == data.end() ? notify::Fact(std::string()) : found->second;
  };
  const notify::Fact told = of("share");
  const auto* share = std::get_if<std::int64_t>(&told);
  facts["share"] = share ? *share : std::int64_t{0};
  facts["ran_out"] = std::string(share && *share >= 100 ? "yes" : "no");
  facts["link"] = public_url_ + "/desk/requests/" + cases_.number_of(subject.id);
  for (const Clock& clock : subject.clocks)
    if (of("clock") == notify::Fact(std::string(standards::name_of(clock.kind)))) facts["due"] = clock.due;
}

void CaseBook::add_outcome(store::Reader& reader, const Case& subject, bool asked_for_it, notify::Facts& facts) const {
  facts["outcome"] = subject.closing ? subject.closing->outcome : std::string("closed");
  facts["reason"] = facts["message"];
  const auto endings = cases_.endings(reader, subject.id);
  if (endings.empty()) return;
  const Ending& last = endings.back();
  facts["outcome"] = last.closing.outcome;
  if (!last.closing.reason.empty()) facts["reason"] = last.closing.reason;
  facts["who_can"] = last.who_can;
  facts["proof"] = last.proof;
  if (!asked_for_it || last.contested) return;  // who follows has no key to contest with
  const auto city = directory_.now();
  facts["contest_until"] = within(*city, contest_until(last.closing, standards_.now()->policy.contest_within_days, *city));
}

}  // namespace portico::cases
