// A thing of the directory as the store keeps it: a kind, a code, and its whole value as canonical JSON (keys sorted, no white space), so
// that the same value always has the same bytes and one comparison tells whether it changed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "city/directory/directory.h"
#include "city/directory/pack.h"

namespace portico::directory {

enum class Kind { city, server, agency, group, service, set, site, role };
std::string_view name_of(Kind kind);     // "service"; "district set" for people is said where it is printed
Kind kind_named(std::string_view name);  // throws std::runtime_error: the store holds a kind that this program does not know

struct Thing {
  Kind kind = Kind::city;
  std::string code;  // a district set's is "council@2023-01-01"
  std::string name;  // in the city's own language
  std::string record;
  bool retired = false;
};

std::vector<Thing> things_of(const Pack& pack);
Thing thing_of(const Service& service, const City& city);
std::vector<Thing> things_of(const Snapshot& snapshot);  // none for a city that was never loaded
// Puts a stored thing where it belongs. Throws std::runtime_error where the record cannot be read.
void put_thing(const Thing& thing, Snapshot& into);

// The record's parts as flat lines, for telling what changed: "name.es" → "Bache", "questions.WHERE.required" → "true".
std::vector<std::pair<std::string, std::string>> parts_of(std::string_view record);

}  // namespace portico::directory
