#include "platform/identity/oidc.h"

#include <gmock/gmock.h>

namespace portico::identity {
namespace {

using ::testing::HasSubstr;

const Instant now = *parse_instant("2026-03-02T12:00:00Z", "");
const OidcSettings settings{.issuer = "https://login.city.example", .client_id = "portico", .client_secret = "s", .name = "City login"};

IdToken token() {
  return {.issuer = "https://login.city.example",
          .nonce = "n-1",
          .audiences = {"portico"},
          .expires = now + std::chrono::minutes(5),
          .issued = now,
          .email = "ana@city.example",
          .email_verified = true};
}

std::string why_not(const IdToken& of, std::string_view nonce = "n-1", Instant at = now) {
  const auto checked = vouched_for(of, settings, nonce, at);
  return checked ? "" : checked.error().faults.front().reason;
}

TEST(AnotherHousesWord, CountsForUsForThisSignInAndForNow) {
  EXPECT_EQ(vouched_for(token(), settings, "n-1", now), "ana@city.example");
  IdToken wrong = token();
  wrong.issuer = "https://login.city.example.evil.example";
  EXPECT_THAT(why_not(wrong), HasSubstr("another issuer"));
  wrong = token();
  wrong.audiences = {"another"};
  EXPECT_THAT(why_not(wrong), HasSubstr("another client"));
  wrong.audiences = {"another", "portico"};
  EXPECT_THAT(why_not(wrong), HasSubstr("given to another client"));
  wrong.authorized_party = "portico";
  EXPECT_EQ(why_not(wrong), "");
  EXPECT_THAT(why_not(token(), "n-2"), HasSubstr("another sign-in"));
  EXPECT_THAT(why_not(token(), ""), HasSubstr("another sign-in"));
  EXPECT_EQ(why_not(token(), "n-1", now + std::chrono::minutes(5)), "") << "clocks differ by a minute";
  EXPECT_THAT(why_not(token(), "n-1", now + std::chrono::minutes(6)), HasSubstr("expired"));
  EXPECT_THAT(why_not(token(), "n-1", now - std::chrono::minutes(2)), HasSubstr("in the future"));
  wrong = token();
  wrong.email_verified = false;
  EXPECT_THAT(why_not(wrong), HasSubstr("not verified"));
  wrong.email.clear();
  EXPECT_THAT(why_not(wrong), HasSubstr("no e-mail address"));
}

TEST(AnotherHousesWord, IsReadOfWhatItPublishes) {
  const std::string published = R"({"issuer":"https://login.city.example","authorization_endpoint":"https://login.city.example/a",)"
                                R"("token_endpoint":"https://login.city.example/t","jwks_uri":"https://login.city.example/k"})";
  EXPECT_EQ(read_house(published, "https://login.city.example")->token_endpoint, "https://login.city.example/t");
  EXPECT_FALSE(read_house(published, "https://login.other.example")) << "it names itself otherwise";
  for (const char* broken : {"", "{", "[]", "{}", R"({"issuer":"https://login.city.example"})"})
    EXPECT_FALSE(read_house(broken, "https://login.city.example")) << broken;
}

TEST(AnotherHousesWord, HasKeysOfTheKindsThatAreKnownHere) {
  const auto keys = read_keys(R"({"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"},{"kty":"RSA","use":"enc","n":"AQAB","e":"AQAB"},
    {"kty":"EC","crv":"P-256","kid":"b","x":"AQAB","y":"AQAB"},{"kty":"EC","crv":"P-384","x":"AQAB","y":"AQAB"},{"kty":"oct","k":"AQAB"},
    {"kty":"RSA","alg":"PS256","n":"AQAB","e":"AQAB"},{"kty":"RSA","n":"!","e":"AQAB"},7]})");
  ASSERT_TRUE(keys);
  ASSERT_EQ(keys->size(), 2U);
  EXPECT_EQ((*keys)[0].id, "a");
  EXPECT_EQ((*keys)[1].kind, VerifyingKey::Kind::es256);
  for (const char* broken : {"", "[]", "{}", R"({"keys":{}})"}) EXPECT_FALSE(read_keys(broken)) << broken;
}

// RFC 7515, appendix A.3: signed, but it does not say when it was issued.
TEST(AnotherHousesWord, IsSignedByOneOfItsKeys) {
  const std::string text =
      "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  const auto keys = read_keys(R"({"keys":[{"kty":"EC","crv":"P-256","kid":"x","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})")
                        .value();
  EXPECT_THAT(read_id_token(text, keys).error().faults.front().reason, HasSubstr("when it was issued"));
  std::string altered = text;
  altered[40] = altered[40] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(read_id_token(altered, keys));
  EXPECT_THAT(read_id_token(text, {}).error().faults.front().reason, HasSubstr("none of the house's keys"));
}

TEST(AnotherHousesWord, IsRefusedUnsignedOrMalformed) {
  const std::string claims = ".eyJpc3MiOiJqb2UifQ.";
  for (const auto& wrong : {std::string("eyJhbGciOiJub25lIn0") + claims, std::string("eyJhbGciOiJIUzI1NiJ9") + claims + "AAAA",
                            std::string(), std::string(".."), std::string("a.b"), std::string("a.b.c.d"), std::string("!.!.!")}) {
    EXPECT_FALSE(key_named_by(wrong)) << wrong;
    EXPECT_FALSE(read_id_token(wrong, {})) << wrong;
  }
}

TEST(AnotherHousesWord, IsAskedForWithAChallengeOfRfc7636) {
  EXPECT_EQ(code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

}  // namespace
}  // namespace portico::identity
