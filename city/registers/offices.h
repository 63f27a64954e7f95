// Which offices and services the registers name, and which of them fit what somebody looks for. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "city/directory/directory.h"
#include "city/registers/offers.h"

namespace portico::registers {

// What somebody wants of an office; "" : whatever.
struct Wish {
  std::string agency, service, language, access;  // codes; a language's tag; of access_kinds()
  bool any() const { return !agency.empty() || !service.empty() || !language.empty() || !access.empty(); }
};

// An office of no agency is the whole city's, and one that names no services deals with all: neither is left out.
bool fits(const directory::Site& site, const Offer& offer, const Wish& wish);
// Of those that are not retired, by code. Pointers live as long as the city.
std::vector<const directory::Site*> offices(const directory::Snapshot& city, const Offers& offers, const Wish& wish);
std::vector<const directory::Site*> offices_of(const directory::Snapshot& city, const Offers& offers,
                                               std::string_view agency);  // its own alone
const directory::Site* office(const directory::Snapshot& city, std::string_view code);

std::vector<const directory::Agency*> agencies(const directory::Snapshot& city);
// What the public can ask of an agency.
std::vector<const directory::Service*> services_of(const directory::Snapshot& city, std::string_view agency);
// The languages that are spoken at any office, by tag.
std::vector<std::string> spoken(const directory::Snapshot& city);

}  // namespace portico::registers
