// Photos over HTTP: "/requests/{number}/photos/{photo}", the same for staff under /desk, and what the page of a request shows of them.
#pragma once

#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/photo.h"
#include "city/cases/routes_words.h"
#include "platform/files/files.h"
#include "platform/http/http.h"

namespace portico::cases {

std::vector<http::Route> photo_routes(store::Store& store, const Cases& cases, const files::Files& files);

// The pictures of a form's field "media", taken; refused with what is wrong with the first that cannot be, none taken where they are too
// many.
Outcome<std::vector<files::Stored>> photos_sent(const http::Form& form, files::Files& files);

// A photo's thumbnail, which leads to the photo; a document's link. `page`: the path of its request's page, "/desk/requests/2345-678X";
// `service`: the request's, plain.
std::string photo_figure(const Words& words, const Photo& photo, const std::string& page, std::string_view token,
                         const std::string& service);

// `token`: by which the page was asked for; "" of a public one. `waiting`: how many the public may not see yet.
std::string photos_block(const Words& words, const Case& subject, const std::vector<Photo>& photos, std::string_view token, int waiting);

}  // namespace portico::cases
