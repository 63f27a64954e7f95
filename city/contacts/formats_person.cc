#include <boost/json.hpp>

#include "base/text.h"
#include "city/contacts/person.h"
#include "city/contacts/tables.h"

namespace portico::contacts {

std::string mails_of_person(store::Reader& reader, std::string_view email) {
  namespace json = boost::json;
  json::array all;
  for (const std::int64_t id : tables::ids_of_person(reader, lower_ascii(trim(email)))) {
    const auto contact = tables::find(reader, id);
    if (!contact) continue;
    json::array files;
    for (const KeptFile& file : contact->files)
      files.push_back(json::object{{"name", file.name}, {"type", file.stored.type}, {"size", file.stored.size}});
    all.push_back(json::object{{"received", iso8601(contact->at)},
                               {"state", std::string(name_of(contact->state))},
                               {"name", contact->name},
                               {"email", contact->email},
                               {"subject", contact->subject},
                               {"words", contact->words},
                               {"language", contact->language},
                               {"files", std::move(files)}});
  }
  return "\"mails\":" + json::serialize(all);
}

}  // namespace portico::contacts
