#include "platform/mail/classify.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "base/text.h"

namespace portico::mail {
namespace {

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> starts) {
  return std::ranges::any_of(starts, [&](std::string_view start) { return text.starts_with(start); });
}

bool is_bounce(const Marks& marks) {
  if (marks.delivery_status || (marks.type == "multipart/report" && marks.report_type == "delivery-status")) return true;
  if (!marks.failed_recipients.empty()) return true;
  const bool from_server = starts_with_any(lower_ascii(marks.sender), {"mailer-daemon@", "postmaster@"});
  const std::string subject = lower_ascii(marks.subject);
  return (marks.null_sender || from_server) &&
         starts_with_any(subject, {"undeliver", "delivery status", "delivery failure", "mail delivery failed", "failure notice",
                                   "returned mail", "delivery notification", "warning: message", "non remis", "unzustellbar",
                                   "no se puede entregar", "mail system error"});
}

bool is_machine(const Marks& marks) {
  if (!marks.auto_submitted.empty() && marks.auto_submitted != "no") return true;
  if (marks.type == "multipart/report") return true;  // receipts of reading, complaints of feedback loops
  if (starts_with_any(marks.precedence, {"auto_reply", "auto-reply"}) || !marks.auto_reply_other.empty()) return true;
  return marks.null_sender;
}

}  // namespace

bool asks_for_silence(const Marks& marks) {
  return std::ranges::any_of(split(marks.suppress, ','), [](std::string_view word) {
    word = trim(word);
    return word == "all" || word == "oof" || word == "autoreply";
  });
}

Kind classify(const Marks& marks) {
  if (is_bounce(marks)) return Kind::bounce;
  if (is_machine(marks)) return Kind::auto_reply;
  if (!marks.list_id.empty() || marks.precedence == "list") return Kind::list;
  if (marks.precedence == "bulk" || marks.precedence == "junk" || !marks.list_leave.empty()) return Kind::bulk;
  return Kind::person;
}

}  // namespace portico::mail
