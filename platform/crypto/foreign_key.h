// Public keys of others, as they publish them for the tokens that they sign (RFC 7517, RFC 7518).
#pragma once

#include <string>
#include <string_view>

namespace portico::crypto {

// All parts are raw bytes, big-endian. False as well where a key or signature is malformed.
// RS256: RSASSA-PKCS1-v1_5 with SHA-256; a modulus of less than 2048 bits is no key.
bool verify_rs256(std::string_view modulus, std::string_view exponent, std::string_view message, std::string_view signature);
// ES256: ECDSA on P-256 with SHA-256; x and y have 32 bytes each, the signature is r and s, 64 bytes.
bool verify_es256(std::string_view x, std::string_view y, std::string_view message, std::string_view signature);

}  // namespace portico::crypto
