#include "platform/notify/suppression.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "platform/notify/tables_suppression.h"
#include "platform/notify/tables_tellings.h"

namespace portico::notify {
namespace {

constexpr std::chrono::days soft_bounces_forgotten{30};

std::string_view without_brackets(std::string_view id) {
  id = trim(id);
  if (id.starts_with('<') && id.ends_with('>')) id = id.substr(1, id.size() - 2);
  return id;
}

// Only the codes of RFC 3463: what a report says beside them may be anything.
std::string told_by(const Bounce& bounce) {
  const bool code = !bounce.status.empty() && bounce.status.size() <= 11 &&
                    std::ranges::all_of(bounce.status, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  const std::string what = bounce.kind == Bounce::Kind::complaint ? "complaint" : "bounce";
  return code ? what + " " + bounce.status : what;
}

}  // namespace

std::string_view name_of(Suppressed reason) {
  switch (reason) {
    case Suppressed::bounced:
      return "bounced";
    case Suppressed::complained:
      return "complained";
    default:
      return "unsubscribed";
  }
}

void suppress(store::Tx& tx, ChannelKind channel, std::string_view address_hash, Suppressed reason, std::string_view told_by, Instant now) {
  const auto known = suppressions_of(tx, channel, address_hash);
  if (std::ranges::find(known, reason, &Suppression::reason) != known.end()) return;
  tables::insert_suppression(tx, {tx.next("notify.suppression"), channel, std::string(address_hash), reason, now, std::string(told_by)});
}

Outcome<void> lift(store::Tx& tx, std::int64_t id, std::string_view actor, Instant now) {
  const auto lifted = tables::lift_suppression(tx, id, actor, now);
  if (!lifted)
    return refuse(Refused::not_found, "suppression", "This address is not suppressed any more, or never was.", "one of the list");
  tables::forget_soft_bounces(tx, lifted->channel, lifted->address);
  return {};
}

std::vector<Suppression> suppressions_of(store::Reader& reader, ChannelKind channel, std::string_view address_hash) {
  return tables::suppressions_of(reader, channel, address_hash);
}

std::vector<Suppression> suppressions(store::Reader& reader, std::int64_t before_id, int limit) {
  return tables::suppressions(reader, before_id, limit);
}

std::optional<Suppressed> suppressed(store::Reader& reader, ChannelKind channel, std::string_view address_hash, bool service_mail) {
  for (const Suppression& one : tables::suppressions_of(reader, channel, address_hash))
    if (!service_mail || one.reason == Suppressed::bounced) return one.reason;
  return std::nullopt;
}

Heard hear_bounce(store::Tx& tx, const Marks& marks, const Bounce& bounce, Instant now) {
  ChannelKind channel = ChannelKind::mail;
  std::string address;
  if (const auto of = tables::addressed(tx, without_brackets(bounce.message_id)))
    std::tie(channel, address) = *of;
  else if (!bounce.address.empty())
    address = marks.address(channel, bounce.address);
  // Whoever is not written to is not counted either: a flood of reports about strangers leaves no row.
  if (address.empty() || !tables::ever_sent(tx, channel, address)) return Heard::unknown;
  if (bounce.kind == Bounce::Kind::complaint) {
    suppress(tx, channel, address, Suppressed::complained, told_by(bounce), now);
    return Heard::suppressed;
  }
  if (bounce.kind == Bounce::Kind::soft) {
    const int in_a_row = tables::count_soft_bounce(tx, channel, address, now, now - soft_bounces_forgotten);
    if (in_a_row < soft_bounces_are_hard) return Heard::counted;
  }
  suppress(tx, channel, address, Suppressed::bounced, told_by(bounce), now);
  return Heard::suppressed;
}

Outcome<void> unsubscribe(store::Tx& tx, const Marks& marks, std::string_view token, Instant now) {
  const auto wanted = marks.read_unsubscribe_token(token);
  if (!wanted) return refuse(Refused::not_found, "", "This link is not whole, or was not made here.", "the whole link of the message");
  suppress(tx, wanted->channel, wanted->address, Suppressed::unsubscribed, "one click", now);
  return {};
}

}  // namespace portico::notify
