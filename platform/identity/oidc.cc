#include "platform/identity/oidc.h"

#include <algorithm>

#include "platform/crypto/crypto.h"
#include "platform/crypto/seal.h"

namespace portico::identity {
namespace {

constexpr std::chrono::seconds clocks_differ{60};

std::unexpected<Refusal> not_counted(std::string reason) { return refuse(Refused::forbidden, "id_token", std::move(reason)); }

}  // namespace

Outcome<std::string> vouched_for(const IdToken& token, const OidcSettings& settings, std::string_view nonce, Instant now) {
  if (token.issuer != settings.issuer) return not_counted("the token is of another issuer");
  if (std::ranges::find(token.audiences, settings.client_id) == token.audiences.end())
    return not_counted("the token is for another client");
  if ((token.audiences.size() > 1 || !token.authorized_party.empty()) && token.authorized_party != settings.client_id)
    return not_counted("the token was given to another client");
  if (now >= token.expires + clocks_differ) return not_counted("the token has expired");
  if (token.issued > now + clocks_differ) return not_counted("the token was issued in the future: one of the two clocks is wrong");
  if (nonce.empty() || !crypto::same_secret(token.nonce, nonce)) return not_counted("the token is of another sign-in");
  if (token.email.empty()) return not_counted("the token names no e-mail address: the client needs the scope \"email\"");
  if (!token.email_verified) return not_counted("the house has not verified the e-mail address");
  return token.email;
}

std::string code_challenge(std::string_view verifier) { return crypto::base64_url(crypto::view(crypto::sha256(verifier))); }

}  // namespace portico::identity
