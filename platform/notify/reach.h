// Whom a note is for, as the modules above know it at the moment of telling. Nothing here is ever written down: notes hold no personal
// data.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "platform/notify/outbox.h"
#include "platform/store/store.h"

namespace portico::notify {

enum class ChannelKind { mail, sms, letter, page };
std::string_view name_of(ChannelKind kind);                       // "mail"
std::optional<ChannelKind> channel_named(std::string_view name);  // exact
inline constexpr ChannelKind all_channels[] = {ChannelKind::mail, ChannelKind::sms, ChannelKind::letter, ChannelKind::page};

// Minutes of the recipient's local day in which they are left in peace; [from, to), over midnight where `from` is later. Equal: never.
struct QuietHours {
  std::chrono::minutes from{0}, to{0};
  bool operator==(const QuietHours&) const = default;
};
inline constexpr QuietHours quiet_for_sms{std::chrono::hours(21), std::chrono::hours(8)};

enum class Digest { none, hourly, daily };

// One way to one person.
struct Reach {
  // Who it is, without personal data and the same each time: "reporter:4711". Of several reaches of one `who` the first that works is
  // used, in the order given: the next where an address is suppressed or refused for good. Whoever wants to be told in two ways is two.
  std::string who;
  ChannelKind channel = ChannelKind::mail;
  std::string address;                   // of mail; a telephone number with "+"; lines of a postal address, with line feeds; "" for a page
  std::string name;                      // how they are addressed; may be ""
  std::string language;                  // BCP 47; "": the city's first
  std::string zone;                      // IANA; quiet hours and dates are by it
  std::optional<QuietHours> quiet = {};  // nothing: as the channel has them (quiet_for_sms; none otherwise)
  Digest digest = Digest::none;
  std::chrono::minutes digest_at = std::chrono::hours(8);  // local; of the daily one
  bool service_mail = true;          // a receipt or an outcome of their own request: it cannot be unsubscribed, and waits for no digest
  std::string reply_to = {};         // the signed address at which an answer lands; "": the channel's own
  std::string unsubscribe_url = {};  // of what is not service mail; "": the sender's own, for all that goes to this address
};

// What a template is filled with, by the name of its field.
using Fact = std::variant<std::string, std::int64_t, Instant>;
using Facts = std::map<std::string, Fact, std::less<>>;

struct Filling {
  std::string service;  // whose own template is looked for first; "" for none
  Facts facts;          // beside the note's own data, over which they stand
};

// Given by the modules above. Both are asked within one snapshot, once when the note is taken and again with each try.
class AddressBook {
 public:
  virtual ~AddressBook() = default;
  // Empty: nobody can be told, and that is the note's end. Nothing: not known here; the note is kept until a later program knows it.
  virtual std::optional<std::vector<Reach>> reaches(store::Reader& reader, const Note& note) const = 0;
  virtual Filling filling(store::Reader& reader, const Note& note, const Reach& reach) const = 0;
  virtual std::string first_language() const = 0;  // the city's
};

}  // namespace portico::notify
