// What was said to a mail server and what it answered, as it goes by.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portico::mail {

struct Reply {
  int code = 0;
  std::string enhanced;  // "5.1.1" (RFC 3463), "" where there is none
  std::string text;      // its lines joined by blanks, without code and enhanced code, at most 500 bytes of UTF-8
};

class Conversation {
 public:
  void said(std::string_view line);      // a command of ours
  void answered(std::string_view line);  // a line of the server's

  const std::optional<Reply>& to_mail() const { return mail_; }  // to MAIL FROM
  const std::optional<Reply>& to_end() const { return end_; }    // to DATA where it was refused, else to the mail itself
  const std::optional<Reply>& last() const { return last_; }
  std::optional<Reply> to_recipient(std::string_view address) const;
  bool has_answers() const { return last_.has_value(); }

 private:
  enum class At { before, mail, recipient, data, other };
  void finish();
  At at_ = At::before;
  Reply growing_;
  std::optional<Reply> mail_, end_, last_;
  std::vector<std::pair<std::string, std::optional<Reply>>> recipients_;
};

}  // namespace portico::mail
