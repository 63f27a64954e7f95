#include "platform/crypto/seal.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "platform/crypto/crypto.h"

namespace portico::crypto {
namespace {

TEST(Seals, OpenWithTheSameKeyForTheSameThingAlone) {
  SystemChance chance;
  const std::string key = chance.bytes(32), sealed = seal(key, "a secret", "person:17", chance);
  EXPECT_EQ(unseal(key, sealed, "person:17"), "a secret");
  EXPECT_EQ(unseal(key, sealed, "person:18"), std::nullopt) << "put into another's row";
  EXPECT_EQ(unseal(chance.bytes(32), sealed, "person:17"), std::nullopt);
  EXPECT_EQ(unseal(key, "", "person:17"), std::nullopt);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string altered = sealed;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_EQ(unseal(key, altered, "person:17"), std::nullopt) << i;
  }
  EXPECT_NE(sealed, seal(key, "a secret", "person:17", chance));
  EXPECT_THROW(unseal("short", sealed, "person:17"), std::invalid_argument);
}

TEST(HmacSha1, GivesTheAnswersOfRfc2202) {
  EXPECT_EQ(hex(hmac_sha1(std::string(20, '\x0b'), "Hi There")), "b617318655057264e28bc0b6fb378c8ef146be00");
  EXPECT_EQ(hex(hmac_sha1("Jefe", "what do ya want for nothing?")), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

TEST(Base64Url, IsThatOfRfc4648WithoutPadding) {
  EXPECT_EQ(base64_url("\x14\xfb\x9c\x03\xd9\x7e"), "FPucA9l-");
  for (const char* text : {"", "f", "fo", "foo", "foob", "fooba", "foobar", "\xff\xfe\xfd"})
    EXPECT_EQ(from_base64_url(base64_url(text)), text);
  for (const char* wrong : {"A", "AB=", "A+B/", "AA AA", "AB"}) EXPECT_EQ(from_base64_url(wrong), std::nullopt) << wrong;
}

TEST(Base32, IsThatOfRfc4648WithoutPadding) {
  EXPECT_EQ(base32(""), "");
  EXPECT_EQ(base32("f"), "MY");
  EXPECT_EQ(base32("foobar"), "MZXW6YTBOI");
}

}  // namespace
}  // namespace portico::crypto
