#include "city/cases/template_kinds.h"

#include <stdexcept>

namespace portico::cases {

std::string_view told(std::string_view name);  // told/*.toml

namespace {

using notify::Field;
using notify::FieldType;
using notify::TemplateKind;

constexpr const char* languages[] = {"en", "es", "zh", "ru", "bn", "ht", "ko", "ar", "ur", "fr", "pl"};
const Instant sample_day = from_millis(1'772'730'000'000);  // 5 March 2026

Field text(const char* name, const char* meaning, const char* sample) {
  return {name, FieldType::text, false, meaning, std::string(sample)};
}
Field perhaps(const char* name, const char* meaning, const char* sample) {
  return {name, FieldType::text, true, meaning, std::string(sample)};
}
Field day_perhaps(const char* name, const char* meaning) { return {name, FieldType::day, true, meaning, sample_day}; }

Field city() { return text("city", "the city's name", "City of Harborside"); }
Field person() { return perhaps("name", "how the person is addressed", "Maria Alvarez"); }
Field agency() { return text("agency", "the agency that is responsible", "Streets and Lights"); }
Field number() { return text("number", "the request's number", "2345-678X"); }
Field service() { return text("service", "what it is about", "Street light"); }
Field link() {
  return {"link", FieldType::link, false, "where the person sees and does what this is about",
          std::string("https://311.example/r/2345-678X")};
}
Field place() { return perhaps("place", "where it is", "245 Seaside Avenue"); }
Field due() { return day_perhaps("due", "the last day on which it is promised to be done"); }

// What stands in every message about a request.
std::vector<Field> of_request(std::vector<Field> more) {
  std::vector<Field> all{city(), person(), number(), service(), link()};
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return all;
}

TemplateKind outcome_kind() {
  return {.code = "outcome",
          .meaning = "How a request ended, and why; what the person can do if it is not so.",
          .fields = of_request({agency(),
                                text("outcome", "fixed, closed, duplicate, not_responsible, cannot_act, no_action or cancelled", "fixed"),
                                text("reason", "why, in plain words", "The lamp and its cable were replaced."),
                                perhaps("who_can", "who can act where the city cannot", "Harbor Power, 555-0100"),
                                perhaps("proof", "what shows it, in words", "The light was on at 9 PM."),
                                day_perhaps("contest_until", "the last day on which the outcome can be contested")})};
}

TemplateKind escalation_kind() {
  return {.code = "escalation",
          .meaning = "To staff: the time that was promised for a case runs out, or has run out.",
          .fields = {number(),
                     service(),
                     link(),
                     agency(),
                     place(),
                     text("clock", "first_status or outcome", "outcome"),
                     text("ran_out", "yes, or no", "no"),
                     {"share", FieldType::number, false, "how many percent of the time are used", std::int64_t{80}},
                     {"due", FieldType::moment, false, "when the time runs out, or ran out", sample_day}}};
}

}  // namespace

std::vector<TemplateKind> template_kinds() {
  return {
      {.code = "receipt",
       .meaning = "A request was received: its number, and what is promised.",
       .fields = of_request({agency(), place(), day_perhaps("first_due", "the last day on which an answer is promised"), due()})},
      {.code = "status",
       .meaning = "Somebody of the agency wrote about a request.",
       .fields = of_request({agency(), text("message", "what they wrote", "We have ordered the lamp. It comes on Thursday.")})},
      outcome_kind(),
      {.code = "reopened",
       .meaning = "A request is open again.",
       .fields = of_request({agency(), perhaps("reason", "why, in plain words", "The light is out again."), due()})},
      {.code = "survey", .meaning = "Two questions after an outcome.", .fields = of_request({})},
      {.code = "reminder", .meaning = "The two questions once more, for the last time.", .fields = of_request({})},
      escalation_kind(),
      {.code = "contact_received",
       .meaning = "What a person wrote was received, and somebody will read it.",
       .fields = {city(), person(), perhaps("subject", "of what they wrote", "My street"),
                  perhaps("reference", "the number under which it is kept", "C-1041")},
       .answers = true},
      {.code = "confirm_contact",
       .meaning = "Whoever gave an address confirms that it is theirs.",
       .fields = {city(),
                  text("address", "the address that was given", "maria@example.org"),
                  {"hours", FieldType::number, false, "for how many hours the link works", std::int64_t{24}},
                  link()},
       .urgent = true},
  };
}

std::vector<notify::Template> built_in_templates() {
  std::vector<notify::Template> all;
  for (const std::string language : languages) {
    const std::string name = "city/cases/told/" + language + ".toml";
    auto read = notify::read_templates(told(name), name, language);
    if (!read) throw std::logic_error(read.error().faults.front().field + ": " + read.error().faults.front().reason);
    all.insert(all.end(), std::make_move_iterator(read->begin()), std::make_move_iterator(read->end()));
  }
  return all;
}

}  // namespace portico::cases
