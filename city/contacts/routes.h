// The desk's pages about mail: /desk/mail, /desk/mail/{contact}, its files, and what a person decides about it. Without scripts.
#pragma once

#include <string>
#include <vector>

#include "city/contacts/contacts.h"
#include "city/directory/directory.h"
#include "platform/http/http.h"

namespace portico::contacts {

struct Post {  // what the pages read from; lives as long as the routes
  store::Store& store;
  const Contacts& contacts;
  const cases::Cases& cases;
  const directory::Directory& directory;
  files::Files& files;
};
std::vector<http::Route> routes(Post post);

// What a customer wrote about a case, for the desk's page of it: a pane, "" where there is nothing.
std::string heard_on(store::Store& store, const cases::Case& subject, const std::string& language, const directory::Snapshot& city);

}  // namespace portico::contacts
