#include <boost/json.hpp>

#include "base/text.h"
#include "city/cases/person.h"
#include "city/cases/tables.h"
#include "city/cases/tables_redact.h"

namespace portico::cases {
namespace {

namespace json = boost::json;

json::array messages_of(const std::vector<Message>& messages) {
  json::array all;
  for (const Message& each : messages)
    all.push_back(json::object{{"at", iso8601(each.at)}, {"by", each.author}, {"department", each.department}, {"text", each.text}});
  return all;
}

json::array contests_of(const std::vector<Ending>& endings) {
  json::array all;
  for (const Ending& each : endings)
    if (each.contested) all.push_back(json::object{{"at", iso8601(*each.contested)}, {"words", each.contest_words}});
  return all;
}

json::array answers_of(const std::vector<Answer>& answers) {
  json::array all;
  for (const Answer& each : answers) all.push_back(json::object{{"question", each.question}, {"values", json::value_from(each.values)}});
  return all;
}

json::object written(const PersonsCase& each) {
  const Case& subject = each.subject;
  json::object made{{"number", subject.number}, {"service", subject.service}, {"asked", iso8601(subject.opened)}};
  if (!each.reporter) {
    made["follows"] = true;
    return made;
  }
  const Reporter& by = *each.reporter;
  made["reporter"] =
      json::object{{"first_name", by.first_name}, {"last_name", by.last_name},   {"email", by.email},      {"phone", by.phone},
                   {"device_id", by.device_id},   {"account_id", by.account_id}, {"language", by.language}};
  made["words"] = subject.description;
  made["address"] = subject.place.address;
  if (subject.place.point) made["point"] = json::array{subject.place.point->latitude, subject.place.point->longitude};
  made["answers"] = answers_of(subject.answers);
  made["messages"] = messages_of(each.messages);
  made["contested"] = contests_of(each.endings);
  return made;
}

}  // namespace

std::vector<PersonsCase> cases_of_person(store::Reader& reader, const Cases& cases, std::string_view email) {
  const std::string address = lower_ascii(trim(email));
  std::vector<PersonsCase> all;
  for (const std::int64_t id : tables::ids_of_person(reader, address)) {
    auto subject = cases.find_for_staff(reader, cases.number_of(id));
    if (!subject) continue;
    auto reporter = cases.reporter(reader, id);
    const bool theirs = reporter && lower_ascii(reporter->email) == address;
    all.push_back(
        {*std::move(subject), theirs ? std::move(reporter) : std::nullopt, cases.messages(reader, id), cases.endings(reader, id)});
  }
  return all;
}

std::string to_json(const std::vector<PersonsCase>& all, std::string_view more) {
  std::string text = "{\"requests\":[";
  for (const PersonsCase& each : all) text += (text.back() == '[' ? "\n" : ",\n") + json::serialize(written(each));
  return text + "\n]" + (more.empty() ? "" : ",\n" + std::string(more)) + "}\n";
}

}  // namespace portico::cases
