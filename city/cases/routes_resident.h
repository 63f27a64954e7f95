// What a customer does to a request from its page: says that it is not fixed, follows it. Forms without scripts; JSON for who accepts it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/routes_words.h"
#include "platform/files/files.h"
#include "platform/http/http.h"

namespace portico::cases {

// POST /requests/{number}/contest (token, words), /follow (email, language; token where the request is not public), /unfollow and
// /photos (token, media).
std::vector<http::Route> resident_routes(store::Store& store, const Cases& cases, const directory::Directory& directory,
                                         files::Files& files);

// What of a request's life its page tells beside its clocks, and the forms: HTML.
struct LifeOnPage {
  std::vector<Ending> endings;      // oldest first
  std::vector<Handling> handlings;  // oldest first
  std::chrono::sys_days contest_until;
  bool can_contest = false;    // within that time, and not contested before
  bool holds_receipt = false;  // whoever asks; by `token`
  std::string token;
  std::optional<Following> following;  // whoever asks follows it, by the link of a message
  bool confirmed = false;              // and has said that the address is theirs
  bool can_add_photos = false;         // whoever asks holds the receipt, and there is room
  std::int64_t people = 1;             // behind it: see people_behind()
  std::string merged_into;             // the number of the request that goes on, where it is public; ""
  std::string said;  // what was just done by a form: "contested", "following", "confirmed", "waiting", "unfollowed", "known", "photos"; ""
};
std::string notice_of_life(const Words& words, const Case& subject, const LifeOnPage& life);   // above the promise
std::string outcome_of_life(const Words& words, const Case& subject, const LifeOnPage& life);  // reason, who can, proof; "not fixed?"
std::string handler_of_life(const Case& subject, const LifeOnPage& life);                      // who has it in hand
std::string photos_form(const Words& words, const Case& subject, const LifeOnPage& life);      // one more photo, by who asked
// Or, where they follow it, the way to end that.
std::string follow_form(const Words& words, const Case& subject, const LifeOnPage& life);

}  // namespace portico::cases
