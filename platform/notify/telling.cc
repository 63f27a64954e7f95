#include "platform/notify/telling.h"

#include <algorithm>
#include <array>

#include "platform/notify/tables_tellings.h"

namespace portico::notify {
namespace {

constexpr std::array<std::string_view, 6> states{"due", "gathering", "gathered", "sent", "failed", "dropped"};
constexpr std::size_t longest_reason = 200;

// What carriers say may hold an address after all.
std::string without_addresses(std::string_view why) {
  std::string out;
  for (std::size_t at = 0; at < why.size();) {
    const auto end = std::min(why.find_first_of(" <>,;:()\t\r\n", at), why.size());
    const auto word = why.substr(at, end - at);
    out += word.find('@') == std::string_view::npos ? word : "…";
    if (end < why.size()) out += why[end] < ' ' && why[end] >= 0 ? ' ' : why[end];
    at = end + 1;
  }
  if (out.size() <= longest_reason) return out;
  std::size_t cut = longest_reason;
  while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xc0U) == 0x80U) --cut;
  return out.substr(0, cut);
}

void next_way(Telling& telling, Instant now) {
  ++telling.passed;
  telling.tries = 0;
  telling.state = Telling::State::due;
  telling.next_at = now;
}

}  // namespace

std::string_view name_of(Telling::State state) { return states.at(static_cast<std::size_t>(state)); }

Telling after(Telling telling, const Delivery& delivery, const BackOff& back_off, Instant now, double chance) {
  if (delivery.kind == Delivery::Kind::down) {
    telling.reason = without_addresses(delivery.why);
    return telling;
  }
  ++telling.tries;
  telling.last_at = now;
  telling.reason = without_addresses(delivery.why);
  telling.reference = delivery.reference;
  switch (delivery.kind) {
    case Delivery::Kind::taken:
      telling.state = Telling::State::sent;
      break;
    case Delivery::Kind::later:
      if (const auto next = next_try(back_off, telling.tries, now, chance))
        telling.next_at = *next;
      else
        next_way(telling, now);
      break;
    default:
      next_way(telling, now);
  }
  return telling;
}

Outcome<void> try_again(store::Tx& tx, std::int64_t id, Instant now) {
  auto found = tables::telling(tx, id);
  if (!found || found->state != Telling::State::failed || found->digest_of)
    return refuse(Refused::not_found, "telling", "This has not failed, or is not there.", "one of the failed");
  found->state = Telling::State::due;
  found->next_at = now;
  found->tries = found->passed = 0;
  tables::write_telling(tx, *found);
  if (found->digest) tables::gather_again(tx, found->id);
  return {};
}

}  // namespace portico::notify
