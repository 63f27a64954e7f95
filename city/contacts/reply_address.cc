#include "city/contacts/reply_address.h"

#include <algorithm>

#include "base/text.h"
#include "city/cases/case.h"
#include "platform/crypto/crypto.h"

namespace portico::contacts {
namespace {

constexpr std::string_view before = "reply+";
constexpr std::size_t signature_bytes = 10;  // 80 bits: nobody guesses it, and the address stays short

}  // namespace

ReplyAddresses::ReplyAddresses(std::string secret, std::string domain) : secret_(std::move(secret)), domain_(lower_ascii(domain)) {}

std::string ReplyAddresses::signature(std::string_view number, std::string_view who) const {
  const auto digest = crypto::hmac_sha256(secret_, "reply:" + std::string(number) + ":" + std::string(who));
  return hex(crypto::view(digest).substr(0, signature_bytes));
}

std::string ReplyAddresses::address(std::string_view number, std::string_view who) const {
  if (domain_.empty() || number.empty()) return {};
  std::string plain(number);
  std::erase(plain, '-');
  return std::string(before) + lower_ascii(plain) + "." + signature(number, who) + "@" + domain_;
}

std::optional<ReplyClaim> ReplyAddresses::read(std::string_view given) const {
  const std::string address = lower_ascii(given);
  const auto at = address.rfind('@');
  if (domain_.empty() || at == std::string::npos || address.substr(at + 1) != domain_ || !address.starts_with(before)) return std::nullopt;
  const std::string local = address.substr(before.size(), at - before.size());
  const auto dot = local.find('.');
  if (dot == std::string::npos) return std::nullopt;
  auto number = cases::read_case_number(local.substr(0, dot));
  if (!number) return std::nullopt;
  return ReplyClaim{*std::move(number), local.substr(dot + 1)};
}

bool ReplyAddresses::right(const ReplyClaim& claim, std::string_view who) const {
  return crypto::same_secret(signature(claim.number, who), claim.signature);
}

}  // namespace portico::contacts
