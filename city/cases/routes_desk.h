// The desk: what those who work requests see and do, as pages without scripts. Behind a sign-in, or a key with the permissions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/routes.h"
#include "city/cases/routes_verbs.h"
#include "city/cases/routes_words.h"
#include "city/directory/shell.h"
#include "platform/files/files.h"
#include "platform/http/http.h"

namespace portico::cases {

// What the desk's pages read from; lives as long as the routes.
struct Desk {
  store::Store& store;
  const Cases& cases;
  const directory::Directory& directory;
  const standards::Standards& standards;
  files::Files& files;
  const TimeSource& time;
  Beside beside = {};
  OfPerson of_person = {};
};

// GET /desk (the work list), /desk/requests/{number}, /desk/review, /desk/places; POST /desk/requests/{number}/pause and all the other
// verbs, and those of photos.
std::vector<http::Route> desk_routes(Desk desk);
// POST /desk/requests/{number}/photos (adds some from afterwards), /photos/{photo}/release and /photos/{photo}/hide.
std::vector<http::Route> desk_photo_routes(const std::shared_ptr<const Desk>& desk);

// In the desk's shell, never kept by a cache.
http::Response desk_page(const http::Request& request, const directory::Snapshot& city, const Words& words, std::string path,
                         std::string title, std::string body, int status = 200);
// The agencies whose requests the principal may read, in the directory's order.
std::vector<std::string> agencies_of(const http::Principal& principal, const directory::Snapshot& city);

// What was typed into one form and refused: shown again with the reasons.
struct Typed {
  std::string_view path;  // of the verb; "" where nothing was
  Texts texts;
  Refusal refusal;
};
http::Response desk_case(const Desk& from, const http::Request& request, const Typed& typed);
http::Response desk_review(const Desk& from, const http::Request& request, const Typed& typed);
// What was wrong, at the top of either, with links to the fields; "" where nothing was.
std::string refused_summary(const Words& words, const Typed& typed);

// The forms for all that the principal may do to a case as it stands.
struct FormsOnCase {
  const Case& subject;
  const http::Principal& principal;
  const directory::Snapshot& city;
  std::vector<std::string> pause_reasons;
  const Typed& typed;
};
std::string forms_on(const Words& words, const FormsOnCase& on);
// All its photos, each with what may be done to it, and the form that adds some; "" where there is neither.
std::string photos_on(const Words& words, const FormsOnCase& on, const std::vector<Photo>& photos);
// Photos that wait for a person, each with the forms that release and hide it.
std::string photos_waiting(const Words& words, const http::Principal& principal, const std::vector<PhotoToReview>& waiting);

}  // namespace portico::cases
