#include "platform/notify/marks.h"

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/crypto/seal.h"

namespace portico::notify {
namespace {

constexpr std::size_t hash_bytes = 16;

// One address, however it is written. Of mail, strictly, only the domain is without regard to case; nobody has two boxes that differ so.
std::string plain(ChannelKind channel, std::string_view address) {
  if (channel == ChannelKind::letter) return std::string(trim(address));
  if (channel != ChannelKind::sms) return lower_ascii(trim(address));
  std::string digits;
  for (const char c : address)
    if (c >= '0' && c <= '9') digits += c;
  return digits;
}

std::string keyed(std::string_view secret, std::string_view what, std::string_view of) {
  const auto digest = crypto::hmac_sha256(secret, std::string(what) + '\n' + std::string(of));
  return std::string(crypto::view(digest).substr(0, hash_bytes));
}

}  // namespace

std::string Marks::digits(std::string_view what, std::string_view of) const {
  return lower_ascii(crypto::base32(keyed(secret_, what, of)));
}

std::string Marks::address(ChannelKind channel, std::string_view address) const {
  return hex(keyed(secret_, "address " + std::string(name_of(channel)), plain(channel, address)));
}

std::string Marks::message_id(std::string_view note_key, std::string_view who, std::string_view domain) const {
  return "portico." + digits("message", std::string(note_key) + '\n' + std::string(who)) + '@' + std::string(domain);
}

std::string Marks::thread(std::string_view about, std::string_view who, std::string_view domain) const {
  return "portico." + digits("thread", std::string(about) + '\n' + std::string(who)) + '@' + std::string(domain);
}

std::string Marks::unsubscribe_token(ChannelKind channel, std::string_view address_hash) const {
  const std::string what = static_cast<char>(channel) + from_hex(address_hash).value_or("");
  return crypto::base64_url(what + keyed(secret_, "unsubscribe", what));
}

std::optional<Unsubscribing> Marks::read_unsubscribe_token(std::string_view token) const {
  const auto bytes = crypto::from_base64_url(token);
  if (!bytes || bytes->size() != 1 + 2 * hash_bytes) return std::nullopt;
  const std::string what = bytes->substr(0, 1 + hash_bytes);
  if (!crypto::same_secret(keyed(secret_, "unsubscribe", what), std::string_view(*bytes).substr(1 + hash_bytes))) return std::nullopt;
  if (static_cast<unsigned char>(what[0]) > static_cast<unsigned char>(ChannelKind::page)) return std::nullopt;
  return Unsubscribing{static_cast<ChannelKind>(what[0]), hex(std::string_view(what).substr(1))};
}

}  // namespace portico::notify
