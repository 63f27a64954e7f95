// Another house's word (OpenID Connect 1.0, authorization code with PKCE): what is read of it, and whether it counts. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"

namespace portico::identity {

struct OidcSettings {
  std::string issuer;  // as the house names itself; what it publishes stands below it
  std::string client_id, client_secret;
  std::string name;  // of the house, on the button
};

// What the house publishes of itself.
struct OidcHouse {
  std::string authorization_endpoint, token_endpoint, jwks_uri;
};
Outcome<OidcHouse> read_house(std::string_view json, std::string_view issuer);

struct VerifyingKey {
  enum class Kind { rs256, es256 };
  Kind kind = Kind::rs256;
  std::string id;             // "kid"; may be ""
  std::string first, second;  // modulus and exponent, or x and y: raw bytes
};
// Keys of kinds that are not known here, or for other uses, are left out.
Outcome<std::vector<VerifyingKey>> read_keys(std::string_view json);

Outcome<std::string> read_token_answer(std::string_view json);  // its id_token

struct IdToken {
  std::string issuer, nonce, authorized_party;
  std::vector<std::string> audiences;
  Instant expires, issued;
  std::string email;
  bool email_verified = false;
};
// Which key its head names: kind and id. Refused for "none" and whatever else is not known here.
Outcome<VerifyingKey> key_named_by(std::string_view token);
// Refused unless one of the keys signed it.
Outcome<IdToken> read_id_token(std::string_view token, const std::vector<VerifyingKey>& keys);

// The address that the house vouches for. Refused where the word is not for us, not for this sign-in, too old, or the address unverified.
Outcome<std::string> vouched_for(const IdToken& token, const OidcSettings& settings, std::string_view nonce, Instant now);

std::string code_challenge(std::string_view verifier);  // S256 of RFC 7636

}  // namespace portico::identity
