// The public pages about requests: "/", "/requests" and "/requests/{number}", each also under "/{language}"; and
// "/emergencies/{code}.json".
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/cases.h"
#include "platform/files/files.h"
#include "platform/http/http.h"

namespace portico::cases {

// What a module above knows of a case, for the desk's page of it: panes, or "". Given the case and the page's language.
using Beside = std::function<std::string(const Case& subject, const std::string& language)>;
// What a module above has on file of whoever has an address: members of a JSON object ("\"mails\":[]"), or "".
using OfPerson = std::function<std::string(store::Reader& reader, std::string_view email)>;

// A case of a service that is not listed is shown only with its token, "/requests/2345-678X?token=…"; without it, it is as unknown as a
// number that was never given.
std::vector<http::Route> routes(store::Store& store, const Cases& cases, const directory::Directory& directory,
                                const standards::Standards& standards, const TimeSource& time, files::Files& files,
                                const Beside& beside = {}, const OfPerson& of_person = {});

}  // namespace portico::cases
