// The HTML of the pages on which articles are written.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "city/documents/routes_words.h"
#include "city/documents/tables.h"

namespace portico::documents {

struct Listed {
  tables::Row row;
  Version newest;
};
struct ListPage {
  const Voice& voice;
  const http::Principal& principal;
  std::vector<Listed> articles;
  std::string state, agency;  // that the list is of; "" for all
  std::chrono::sys_days today;
  Figures read;
  Article typed = {};  // a new one that was refused
  Refusal refusal = {};
};
std::string list_body(const ListPage& page);

struct EditPage {
  const Voice& voice;
  const http::Principal& principal;
  const Listed& stored;
  std::vector<Version> versions;  // newest first
  std::string language;           // that is edited
  std::chrono::sys_days today;
  Article shown;  // what the fields hold
  bool preview = false;
  std::string_view said = {};
  Refusal refusal = {};
};
std::string edit_body(const EditPage& page);

// The agencies within which the principal may do it, in the directory's order.
std::vector<std::string> agencies_of(const http::Principal& principal, const directory::Snapshot& city, std::string_view verb);
inline constexpr std::string_view write_document = "write_document", publish_document = "publish_document";

}  // namespace portico::documents
