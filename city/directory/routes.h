// Pages over HTTP: what every module that answers with a page uses, and the directory's own routes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "city/directory/base_map.h"
#include "city/directory/shell.h"
#include "city/directory/streets.h"
#include "platform/http/http.h"

namespace portico::directory {

// The language for an answer: the path's ("/es/requests"), else the cookie "lang", else Accept-Language, else the city's own.
std::string language_of(const http::Request& request, const Snapshot& city);

// The same among those that the pages for staff are written in (i18n::staff_languages); English where that is none of them.
std::string staff_language_of(const http::Request& request, const Snapshot& city);

// The path without its language.
std::string plain_path(const http::Request& request, const Snapshot& city);

// A page in the shell; language and path are the request's where `page` leaves them empty.
http::Response respond(const http::Request& request, const Snapshot& city, Page page, int status = 200);

// What stands at the top of the pages for whoever is signed in: the ways to what they may see, and who they are.
Bar bar_of(const http::Principal& principal, std::string_view language);

// A page that says that there is none.
http::Response no_such_page(const http::Request& request, const Snapshot& city);

// What a browser is shown in place of a problem (http::Settings::problem_page): in the reader's language what to do now, and behind that
// what the server says. Nothing before the first load.
std::function<std::optional<http::Response>(const http::Request&, int status, const std::vector<Fault>& said)> problem_page(
    const Directory& directory);

// For a page's route, on what becomes of it while the server is on intake only (http::Route).
// A page that says that lists rest for a while, 503.
std::function<std::optional<http::Response>(const http::Request&)> resting_page(const Directory& directory);
// The key of a page that depends on its path and language alone; "" for one that somebody reads with a token.
std::function<std::string(const http::Request&)> kept_page(const Directory& directory);

// The routes, and each of them once more under "/{language}": "/requests/{number}" also answers "/es/requests/{number}". What is no
// language of the city gets a 404.
std::vector<http::Route> in_every_language(std::vector<http::Route> routes, const Directory& directory);

// HTML that a module above has to say, in a language: of everything ("" for `service`), or of one service.
using Notices = std::function<std::string(const Snapshot& city, const std::string& language, std::string_view service)>;

// Whether the asker takes this coding of an answer's body: "gzip, br;q=0.5" takes both, "gzip;q=0" neither.
bool takes_coding(const http::Request& request, std::string_view coding);

// "/tiles/base-PRINT/{zoom}/{x}/{y}.mvt", and how a map asks for them.
std::vector<http::Route> tile_routes(const BaseMaps& maps);
std::string base_map_tiles(const BaseMap& map);

// "/places.json": suggestions for who types an address, and the address of who has a position.
std::vector<http::Route> place_routes(const Directory& directory, const Streets& streets);
// "/manifest.webmanifest" and "/service-worker.js".
std::vector<http::Route> worker_routes(const Directory& directory);

// "/assets/{file}" and "/services".
std::vector<http::Route> routes(const Directory& directory, Notices notices = {});

}  // namespace portico::directory
