// DomainKeys Identified Mail (RFC 6376, RFC 8463): who sends vouches for a mail's headers and text by a key that stands in the domain's
// DNS.
#pragma once

#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/outcome.h"
#include "platform/crypto/private_key.h"

namespace portico::mail {

struct DkimKey {
  std::string domain;    // "town.example"; that of the From address, or one above it
  std::string selector;  // "2026a"
  crypto::PrivateKey key;
};

// Refuses what is no domain, no selector, no key (crypto/private_key.h); names "dkim.domain", "dkim.selector" or "dkim.key".
Outcome<DkimKey> read_dkim_key(std::string_view domain, std::string_view selector, std::string_view pem);

// The name and text of the TXT record by which others find the public half.
std::string dkim_record_name(const DkimKey& key);
std::string dkim_record(const DkimKey& key);

// `mail` (of `write`: lines end with CRLF) behind a DKIM-Signature, relaxed/relaxed, rsa-sha256 or ed25519-sha256 as the key is. Headers
// that matter to a reader are signed once oftener than they stand there, so that none can be added. A mail may be signed with several keys,
// one after the other. The same mail, key and instant give the same bytes. Throws std::invalid_argument for bytes that are no mail.
std::string dkim_sign(std::string_view mail, const DkimKey& key, Instant at);

}  // namespace portico::mail
