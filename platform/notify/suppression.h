// Addresses that are not to be used: they bounced, somebody complained, or unsubscribed. Kept as keyed hashes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "platform/notify/marks.h"
#include "platform/store/store.h"

namespace portico::notify {

enum class Suppressed {
  bounced,       // nothing goes there
  complained,    // nothing but service mail
  unsubscribed,  // nothing but service mail
};
std::string_view name_of(Suppressed reason);  // "bounced"

struct Suppression {
  std::int64_t id = 0;
  ChannelKind channel = ChannelKind::mail;
  std::string address;  // hash
  Suppressed reason = Suppressed::bounced;
  Instant since;
  std::string told_by;  // "bounce 5.1.1", "one click", "person:17"
};

// Does nothing where it is suppressed for this reason already.
void suppress(store::Tx& tx, ChannelKind channel, std::string_view address_hash, Suppressed reason, std::string_view told_by, Instant now);
// Taken back; the record stays. Refused as `not_found` where it is not in force.
Outcome<void> lift(store::Tx& tx, std::int64_t id, std::string_view actor, Instant now);
std::vector<Suppression> suppressions_of(store::Reader& reader, ChannelKind channel, std::string_view address_hash);
std::vector<Suppression> suppressions(store::Reader& reader, std::int64_t before_id, int limit);  // newest first; 0: from the newest
// Whether something may go there, and if not, why.
std::optional<Suppressed> suppressed(store::Reader& reader, ChannelKind channel, std::string_view address_hash, bool service_mail);

// What came back: a delivery status (RFC 3464), or a complaint (RFC 5965).
struct Bounce {
  enum class Kind { hard, soft, complaint };
  Kind kind = Kind::hard;
  std::string message_id = {};  // of what was sent, with or without brackets; "" where the report does not say
  std::string address = {};     // as the report says it; "" where it does not. One of both is needed
  std::string status = {};      // "5.1.1" (RFC 3463); "" where the report does not say
};
constexpr int soft_bounces_are_hard = 5;  // so many, none of them 30 days after the one before

enum class Heard { suppressed, counted, unknown };  // unknown: no message of ours, and no address that anything was sent to
Heard hear_bounce(store::Tx& tx, const Marks& marks, const Bounce& bounce, Instant now);

// By the token of a List-Unsubscribe link; repeating it does no harm. Refused as `not_found` for a token that is none of ours.
Outcome<void> unsubscribe(store::Tx& tx, const Marks& marks, std::string_view token, Instant now);

}  // namespace portico::notify
