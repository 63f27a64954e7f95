#include "city/standards/proposal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "city/standards/record.h"
#include "platform/calendar/calendar.h"

namespace portico::standards {
namespace {

using Decision = OfficeReview::Decision;
using State = Proposal::State;
using std::chrono::sys_days;

constexpr std::array<std::pair<State, std::string_view>, 4> state_names{
    {{State::under_review, "under_review"}, {State::approved, "approved"}, {State::returned, "returned"}, {State::withdrawn, "withdrawn"}}};
constexpr std::size_t longest_words = 1'000, longest_reason = 4'000;
constexpr std::chrono::years farthest_off{5};

bool is_text(std::string_view text, std::size_t longest) {
  return valid_utf8(text) && !text.contains('\0') && count_characters(text) <= longest;
}

// Reads a proposal, fault by fault.
class Check {
 public:
  Check(const WrittenProposal& written, const directory::Snapshot& city, const Snapshot& standards, Instant now)
      : written_(written), city_(city), standards_(standards), now_(now) {}

  Outcome<Proposal> made() && {
    Proposal wanted;
    wanted.proposed = now_;
    wanted.again = written_.again;
    wanted.agency = service(wanted.sla);
    effective(wanted.sla);
    clocks(wanted.sla);
    wanted.sla.words = words();
    wanted.reason = reason();
    wanted.reviews = reviews();
    if (!faults_.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults_)});
    return wanted;
  }

 private:
  void fault(std::string_view field, std::string reason, std::string accepted) {
    faults_.push_back({place(field), std::move(reason), std::move(accepted)});
  }
  std::string place(std::string_view field) const { return written_.place ? written_.place(field) : std::string(field); }

  std::string service(SlaVersion& sla) {
    sla.service = written_.service;
    const auto* service = city_.service(written_.service);
    if (!service || service->retired) {
      std::vector<std::string> codes;
      for (const auto& each : city_.services) {
        if (!each.retired) codes.push_back(each.code);
      }
      fault("service", fmt::format("there is no service '{}'", written_.service),
            formats::nearest_or(written_.service, codes, "the code of a service in use"));
      return written_.agency;
    }
    if (!written_.agency.empty() && written_.agency != service->agency)
      fault("agency", fmt::format("the service '{}' is not {}'s but {}'s", service->code, written_.agency, service->agency),
            "the agency that answers for the service");
    return service->agency;
  }

  void effective(SlaVersion& sla) {
    const auto read = calendar::parse_date(written_.effective, place("effective"));
    if (!read) return faults_.push_back(read.error().faults.front());
    sla.effective = sys_days{*read};
    const auto today = local_date(city_, now_);
    if (sla.effective < today)
      fault("effective", fmt::format("{} lies before today, {}", written_.effective, date_text(today)),
            "today or a later date: nobody is promised anything in the past");
    if (sla.effective > sys_days{std::chrono::year_month_day{today}.year() / 12 / 31} + farthest_off)
      fault("effective", fmt::format("{} is too far off", written_.effective), "a date within five years");
  }

  void clocks(SlaVersion& sla) {
    std::vector<std::string> calendars;
    for (const auto& [code, version] : standards_.calendars) calendars.push_back(code);
    for (auto each : written_.clocks) {
      if (!each.place) each.place = [](std::string_view key) { return key.empty() ? "clocks" : "clocks." + std::string(key); };
      check_clock(each, calendars, sla.clocks, faults_);
    }
    insist_on_both(sla.clocks, place("clocks"), "the proposal", "a clock", faults_);
  }

  std::map<std::string, std::string> words() {
    const auto& languages = city_.city.languages;
    for (const auto& [language, text] : written_.words) {
      if (std::ranges::find(languages, language) == languages.end())
        fault("words", fmt::format("'{}' is no language of the city", language), fmt::format("{}", fmt::join(languages, ", ")));
      if (trim(text).empty() || !is_text(text, longest_words))
        fault("words", fmt::format("the promise's words in '{}' are empty, too long or no text", language),
              fmt::format("UTF-8, 1 to {} characters", longest_words));
    }
    if (!languages.empty() && !written_.words.contains(languages.front()))
      fault("words", fmt::format("the promise has no words in '{}', the city's own language", languages.front()),
            "a sentence that residents understand");
    return written_.words;
  }

  std::string reason() {
    if (trim(written_.reason).empty())
      fault("reason", "the proposal says no reason", "why this promise is reasonable, in plain words");
    else if (!is_text(written_.reason, longest_reason))
      fault("reason", "the reason is too long or no text", fmt::format("UTF-8, at most {} characters", longest_reason));
    return std::string(trim(written_.reason));
  }

  std::vector<OfficeReview> reviews() {
    if (standards_.policy.reviewers.empty())
      fault("service", "the city's pack names no office that reviews promises", "standards.toml with two [[reviewer]] or more");
    std::vector<OfficeReview> offices;
    for (const auto& office : standards_.policy.reviewers) {
      OfficeReview review;
      review.office = office.code;
      review.due = due_instant(office.deadline(), standards_.calendar(office.calendar), now_, {}, now_);
      offices.push_back(std::move(review));
    }
    return offices;
  }

  const WrittenProposal& written_;
  const directory::Snapshot& city_;
  const Snapshot& standards_;
  Instant now_;
  std::vector<Fault> faults_;
};

Refusal waits_no_more(const Proposal& proposal) {
  const auto accepted =
      proposal.state == State::approved ? "a new proposal, to change what was approved" : "a new proposal that names this one";
  return {Refused::conflict,
          {{"proposal",
            fmt::format("proposal {} was {} on {}", proposal.id, name_of(proposal.state), iso8601(proposal.ended.value_or(Instant{}))),
            accepted}}};
}

std::string offices_of(const Proposal& proposal) {
  std::string all;
  for (const auto& each : proposal.reviews) all += (all.empty() ? "" : ", ") + each.office;
  return all;
}

}  // namespace

std::string_view name_of(Decision decision) {
  switch (decision) {
    case Decision::approved:
      return "approved";
    case Decision::returned:
      return "returned";
    case Decision::none:
      break;
  }
  return "";
}

std::string_view name_of(State state) { return state_names[static_cast<std::size_t>(state)].second; }

std::optional<State> proposal_state(std::string_view name) {
  for (const auto& [state, written] : state_names) {
    if (written == name) return state;
  }
  return std::nullopt;
}

OfficeReview* Proposal::review(std::string_view office) {
  const auto found = std::ranges::find(reviews, office, &OfficeReview::office);
  return found == reviews.end() ? nullptr : &*found;
}

bool Proposal::approved_by_all() const {
  return std::ranges::all_of(reviews, [](const OfficeReview& each) { return each.decision == Decision::approved; });
}

bool overdue(const Proposal& proposal, const OfficeReview& review, Instant now) {
  if (review.decided) return *review.decided > review.due;
  return proposal.ended.value_or(now) > review.due;
}

Outcome<Proposal> check_proposal(const WrittenProposal& written, const directory::Snapshot& city, const Snapshot& standards, Instant now) {
  return Check(written, city, standards, now).made();
}

Outcome<void> decide(Proposal& proposal, std::string_view office, Decision decision, std::string_view reason, Instant at,
                     std::string_view by) {
  if (proposal.state != State::under_review) return std::unexpected(waits_no_more(proposal));
  auto* review = proposal.review(office);
  if (!review)
    return refuse(Refused::invalid, "office", fmt::format("'{}' does not review proposal {}", office, proposal.id), offices_of(proposal));
  if (review->decision != Decision::none)
    return refuse(Refused::conflict, "office", fmt::format("{} has {} proposal {} already", office, name_of(review->decision), proposal.id),
                  "one decision of each office on a proposal");
  if (decision == Decision::returned && trim(reason).empty())
    return refuse(Refused::invalid, "reason", "a return says why", "what would have to be different, in plain words");
  if (!is_text(reason, longest_reason))
    return refuse(Refused::invalid, "reason", "the reason is too long or no text",
                  fmt::format("UTF-8, at most {} characters", longest_reason));
  review->decision = decision;
  review->decided = at;
  review->reason = trim(reason);
  review->decided_by = by;
  ++proposal.version;
  if (decision == Decision::returned)
    proposal.state = State::returned;
  else if (proposal.approved_by_all())
    proposal.state = State::approved;
  if (proposal.state != State::under_review) proposal.ended = at;
  return {};
}

Outcome<void> withdraw(Proposal& proposal, std::string_view agency, std::string_view reason, Instant at) {
  if (!agency.empty() && agency != proposal.agency)
    return refuse(Refused::forbidden, "agency", fmt::format("proposal {} is {}'s", proposal.id, proposal.agency), proposal.agency);
  if (proposal.state != State::under_review) return std::unexpected(waits_no_more(proposal));
  if (!is_text(reason, longest_reason))
    return refuse(Refused::invalid, "reason", "the reason is too long or no text",
                  fmt::format("UTF-8, at most {} characters", longest_reason));
  proposal.state = State::withdrawn;
  proposal.ended = at;
  proposal.ended_reason = trim(reason);
  ++proposal.version;
  return {};
}

sys_days local_date(const directory::Snapshot& city, Instant at) {
  const auto zone = calendar::Zone::find(city.city.zone, "zone");
  return zone ? zone->local_date(at) : std::chrono::floor<std::chrono::days>(at);
}

}  // namespace portico::standards
