// Hashes, signatures and the system's own chance: the only includer of the cryptographic library.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/chance.h"

namespace portico::crypto {

using Digest = std::array<unsigned char, 32>;

Digest sha256(std::string_view bytes);
Digest sha256_of_file(const std::filesystem::path& file);  // throws std::runtime_error where it cannot be read
Digest hmac_sha256(std::string_view key, std::string_view bytes);
inline std::string_view view(const Digest& digest) { return {reinterpret_cast<const char*>(digest.data()), digest.size()}; }
bool same_secret(std::string_view a, std::string_view b);  // in constant time

// Ed25519 (RFC 8032). Keys and signatures are raw bytes: seed 32, public 32, signature 64.
class SigningKey {
 public:
  static SigningKey from_seed(std::string_view seed);  // throws std::invalid_argument unless it has 32 bytes
  std::string public_key() const;
  std::string sign(std::string_view message) const;

 private:
  std::string seed_;
};
// False as well where a key or signature has the wrong length.
bool verify_signature(std::string_view public_key, std::string_view message, std::string_view signature);

std::string base64(std::string_view bytes);  // RFC 4648, with padding

// The system's random device.
class SystemChance final : public Chance {
 public:
  void fill(std::span<std::byte> out) override;
};

}  // namespace portico::crypto
