#include "city/standards/policy_reading.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "city/directory/pack.h"
#include "platform/formats/formats.h"

namespace portico::standards {
namespace {

using formats::TomlTable;
using Faults = std::vector<Fault>;

constexpr auto file_name = "standards.toml";
constexpr int most_months = 120, most_days = 366, most_days_kept = 36'500, most_hours = 24 * most_days;
constexpr int most_share = 1000;

std::map<std::string, std::string> read_name(const TomlTable& table, const directory::City& city, Faults& faults) {
  const auto written = table.text_map("name", faults);
  const auto& languages = city.languages;
  const std::string accepted = fmt::format("name = {{ {} = \"…\" }}", languages.empty() ? "en" : languages.front());
  for (const auto& [language, text] : written) {
    if (std::ranges::find(languages, language) == languages.end())
      faults.push_back({table.place_of("name"), fmt::format("'{}' is no language of the city", language),
                        fmt::format("{}", fmt::join(languages, ", "))});
    if (trim(text).empty())
      faults.push_back({table.place_of("name"), fmt::format("the office's name in '{}' is empty", language), accepted});
  }
  if (!languages.empty() && !written.contains(languages.front()))
    faults.push_back({table.has("name") ? table.place_of("name") : table.place(),
                      fmt::format("the office has no name in '{}', the city's own language", languages.front()), accepted});
  return written;
}

void read_deadline(const TomlTable& table, const std::vector<std::string>& calendars, Reviewer& into, Faults& faults) {
  into.calendar = table.text_or("calendar", "", faults);
  const auto written = table.text("target", faults);
  if (written.empty()) return;
  const auto target = parse_target(written, table.place_of("target"));
  if (!target) return faults.push_back(target.error().faults.front());
  into.target = *target;
  if (target->amount == 0) faults.push_back({table.place_of("target"), "nobody can review anything in no time", "10d, 80h or 240H"});
  const bool elapsed = target->unit == Target::Unit::elapsed_hours;
  if (elapsed && !into.calendar.empty())
    faults.push_back({table.place_of("calendar"), "elapsed hours are counted without a calendar", "no calendar, or open days such as 10d"});
  else if (!elapsed && into.calendar.empty())
    faults.push_back({table.place(), "the office's target has no calendar", "calendar = \"…\", or elapsed hours such as 240H"});
  else if (!elapsed && std::ranges::find(calendars, into.calendar) == calendars.end())
    faults.push_back({table.place_of("calendar"), fmt::format("there is no calendar '{}'", into.calendar),
                      formats::nearest_or(into.calendar, calendars, "one of calendars.toml")});
}

void read_reviewer(const TomlTable& table, const directory::City& city, const std::vector<std::string>& calendars, Policy& into,
                   Faults& faults) {
  Reviewer office;
  office.code = table.text("code", faults);
  office.name = read_name(table, city, faults);
  read_deadline(table, calendars, office, faults);
  if (office.code.empty()) return;
  if (!directory::is_code(office.code))
    faults.push_back({table.place_of("code"), fmt::format("'{}' is no code", office.code), "1 to 60 of A-Z a-z 0-9 _ . -"});
  if (into.reviewer(office.code))
    return faults.push_back({table.place_of("code"), fmt::format("the office '{}' is there twice", office.code), "each office once"});
  into.reviewers.push_back(std::move(office));
}

// Stays as it is where nothing is said.
void read_number(const TomlTable& table, std::string_view key, std::string_view what, int most, int& into, Faults& faults) {
  const auto number = table.integer_or(key, into, faults);
  if (number < 1 || number > most)
    faults.push_back({table.place_of(key), fmt::format("{} is no number of {}", number, what), fmt::format("1 to {}", most)});
  else
    into = static_cast<int>(number);
}

void read_survey(const TomlTable& table, SurveyTimes& into, Faults& faults) {
  read_number(table, "asked_after_hours", "hours", most_hours, into.asked_after_hours, faults);
  read_number(table, "reminded_after_days", "days", most_days, into.reminded_after_days, faults);
  read_number(table, "open_for_days", "days", most_days, into.open_for_days, faults);
  if (into.open_for_days * 24 <= into.asked_after_hours + into.reminded_after_days * 24)
    faults.push_back({table.place(), "the reminder would come when nobody can answer any more", "a longer open_for_days"});
}

void read_voice(const TomlTable& table, const directory::Snapshot& directory, Policy& into, Faults& faults) {
  const auto kind = table.text("kind", faults);
  Voice voice{table.text("service", faults), kind == "compliment", table.text_or("right", "", faults)};
  if (!kind.empty() && !voice.compliment && kind != "complaint")
    faults.push_back({table.place_of("kind"), fmt::format("there is no kind '{}'", kind), "complaint or compliment"});
  if (voice.service.empty()) return;
  const auto* service = directory.service(voice.service);
  if (!service)
    return faults.push_back({table.place_of("service"), fmt::format("there is no service '{}'", voice.service), "a code of services.toml"});
  if (into.voice(voice.service))
    return faults.push_back({table.place_of("service"), fmt::format("'{}' is there twice", voice.service), "each service once"});
  const auto asked = std::ranges::find(service->questions, voice.right, &directory::Question::code);
  if (!voice.right.empty() && (asked == service->questions.end() || asked->choices.empty()))
    faults.push_back({table.place_of("right"),
                      fmt::format("'{}' asks nothing under '{}' whose choices could be rights", voice.service, voice.right),
                      "the code of a question with choices"});
  into.voices.push_back(std::move(voice));
}

void read_retention(const TomlTable& table, Policy& into, Faults& faults) {
  Retention rule{table.texts("services", faults), static_cast<int>(table.integer_or("days", 0, faults))};
  if (rule.days < 1 || rule.days > most_days_kept)
    faults.push_back({table.place_of("days"), fmt::format("{} is no number of days", rule.days), fmt::format("1 to {}", most_days_kept)});
  for (const Retention& other : into.retentions) {
    const bool both_rest = rule.services.empty() && other.services.empty();
    const auto twice = std::ranges::find_if(
        rule.services, [&](const auto& code) { return std::ranges::find(other.services, code) != other.services.end(); });
    if (both_rest || twice != rule.services.end())
      faults.push_back({table.place(), both_rest ? "there are two rules for all other services" : fmt::format("'{}' has two rules", *twice),
                        "one rule a service"});
  }
  into.retentions.push_back(std::move(rule));
}

void read_escalation(const TomlTable& table, EscalationPolicy& into, Faults& faults) {
  Escalation step;
  const auto share = table.integer_or("at", 0, faults);
  if (share < 1 || share > most_share)
    faults.push_back(
        {table.place_of("at"), fmt::format("{} is no share of a target", share), fmt::format("per cent, 1 to {}", most_share)});
  step.share = static_cast<int>(share);
  step.to = table.text("to", faults);
  if (!step.to.empty() && !directory::is_code(step.to))
    faults.push_back({table.place_of("to"), fmt::format("'{}' is no role", step.to), "1 to 60 of A-Z a-z 0-9 _ . -, such as dispatcher"});
  step.urgent = table.flag_or("urgent", false, faults);
  const auto same = [&](const Escalation& known) { return known.share == step.share && known.to == step.to; };
  if (std::ranges::any_of(into.steps, same))
    return faults.push_back({table.place(), fmt::format("'{}' is told at {} % twice", step.to, step.share), "each role once at a share"});
  into.steps.push_back(std::move(step));
}

void read_escalations(const TomlTable& document, const std::vector<std::string>& calendars, EscalationPolicy& into, Faults& faults) {
  for (const auto& table : document.tables("escalation", faults)) read_escalation(table, into, faults);
  std::ranges::sort(into.steps, {}, [](const Escalation& step) { return std::pair(step.share, step.to); });
  const auto quiet = document.table("quiet", faults);
  if (!quiet) return;
  into.quiet = quiet->text("calendar", faults);
  if (!into.quiet.empty() && std::ranges::find(calendars, into.quiet) == calendars.end())
    faults.push_back({quiet->place_of("calendar"), fmt::format("there is no calendar '{}'", into.quiet),
                      formats::nearest_or(into.quiet, calendars, "one of calendars.toml")});
}

}  // namespace

Policy read_policy(const std::filesystem::path& folder, const directory::Snapshot& directory, const std::vector<std::string>& calendars,
                   std::vector<Fault>& faults) {
  Policy policy;
  if (!std::filesystem::exists(folder / file_name)) return policy;
  const auto document = TomlTable::read(folder / file_name);
  if (!document) {
    faults.insert(faults.end(), document.error().faults.begin(), document.error().faults.end());
    return policy;
  }
  const auto reviewers = document->tables("reviewer", faults);
  for (const auto& table : reviewers) read_reviewer(table, directory.city, calendars, policy, faults);
  if (reviewers.size() == 1)
    faults.push_back({reviewers.front().place(), "one office alone reviews no promise", "two [[reviewer]] or more, or none"});
  std::ranges::sort(policy.reviewers, {}, &Reviewer::code);
  if (const auto confirmation = document->table("confirmation", faults))
    read_number(*confirmation, "every_months", "months", most_months, policy.confirm_every_months, faults);
  if (const auto contest = document->table("contest", faults))
    read_number(*contest, "within_days", "days", most_days, policy.contest_within_days, faults);
  if (const auto survey = document->table("survey", faults)) read_survey(*survey, policy.survey, faults);
  for (const auto& table : document->tables("voice", faults)) read_voice(table, directory, policy, faults);
  std::ranges::sort(policy.voices, {}, &Voice::service);
  for (const auto& table : document->tables("retention", faults)) read_retention(table, policy, faults);
  read_escalations(*document, calendars, policy.escalations, faults);
  document->refuse_unknown(faults);
  return policy;
}

}  // namespace portico::standards
