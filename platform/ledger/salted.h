// A personal value enters the ledger only as a salted hash: the salt is kept beside the value and destroyed with it, and then nobody, not
// even one who tries every telephone number, can tell what the hash was of.
#pragma once

#include <string>
#include <string_view>

#include "base/chance.h"
#include "base/text.h"
#include "platform/crypto/crypto.h"

namespace portico::ledger {

inline std::string new_salt(Chance& chance) { return chance.bytes(16); }  // 128 bits, raw

// Hex of HMAC-SHA-256 with the salt as key: 64 characters.
inline std::string salted_hash(std::string_view salt, std::string_view value) {
  return hex(crypto::view(crypto::hmac_sha256(salt, value)));
}

}  // namespace portico::ledger
