#include "platform/crypto/seal.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>
#include <stdexcept>

namespace portico::crypto {
namespace {

constexpr std::size_t key_bytes = 32, nonce_bytes = 12, tag_bytes = 16;
constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct Free {
  void operator()(EVP_CIPHER_CTX* it) const { EVP_CIPHER_CTX_free(it); }
};

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

void must(bool done) {
  if (!done) throw std::runtime_error("the cryptographic library failed: AES-256-GCM");
}

std::unique_ptr<EVP_CIPHER_CTX, Free> begun(std::string_view key, std::string_view nonce, std::string_view about, bool sealing) {
  if (key.size() != key_bytes) throw std::invalid_argument("a sealing key has 32 bytes");
  std::unique_ptr<EVP_CIPHER_CTX, Free> context(EVP_CIPHER_CTX_new());
  must(context != nullptr && EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, raw(key), raw(nonce), sealing ? 1 : 0) == 1);
  int size = 0;
  must(EVP_CipherUpdate(context.get(), nullptr, &size, raw(about), static_cast<int>(about.size())) == 1);
  return context;
}

}  // namespace

std::string seal(std::string_view key, std::string_view secret, std::string_view about, Chance& chance) {
  const std::string nonce = chance.bytes(nonce_bytes);
  const auto context = begun(key, nonce, about, true);
  std::string hidden(secret.size(), '\0'), tag(tag_bytes, '\0');
  int size = 0;
  must(EVP_CipherUpdate(context.get(), raw(hidden), &size, raw(secret), static_cast<int>(secret.size())) == 1);
  must(EVP_CipherFinal_ex(context.get(), raw(hidden) + size, &size) == 1);
  must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, tag.data()) == 1);
  return nonce + hidden + tag;
}

std::optional<std::string> unseal(std::string_view key, std::string_view sealed, std::string_view about) {
  if (sealed.size() < nonce_bytes + tag_bytes) return std::nullopt;
  const auto context = begun(key, sealed.substr(0, nonce_bytes), about, false);
  const std::string_view hidden = sealed.substr(nonce_bytes, sealed.size() - nonce_bytes - tag_bytes);
  std::string secret(hidden.size(), '\0'), tag(sealed.substr(sealed.size() - tag_bytes));
  int size = 0;
  must(EVP_CipherUpdate(context.get(), raw(secret), &size, raw(hidden), static_cast<int>(hidden.size())) == 1);
  must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1);
  if (EVP_CipherFinal_ex(context.get(), raw(secret) + size, &size) != 1) return std::nullopt;
  return secret;
}

std::string hmac_sha1(std::string_view key, std::string_view bytes) {
  std::string mac(20, '\0');
  unsigned int size = 0;
  if (HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), raw(bytes), bytes.size(), raw(mac), &size) == nullptr ||
      size != mac.size())
    throw std::runtime_error("the cryptographic library failed: HMAC-SHA-1");
  return mac;
}

std::string base64_url(std::string_view bytes) {
  std::string text;
  unsigned held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) text += digits[held >> (bits - 6) & 63];
  }
  if (bits > 0) text += digits[held << (6 - bits) & 63];
  return text;
}

std::optional<std::string> from_base64_url(std::string_view text) {
  std::string bytes;
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    const auto digit = digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    held = held << 6 | static_cast<unsigned>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(held >> bits & 255);
  }
  if (bits >= 6 || (held & ((1U << bits) - 1)) != 0) return std::nullopt;
  return bytes;
}

std::string base32(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  unsigned held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) text += letters[held >> (bits - 5) & 31];
  }
  if (bits > 0) text += letters[held << (5 - bits) & 31];
  return text;
}

}  // namespace portico::crypto
