// The city's answers over HTTP: pages without scripts for the public, for the desk and for those who write; and what is counted of them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "city/directory/directory.h"
#include "city/documents/counts.h"
#include "city/documents/documents.h"
#include "platform/http/http.h"
#include "platform/store/store.h"

namespace portico::documents {

struct Library {  // what the pages read from; lives as long as the routes
  store::Store& store;
  Documents& documents;
  Counter& counter;
  const directory::Directory& directory;
  const TimeSource& time;
};

// /answers (q), /answers/{code}, /answers/{code}/helped and /answers.json; /desk/answers and /desk/answers/{code};
// /documents and /documents/{code} with what is done to an article.
std::vector<http::Route> routes(const Library& library);

// What else answers what somebody typed, for a page of a module below: a section of HTML, "" where there is nothing.
std::string answers_beside(const Documents& documents, const directory::Snapshot& city, const std::string& language,
                           std::string_view typed);

// One article in a language, for a machine.
struct Answer {
  std::string code, title, text, category;  // text: HTML; category: the group's name, "" without one
  std::vector<std::string> services;
  std::string agency, language;
  std::string reviewed;  // "2026-03-31"
};
std::vector<Answer> answers(const Documents& documents, const directory::Snapshot& city, const std::string& language);

}  // namespace portico::documents
