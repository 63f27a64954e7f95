// A mail or one part of it: its headers as GMime reads them, its body as it came. For this module's files alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "platform/mail/gmime.h"
#include "platform/mail/received.h"

namespace portico::mail {

Held<GMimeParserOptions> reading_options();

// The views point into what it was opened with, which has to outlive it.
class Entity {
 public:
  // Refuses a head beyond the limits. Without a Content-Type it is `otherwise` ("text/plain", within a digest "message/rfc822").
  static Outcome<Entity> open(std::string_view bytes, const Limits& limits, std::string_view otherwise = "text/plain");

  std::string_view head() const { return head_; }
  std::string_view body() const { return body_; }
  const std::string& type() const { return type_; }  // lower case: "text/plain"
  std::string parameter(const char* name) const;     // of Content-Type
  std::string header(const char* name) const;        // decoded, one line; "" where it is not there
  bool is_attachment() const;                        // by its Content-Disposition
  std::string file_name() const;                     // "" where it says none
  std::string decoded(std::size_t most) const;       // out of its transfer encoding; at most so many bytes
  GMimeMessage* message() const { return message_.get(); }

  struct Parts {
    std::vector<std::string_view> all;
    bool whole = false;  // the end of the last was marked
  };
  Parts parts(std::size_t most) const;  // of a multipart; none where its boundary is not there; stops behind `most`

 private:
  std::string_view head_, body_;
  std::string type_;
  Held<GMimeMessage> message_;  // of the head alone
  Held<GMimeObject> part_;
};

}  // namespace portico::mail
