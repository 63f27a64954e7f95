#include "platform/identity/code.h"

#include <fmt/format.h>

#include "platform/crypto/crypto.h"
#include "platform/crypto/seal.h"

namespace portico::identity {
namespace {

constexpr Millis step_length{30'000};
constexpr std::string_view clear_letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";  // 32: no 0, 1, I, O

std::string draw(Chance& chance, std::size_t letters) {
  std::string drawn;
  for (const char byte : chance.bytes(letters)) drawn += clear_letters[static_cast<unsigned char>(byte) % 32];
  return drawn;
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    encoded += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

}  // namespace

std::int64_t step_of(Instant at) { return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch() / step_length; }

std::string code_at(std::string_view secret, std::int64_t step) {
  std::string counter(8, '\0');
  for (int i = 7; i >= 0; --i, step >>= 8) counter[static_cast<std::size_t>(i)] = static_cast<char>(step & 255);
  const std::string mac = crypto::hmac_sha1(secret, counter);
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[i])); };
  const std::size_t at = byte(19) & 15;
  const std::uint32_t number = (byte(at) & 127) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3);
  return fmt::format("{:06}", number % 1'000'000);
}

std::optional<std::int64_t> step_with(std::string_view secret, std::string_view code, std::int64_t used, Instant now) {
  std::string digits;
  for (const char c : code)
    if (c != ' ') digits += c;
  std::optional<std::int64_t> found;
  for (std::int64_t step = step_of(now) - 1; step <= step_of(now) + 1; ++step)
    if (crypto::same_secret(code_at(secret, step), digits) && (step > used || used > step + steps_set_back)) found = step;
  return found;
}

std::string otpauth(std::string_view secret, std::string_view issuer, std::string_view name) {
  return fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}&algorithm=SHA1&digits=6&period=30", percent_encoded(issuer),
                     percent_encoded(name), crypto::base32(secret), percent_encoded(issuer));
}

std::vector<std::string> draw_recovery_codes(Chance& chance) {
  std::vector<std::string> codes;
  for (int i = 0; i < 10; ++i) codes.push_back(draw(chance, 4) + "-" + draw(chance, 4) + "-" + draw(chance, 2));
  return codes;
}

std::string fold_recovery_code(std::string_view typed) {
  std::string folded;
  for (const char c : typed) {
    if (c >= 'a' && c <= 'z')
      folded += static_cast<char>(c - 'a' + 'A');
    else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
      folded += c;
  }
  return folded;
}

std::string draw_password(Chance& chance) {
  return draw(chance, 4) + "-" + draw(chance, 4) + "-" + draw(chance, 4) + "-" + draw(chance, 4);
}

}  // namespace portico::identity
