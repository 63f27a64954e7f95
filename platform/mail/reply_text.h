// The new words of a reply, and what it answers.
#pragma once

#include <string>
#include <string_view>

namespace portico::mail {

// RFC 3676: lines that end with a blank go on. `delete_space` is its DelSp. Quotes come with one "> " for each depth.
std::string unflowed(std::string_view text, bool delete_space);

struct ReplyText {
  std::string fresh, quoted;
};
// By the marks that mail programs set: '>', "On … wrote:", "-----Original Message-----", Outlook's From and Sent, "-- ". Where no new word
// would be left, all of it is new: a forwarded mail says what was forwarded.
ReplyText split_reply(std::string_view text);

}  // namespace portico::mail
