#include "platform/identity/session.h"

#include "base/text.h"
#include "platform/crypto/crypto.h"

namespace portico::identity {

std::string session_hash(std::string_view token) { return hex(crypto::view(crypto::sha256(token))); }

std::string csrf_of(std::string_view token) { return hex(crypto::view(crypto::hmac_sha256(token, "portico form"))).substr(0, 32); }

}  // namespace portico::identity
