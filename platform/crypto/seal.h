// Secrets at rest, and the small codes that stand around them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/chance.h"

namespace portico::crypto {

// AES-256-GCM: 12 random bytes, what is sealed, 16 bytes that hold it together. `about` is not in it but must be the same to open it, so
// that one row's secret cannot be put into another's. The key has 32 bytes.
std::string seal(std::string_view key, std::string_view secret, std::string_view about, Chance& chance);
// Nothing where the key, the bytes or `about` are others.
std::optional<std::string> unseal(std::string_view key, std::string_view sealed, std::string_view about);

std::string hmac_sha1(std::string_view key, std::string_view bytes);  // 20 bytes; for the codes of RFC 6238 alone

std::string base64_url(std::string_view bytes);                     // RFC 4648 section 5, without padding
std::optional<std::string> from_base64_url(std::string_view text);  // nothing for what is none, padding and spare bits included
std::string base32(std::string_view bytes);                         // RFC 4648 section 6, without padding

}  // namespace portico::crypto
