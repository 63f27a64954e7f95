// A mail that was read, as the table of expected results writes it: fields that say nothing are left out.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "platform/mail/received.h"

namespace portico::mail {

inline std::string told(const Address& person) { return person.name.empty() ? person.address : person.name + " <" + person.address + ">"; }

inline boost::json::array told(const std::vector<Address>& people) {
  boost::json::array all;
  for (const auto& person : people) all.emplace_back(told(person));
  return all;
}

inline boost::json::array told(const Doubts& doubts) {
  boost::json::array all;
  const auto say = [&](bool it, const char* name) {
    if (it) all.emplace_back(name);
  };
  say(doubts.no_sender, "no sender");
  say(doubts.no_date, "no date");
  say(doubts.absurd_date, "absurd date");
  say(doubts.no_message_id, "no message id");
  say(doubts.wrong_charset, "wrong charset");
  say(doubts.unknown_charset, "unknown charset");
  say(doubts.html_only, "html only");
  say(doubts.cut, "cut");
  say(doubts.malformed, "malformed");
  say(doubts.encrypted, "encrypted");
  say(doubts.tnef, "tnef");
  say(doubts.invitation, "invitation");
  return all;
}

inline boost::json::object told(const Outcome<Received>& read) {
  if (!read) return {{"refused", read.error().faults.front().field + ": " + read.error().faults.front().reason}};
  constexpr const char* kinds[] = {"person", "auto_reply", "bounce", "list", "bulk"};
  boost::json::object all{{"kind", kinds[static_cast<int>(read->kind)]}};
  const auto say = [&](const char* name, const std::string& text) {
    if (!text.empty()) all[name] = text;
  };
  const auto list = [&](const char* name, boost::json::array values) {
    if (!values.empty()) all[name] = std::move(values);
  };
  if (read->may_be_answered != (read->kind == Kind::person)) all["may_be_answered"] = read->may_be_answered;
  say("from", told(read->from));
  say("reply_to", told(read->reply_to));
  list("to", told(read->to));
  list("cc", told(read->cc));
  say("subject", read->subject);
  say("date", read->date ? iso8601(*read->date) : "");
  say("message_id", read->message_id);
  say("in_reply_to", read->in_reply_to);
  list("references", boost::json::array(read->references.begin(), read->references.end()));
  say("language", read->language);
  say("text", read->text);
  say("quoted", read->quoted);
  boost::json::array files, failures;
  for (const auto& file : read->files)
    files.push_back({file.name, file.type, file.bytes.size(), file.shown_inside ? "shown inside" : "attached"});
  for (const auto& [recipient, action, status, diagnostic] : read->failures) failures.push_back({recipient, action, status, diagnostic});
  list("files", std::move(files));
  list("failures", std::move(failures));
  say("bounced_message_id", read->bounced_message_id);
  list("doubts", told(read->doubts));
  return all;
}

}  // namespace portico::mail
