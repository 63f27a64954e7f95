// The interface of the whole program as an OpenAPI 3.1 document, made from the table of routes.
#pragma once

#include <string>
#include <vector>

#include "platform/http/http.h"

namespace portico::app {

// A path a pattern; what is the same page in another language is left out. Answers that our scripts read have a schema.
std::string openapi_of(const std::vector<http::Route>& routes);

// "/openapi.json", of these routes and itself.
http::Route openapi_route(const std::vector<http::Route>& routes);

}  // namespace portico::app
