// Who or what wrote a mail. For this module's files alone.
#pragma once

#include <string>

#include "platform/mail/received.h"

namespace portico::mail {

// What tells of it, lower case but for what people wrote.
struct Marks {
  std::string type, report_type;                      // of Content-Type
  std::string auto_submitted, precedence, suppress;   // headers
  std::string list_id, list_leave, auto_reply_other;  // List-Id; List-Unsubscribe; X-Autoreply and its kin
  std::string failed_recipients;                      // X-Failed-Recipients
  std::string sender;                                 // From
  std::string subject;
  bool null_sender = false;      // of the envelope
  bool delivery_status = false;  // a part of that type
};
Kind classify(const Marks& marks);
// Whether X-Auto-Response-Suppress asks for no automatic answer. It says nothing about who wrote the mail: Exchange sets it for persons,
// too.
bool asks_for_silence(const Marks& marks);

}  // namespace portico::mail
