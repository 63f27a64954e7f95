#include "city/standards/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <stdexcept>

#include "base/text.h"

namespace portico::standards {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 7> day_names = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::string hours_text(const calendar::Hours& hours) {
  const auto time = [](calendar::Minutes at) { return fmt::format("{:02}:{:02}", at.count() / 60, at.count() % 60); };
  return time(hours.from) + "-" + time(hours.to);
}
json::array hours_list(const std::vector<calendar::Hours>& hours) {
  json::array list;
  for (const auto& each : hours) list.emplace_back(hours_text(each));
  return list;
}

// What cannot be read in a record is breakage: nobody but this program writes it.
template <class T>
T intact(Outcome<T> read) {
  if (!read) throw std::runtime_error("a stored promise cannot be read: " + read.error().faults.front().reason);
  return std::move(*read);
}
json::object parsed(std::string_view record) {
  try {
    return json::parse(record).as_object();
  } catch (const std::exception& broken) {
    throw std::runtime_error(std::string("a stored promise cannot be read: ") + broken.what());
  }
}
std::string text(const json::value& value) { return std::string(value.as_string()); }
std::vector<calendar::Hours> hours_of(const json::value& list) {
  std::vector<calendar::Hours> hours;
  for (const auto& each : list.as_array()) hours.push_back(intact(calendar::parse_hours(text(each), "hours")));
  return hours;
}
std::chrono::sys_days date_of(std::string_view date) { return std::chrono::sys_days{intact(calendar::parse_date(date, "date"))}; }

json::object object_of(const ClockPromise& clock) {
  json::object object;
  object["by"] = clock.same_time ? "same-time" : "close";
  object["calendar"] = clock.calendar;
  object["kind"] = name_of(clock.kind);
  json::array pauses;
  for (const auto& reason : clock.pauses) pauses.emplace_back(reason);
  object["pauses"] = std::move(pauses);
  object["share"] = clock.share;
  object["target"] = to_text(clock.target);
  return object;
}

ClockPromise clock_of(const json::object& object) {
  ClockPromise clock;
  const auto kind = clock_kind(text(object.at("kind")));
  if (!kind) throw std::runtime_error("a stored promise has a clock that this program does not know: " + text(object.at("kind")));
  clock.kind = *kind;
  clock.same_time = object.at("by").as_string() == "same-time";
  clock.calendar = text(object.at("calendar"));
  for (const auto& reason : object.at("pauses").as_array()) clock.pauses.push_back(text(reason));
  clock.share = static_cast<int>(object.at("share").as_int64());
  clock.target = intact(parse_target(text(object.at("target")), "target"));
  return clock;
}

void flatten(const json::value& value, const std::string& name, std::map<std::string, std::string>& into) {
  if (const auto* object = value.if_object()) {
    for (const auto& [key, each] : *object) flatten(each, name.empty() ? std::string(key) : name + "." + std::string(key), into);
  } else if (const auto* list = value.if_array()) {
    std::string joined;
    for (const auto& each : *list) {
      if (const auto* clock = each.if_object())
        flatten(each, std::string(clock->at("kind").as_string()), into);
      else
        joined += (joined.empty() ? "" : ", ") + std::string(each.as_string());
    }
    if (!list->empty() && !list->front().is_object()) into[name] = joined;
  } else {
    into[name] = value.is_string() ? std::string(value.as_string()) : json::serialize(value);
  }
}

}  // namespace

std::map<std::string, std::string> parts_of(std::string_view record) {
  std::map<std::string, std::string> parts;
  flatten(parsed(record), "", parts);
  return parts;
}

std::string date_text(std::chrono::sys_days date) {
  const calendar::Date day{date};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::string record_of(const calendar::Plan& plan) {
  json::object object, closed, open, week;
  for (const auto& [date, why] : plan.closed) closed[date_text(date)] = why;
  for (const auto& [date, hours] : plan.exceptional) open[date_text(date)] = hours_list(hours);
  for (const std::size_t day : {4uz, 0uz, 5uz, 6uz, 3uz, 1uz, 2uz}) {  // by name: fri mon sat sun thu tue wed
    if (!plan.week[day].empty()) week[day_names[day]] = hours_list(plan.week[day]);
  }
  object["closed"] = std::move(closed);
  object["code"] = plan.code;
  object["open"] = std::move(open);
  object["week"] = std::move(week);
  object["zone"] = plan.zone;
  return json::serialize(object);
}

calendar::Plan plan_of(std::string_view record) {
  const auto object = parsed(record);
  calendar::Plan plan;
  plan.code = text(object.at("code"));
  plan.zone = text(object.at("zone"));
  for (const auto& [date, why] : object.at("closed").as_object()) plan.closed[date_of(date)] = text(why);
  for (const auto& [date, hours] : object.at("open").as_object()) plan.exceptional[date_of(date)] = hours_of(hours);
  for (std::size_t day = 0; day < 7; ++day) {
    if (const auto* hours = object.at("week").as_object().if_contains(day_names[day])) plan.week[day] = hours_of(*hours);
  }
  return plan;
}

std::string record_of(const SlaVersion& sla) {
  json::object object, words;
  json::array clocks;
  for (const auto& clock : sla.clocks) clocks.push_back(object_of(clock));
  for (const auto& [language, said] : sla.words) words[language] = said;
  object["clocks"] = std::move(clocks);
  object["effective"] = date_text(sla.effective);
  object["service"] = sla.service;
  object["words"] = std::move(words);
  return json::serialize(object);
}

SlaVersion sla_of(std::string_view record) {
  const auto object = parsed(record);
  SlaVersion sla;
  sla.service = text(object.at("service"));
  sla.effective = date_of(text(object.at("effective")));
  for (const auto& clock : object.at("clocks").as_array()) sla.clocks.push_back(clock_of(clock.as_object()));
  for (const auto& [language, said] : object.at("words").as_object()) sla.words[std::string(language)] = text(said);
  return sla;
}

std::string record_of(const Emergency& emergency) {
  json::object object, words;
  json::array clocks, services;
  for (const auto& clock : emergency.clocks) clocks.push_back(object_of(clock));
  for (const auto& service : emergency.services) services.emplace_back(service);
  for (const auto& [language, said] : emergency.words) words[language] = said;
  object["clocks"] = std::move(clocks);
  object["kind"] = name_of(emergency.kind);
  object["services"] = std::move(services);
  object["words"] = std::move(words);
  return json::serialize(object);
}

Emergency emergency_of(std::string_view record) {
  const auto object = parsed(record);
  Emergency emergency;
  const auto kind = emergency_kind(text(object.at("kind")));
  if (!kind) throw std::runtime_error("a stored emergency is of a kind that this program does not know: " + text(object.at("kind")));
  emergency.kind = *kind;
  for (const auto& service : object.at("services").as_array()) emergency.services.push_back(text(service));
  for (const auto& clock : object.at("clocks").as_array()) emergency.clocks.push_back(clock_of(clock.as_object()));
  for (const auto& [language, said] : object.at("words").as_object()) emergency.words[std::string(language)] = text(said);
  return emergency;
}

std::string record_of(const Policy& policy) {
  json::object reviewers;
  for (const auto& office : policy.reviewers) {
    json::object name;
    for (const auto& [language, text] : office.name) name[language] = text;
    reviewers[office.code] = json::object{{"calendar", office.calendar}, {"name", std::move(name)}, {"target", to_text(office.target)}};
  }
  json::object escalations;  // share → role → urgent
  for (const auto& step : policy.escalations.steps) {
    auto& at = escalations[std::to_string(step.share)];
    if (!at.is_object()) at = json::object{};
    at.as_object()[step.to] = step.urgent;
  }
  json::object record{{"confirmation", json::object{{"every_months", policy.confirm_every_months}}}};
  // Left out where it is as it always was, so that records from before it could be set stay as they are.
  if (policy.contest_within_days != Policy{}.contest_within_days)
    record["contest"] = json::object{{"within_days", policy.contest_within_days}};
  record["escalations"] = std::move(escalations);
  record["quiet"] = policy.escalations.quiet;
  if (!policy.retentions.empty()) {
    json::array retentions;
    for (const auto& rule : policy.retentions)
      retentions.push_back(json::object{{"days", rule.days}, {"services", json::value_from(rule.services)}});
    record["retentions"] = std::move(retentions);
  }
  record["reviewers"] = std::move(reviewers);
  if (const SurveyTimes& survey = policy.survey; survey != SurveyTimes())
    record["survey"] = json::object{{"asked_after_hours", survey.asked_after_hours},
                                    {"open_for_days", survey.open_for_days},
                                    {"reminded_after_days", survey.reminded_after_days}};
  if (!policy.voices.empty()) {
    json::object voices;
    for (const Voice& each : policy.voices) voices[each.service] = json::object{{"compliment", each.compliment}, {"right", each.right}};
    record["voices"] = std::move(voices);
  }
  return json::serialize(record);
}

Policy policy_of(std::string_view record) {
  const auto object = parsed(record);
  Policy policy;
  policy.confirm_every_months = static_cast<int>(object.at("confirmation").as_object().at("every_months").as_int64());
  if (const auto* contest = object.if_contains("contest"))
    policy.contest_within_days = static_cast<int>(contest->as_object().at("within_days").as_int64());
  if (const auto* retentions = object.if_contains("retentions"))
    for (const auto& each : retentions->as_array())
      policy.retentions.push_back({json::value_to<std::vector<std::string>>(each.as_object().at("services")),
                                   static_cast<int>(each.as_object().at("days").as_int64())});
  if (const auto* survey = object.if_contains("survey")) {
    const auto days = [&](const char* key) { return static_cast<int>(survey->as_object().at(key).as_int64()); };
    policy.survey = {days("asked_after_hours"), days("reminded_after_days"), days("open_for_days")};
  }
  if (const auto* voices = object.if_contains("voices"))
    for (const auto& [service, each] : voices->as_object())
      policy.voices.push_back({std::string(service), each.as_object().at("compliment").as_bool(), text(each.as_object().at("right"))});
  for (const auto& [code, each] : object.at("reviewers").as_object()) {
    const auto& written = each.as_object();
    Reviewer office{.code = std::string(code), .name = {}, .target = {}, .calendar = text(written.at("calendar"))};
    for (const auto& [language, said] : written.at("name").as_object()) office.name[std::string(language)] = text(said);
    office.target = intact(parse_target(text(written.at("target")), "target"));
    policy.reviewers.push_back(std::move(office));
  }
  auto& escalations = policy.escalations;
  for (const auto& [share, roles] : object.at("escalations").as_object())
    for (const auto& [role, urgent] : roles.as_object())
      escalations.steps.push_back({static_cast<int>(*parse_integer(share)), std::string(role), urgent.as_bool()});
  std::ranges::sort(escalations.steps, {}, [](const Escalation& step) { return std::pair(step.share, step.to); });
  escalations.quiet = text(object.at("quiet"));
  return policy;
}

}  // namespace portico::standards
