// A contact: somebody turned to the city, here by mail. Nouns and pure rules.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "platform/files/files.h"
#include "platform/mail/received.h"

namespace portico::contacts {

enum class State {
  fresh,      // waits for a person
  landed,     // an answer to what the city wrote about a case: stands there
  opened,     // became a case
  put,        // a person put it to a case that was there
  dismissed,  // a person said why it needs nothing
  ignored,    // no person wrote it: answered by nothing
};
std::string_view name_of(State state);  // "new", "landed", …
std::string_view name_of(mail::Kind kind);

struct KeptFile {
  std::int64_t turn = 0;  // of the contact, from 1
  std::string name;
  files::Stored stored;  // no hash where it was not kept; then type and size are as the mail has them
  std::string why;       // it was not kept: "too_large"
};

struct Contact {
  std::int64_t id = 0;
  Instant at;
  mail::Kind kind = mail::Kind::person;
  State state = State::fresh;
  std::string message, sender, domain;  // keyed hashes
  std::string email, name;              // personal data; "" where there is none, or it was taken out
  std::string subject, words;
  std::string language;             // of its words where that is clear, else as it says; "" where neither is
  bool recognised = false;          // by its words
  std::vector<std::string> doubts;  // "no_sender", "crowd" …
  std::int64_t case_id = 0;
  std::string why;
  std::string rule;             // of the pack: made it a case, or would have; then `why` says why not
  bool acknowledged = false;    // a note went back to whoever wrote it
  bool redacted = false;        // words, files and person were taken out
  std::vector<KeptFile> files;  // not read with lists
};

// Many from one address, or from one domain, within an hour are a crowd: kept, and marked.
struct Crowd {
  std::int64_t from_sender = 0, from_domain = 0;  // within the last hour, without this one
};
constexpr std::int64_t crowd_of_sender = 20, crowd_of_domain = 500;
bool is_crowd(const Crowd& crowd);

// What becomes of a mail by itself: a person's lands on its case where its reply address is right, else it waits; a machine's is ignored.
State first_state(mail::Kind kind, bool has_case);
// Whether a note goes back: to a person who waits for one, where mail may be answered at all and none went there of late. Two machines that
// answer each other have one message each, whatever their mails say of themselves.
constexpr Millis acknowledged_once_in{24 * 3'600'000};
struct Acknowledging {
  bool may_be_answered = false, crowd = false, was_of_late = false;
};
bool is_acknowledged(State state, const Acknowledging& known);
std::vector<std::string> names_of(const mail::Doubts& doubts);

}  // namespace portico::contacts
