// The JSON of OpenID Connect: what a house publishes, its keys (RFC 7517), its tokens (RFC 7515, RFC 7519).
#include <boost/json.hpp>
#include <cmath>

#include "base/text.h"
#include "platform/crypto/foreign_key.h"
#include "platform/crypto/seal.h"
#include "platform/identity/oidc.h"

namespace portico::identity {
namespace {

namespace json = boost::json;

std::unexpected<Refusal> no(std::string_view where, std::string reason) {
  return refuse(Refused::invalid, std::string(where), std::move(reason));
}

std::optional<json::object> object_in(std::string_view text) {
  boost::system::error_code broken;
  auto value = json::parse(text, broken);
  if (broken || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

std::string text_of(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(std::string_view(value->get_string())) : std::string();
}

// Seconds since 1970, as RFC 7519 has them; nothing where it is no number of a believable size.
std::optional<Instant> instant_of(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (!value || !value->is_number()) return std::nullopt;
  const double seconds = value->to_number<double>();
  if (!std::isfinite(seconds) || seconds < 0 || seconds > 4e10) return std::nullopt;
  return from_millis(static_cast<std::int64_t>(seconds * 1000));
}

struct Parts {
  json::object head, claims;
  std::string_view signed_text;
  std::string signature;
};

std::optional<Parts> parts_of(std::string_view token) {
  const auto parts = split(token, '.');
  if (parts.size() != 3) return std::nullopt;
  const auto head = crypto::from_base64_url(parts[0]), claims = crypto::from_base64_url(parts[1]),
             signature = crypto::from_base64_url(parts[2]);
  if (!head || !claims || !signature) return std::nullopt;
  auto head_object = object_in(*head), claims_object = object_in(*claims);
  if (!head_object || !claims_object) return std::nullopt;
  return Parts{std::move(*head_object), std::move(*claims_object), token.substr(0, parts[0].size() + 1 + parts[1].size()), *signature};
}

std::optional<VerifyingKey> key_in(const json::object& object) {
  if (const auto use = text_of(object, "use"); !use.empty() && use != "sig") return std::nullopt;
  const bool rsa = text_of(object, "kty") == "RSA", ec = text_of(object, "kty") == "EC" && text_of(object, "crv") == "P-256";
  if (const auto alg = text_of(object, "alg"); !alg.empty() && alg != (rsa ? "RS256" : "ES256")) return std::nullopt;
  const auto first = crypto::from_base64_url(text_of(object, rsa ? "n" : "x")),
             second = crypto::from_base64_url(text_of(object, rsa ? "e" : "y"));
  if ((!rsa && !ec) || !first || !second || first->empty() || second->empty()) return std::nullopt;
  return VerifyingKey{rsa ? VerifyingKey::Kind::rs256 : VerifyingKey::Kind::es256, text_of(object, "kid"), *first, *second};
}

bool signed_by(const Parts& parts, const VerifyingKey& key) {
  return key.kind == VerifyingKey::Kind::rs256 ? crypto::verify_rs256(key.first, key.second, parts.signed_text, parts.signature)
                                               : crypto::verify_es256(key.first, key.second, parts.signed_text, parts.signature);
}

std::optional<VerifyingKey> named_in(const json::object& head) {
  const std::string algorithm = text_of(head, "alg");
  if ((algorithm != "RS256" && algorithm != "ES256") || head.contains("crit")) return std::nullopt;
  return VerifyingKey{.kind = algorithm == "RS256" ? VerifyingKey::Kind::rs256 : VerifyingKey::Kind::es256, .id = text_of(head, "kid")};
}

}  // namespace

Outcome<OidcHouse> read_house(std::string_view text, std::string_view issuer) {
  const auto object = object_in(text);
  if (!object) return no("openid-configuration", "what the house publishes of itself is no JSON object");
  if (text_of(*object, "issuer") != issuer) return no("issuer", "the house names itself otherwise than the settings do");
  OidcHouse house{text_of(*object, "authorization_endpoint"), text_of(*object, "token_endpoint"), text_of(*object, "jwks_uri")};
  if (house.authorization_endpoint.empty() || house.token_endpoint.empty() || house.jwks_uri.empty())
    return no("openid-configuration", "the house does not publish authorization_endpoint, token_endpoint and jwks_uri");
  return house;
}

Outcome<std::vector<VerifyingKey>> read_keys(std::string_view text) {
  const auto object = object_in(text);
  const auto* list = object ? object->if_contains("keys") : nullptr;
  if (!list || !list->is_array()) return no("jwks_uri", "the house's keys are no JSON object with the list \"keys\"");
  std::vector<VerifyingKey> keys;
  for (const auto& each : list->get_array())
    if (each.is_object())
      if (auto key = key_in(each.get_object())) keys.push_back(std::move(*key));
  return keys;
}

Outcome<std::string> read_token_answer(std::string_view text) {
  const auto object = object_in(text);
  std::string token = object ? text_of(*object, "id_token") : "";
  if (token.empty()) return no("token_endpoint", "the house's answer has no id_token");
  return token;
}

Outcome<VerifyingKey> key_named_by(std::string_view token) {
  const auto parts = parts_of(token);
  if (!parts) return no("id_token", "this is no signed token");
  auto named = named_in(parts->head);
  if (!named) return no("id_token", "the token is signed in a way that does not count here: RS256 or ES256 do");
  return std::move(*named);
}

Outcome<IdToken> read_id_token(std::string_view token, const std::vector<VerifyingKey>& keys) {
  const auto named = key_named_by(token);
  if (!named) return std::unexpected(named.error());
  const auto parts = parts_of(token);
  bool good = false;
  for (const auto& key : keys)
    good = good || (key.kind == named->kind && (named->id.empty() || key.id == named->id) && signed_by(*parts, key));
  if (!good) return refuse(Refused::forbidden, "id_token", "none of the house's keys signed the token");
  const json::object& claims = parts->claims;
  const auto expires = instant_of(claims, "exp"), issued = instant_of(claims, "iat");
  if (!expires || !issued) return no("id_token", "the token does not say when it was issued and expires");
  IdToken read{.issuer = text_of(claims, "iss"),
               .nonce = text_of(claims, "nonce"),
               .authorized_party = text_of(claims, "azp"),
               .expires = *expires,
               .issued = *issued,
               .email = text_of(claims, "email")};
  if (const auto* audience = claims.if_contains("aud")) {
    if (audience->is_string()) read.audiences.push_back(text_of(claims, "aud"));
    if (audience->is_array())
      for (const auto& each : audience->get_array())
        if (each.is_string()) read.audiences.emplace_back(std::string_view(each.get_string()));
  }
  const auto* verified = claims.if_contains("email_verified");
  read.email_verified = verified && ((verified->is_bool() && verified->get_bool()) || text_of(claims, "email_verified") == "true");
  return read;
}

}  // namespace portico::identity
