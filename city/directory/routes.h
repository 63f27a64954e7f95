// Pages over HTTP: what every module that answers with a page uses, and the directory's own routes.
#pragma once

#include <string>
#include <vector>

#include "city/directory/shell.h"
#include "platform/http/http.h"

namespace portico::directory {

// The language for an answer: the path's ("/es/requests"), else the cookie "lang", else Accept-Language, else the city's own.
std::string language_of(const http::Request& request, const Snapshot& city);

// The path without its language.
std::string plain_path(const http::Request& request, const Snapshot& city);

// A page in the shell; language and path are the request's where `page` leaves them empty.
http::Response respond(const http::Request& request, const Snapshot& city, Page page, int status = 200);

// A page that says that there is none.
http::Response no_such_page(const http::Request& request, const Snapshot& city);

// The routes, and each of them once more under "/{language}": "/requests/{number}" also answers "/es/requests/{number}". What is no
// language of the city gets a 404.
std::vector<http::Route> in_every_language(std::vector<http::Route> routes, const Directory& directory);

// "/assets/{file}" and "/services".
std::vector<http::Route> routes(const Directory& directory);

}  // namespace portico::directory
