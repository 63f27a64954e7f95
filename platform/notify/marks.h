// Keyed hashes: of addresses, so that none is kept; of messages, so that a repeat is known for one; of what a link may do.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/notify/reach.h"

namespace portico::notify {

struct Unsubscribing {
  ChannelKind channel = ChannelKind::mail;
  std::string address;  // hash
};

class Marks {
 public:
  explicit Marks(std::string secret) : secret_(std::move(secret)) {}  // the store's secret "notify.marks", 32 bytes

  // 32 hex digits; the same for an address however it is written.
  std::string address(ChannelKind channel, std::string_view address) const;
  // "portico.….@domain": the same for the same note and person, for ever.
  std::string message_id(std::string_view note_key, std::string_view who, std::string_view domain) const;
  std::string thread(std::string_view about, std::string_view who, std::string_view domain) const;
  // For a URL: unsubscribes an address, and can do nothing else.
  std::string unsubscribe_token(ChannelKind channel, std::string_view address_hash) const;
  std::optional<Unsubscribing> read_unsubscribe_token(std::string_view token) const;

 private:
  std::string digits(std::string_view what, std::string_view of) const;
  std::string secret_;
};

}  // namespace portico::notify
