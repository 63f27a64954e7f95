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

// `token`: by which the page was asked for; "" of a public one. `waiting`: how many the public may not see yet.
std::string photos_block(const Words& words, const Case& subject, const std::vector<Photo>& photos, std::string_view token, int waiting);

}  // namespace portico::cases
