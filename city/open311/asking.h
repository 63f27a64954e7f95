// What a client sends with a POST, as commands take it. Pure.
#pragma once

#include <string>

#include "city/cases/cases.h"
#include "city/open311/fields.h"

namespace portico::open311 {

// A form as a request. Faults of the form itself are all given; what the city makes of it, prepare_opening says.
struct Read {
  cases::Asked asked;
  Faults faults;
  bool place_faulty = false;  // the place has been complained of already
};
Read read_asked(const Fields& form);

// Each field of a form but the key, with its length: the same for the same request, however it was encoded.
std::string canonical(const Fields& form);

// A form as news of a request.
struct News {
  std::string number;
  cases::Update update;
};
// `sender`: who holds the key it came with. Without one nobody is named: a stranger's name is not the city's to publish.
Outcome<News> read_news(const Fields& form, std::string_view sender);

}  // namespace portico::open311
