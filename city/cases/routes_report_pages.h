// The pages of a report as HTML: forms that hold what was typed, with what is wrong beside each field and in a summary at the top.
#pragma once

#include <string>
#include <vector>

#include "city/cases/report.h"
#include "city/cases/routes_words.h"
#include "city/directory/streets.h"

namespace portico::cases {

struct NearCase {
  Case subject;
  double metres = 0;
};

struct ReportPage {
  const Words& words;
  const directory::Service& service;
  const Draft& draft;
  std::vector<Wrong> wrongs = {};
  std::string promise = {};  // HTML: what the city promises if this is sent now
  std::string secret = {};   // under which photos are carried on
  std::string notices = {};  // HTML: what is to be known of the service today
  std::string ground = {};   // attributes for the map on which a place is chosen, "" where there is none
};

std::string danger_note(const Words& words);  // danger to life goes elsewhere: said on every entry
// `also`: HTML of what else was found, "" for nothing.
std::string what_body(const Words& words, std::string_view typed, const std::vector<const directory::Service*>& found,
                      const std::string& also = {});
std::string where_body(const ReportPage& page, const std::vector<directory::FoundPlace>& suggested);
std::string email_of_near(std::string_view number);  // the field of the form by which somebody says "it is this one"
std::string near_body(const ReportPage& page, const std::vector<NearCase>& near, Instant now);
std::string details_body(const ReportPage& page, bool dangerous);

// The number, the promise in plain words, and how to come back. `link`: whole address of the request's page; "" where it has none yet.
struct Receipt {
  const Case* subject = nullptr;  // nullptr while the number is still to come
  std::string link, token;
  bool secret = false;  // only who has the link can see the request
  std::string promise, number;
};
std::string receipt_body(const Words& words, const Receipt& receipt);

}  // namespace portico::cases
