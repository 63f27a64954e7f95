// Sessions: what a browser's cookie stands for. On file is only the hash of its token.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace portico::identity {

struct Session {
  enum class Stage { code_wanted, whole };
  std::string hash;  // of the token, hex
  std::int64_t person = 0;
  Stage stage = Stage::whole;
  std::string how;  // "password", "second_factor", "recovery_code", "oidc"
  Instant begun, seen, ends;
  std::string address;  // keyed hash
};

struct SessionRule {
  std::chrono::minutes idle{30};
  std::chrono::hours whole{12};
  std::chrono::minutes for_code{10};  // between password and second factor
};
// One that was last seen far in what is still to come is over too: the clock was set back, and nobody knows how long it has been silent.
inline bool over(const Session& session, const SessionRule& rule, Instant now) {
  return now >= session.ends || now - session.seen >= rule.idle || session.seen - now >= rule.idle;
}

std::string session_hash(std::string_view token);
// What the forms of its pages carry: made of the token, so that only who has the cookie has it.
std::string csrf_of(std::string_view token);

}  // namespace portico::identity
