#include "platform/crypto/private_key.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/crypto/foreign_key.h"

namespace portico::crypto {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string bytes_of_hex(std::string_view text) { return from_hex(text).value(); }

// RFC 8032, 7.1, test 2.
TEST(AnEd25519Key, GivesTheAnswerOfRfc8032) {
  const SigningKey same = SigningKey::from_seed(bytes_of_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  const std::string pem = "-----BEGIN PRIVATE KEY-----\n" +
                          base64(bytes_of_hex("302e020100300506032b657004220420"
                                              "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")) +
                          "\n-----END PRIVATE KEY-----\n";
  const auto key = PrivateKey::read(pem, "key");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->kind(), KeyKind::ed25519);
  EXPECT_EQ(hex(key->public_key()), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  EXPECT_EQ(
      hex(key->sign("\x72")),
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  EXPECT_EQ(key->sign("a letter"), same.sign("a letter"));
}

TEST(AnRsaKey, SignsWhatItsPublicHalfVerifies) {
  const PrivateKey made = PrivateKey::make(KeyKind::rsa);
  const auto key = PrivateKey::read(made.pem(), "key");
  ASSERT_TRUE(key) << "what was written is read again";
  EXPECT_EQ(key->kind(), KeyKind::rsa);
  EXPECT_EQ(key->public_key(), made.public_key());
  const std::string signature = key->sign("a letter");
  EXPECT_EQ(signature, made.sign("a letter")) << "the same message gives the same signature";
  // SubjectPublicKeyInfo of 2048 bits: 33 bytes, the modulus, 02 03 and the exponent.
  const std::string spki = key->public_key();
  ASSERT_EQ(spki.size(), 294U);
  EXPECT_TRUE(verify_rs256(spki.substr(33, 256), spki.substr(291), "a letter", signature));
  EXPECT_FALSE(verify_rs256(spki.substr(33, 256), spki.substr(291), "a better", signature));
}

TEST(AKeyThatIsNone, IsRefusedWithoutRepeatingIt) {
  const std::string locked =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgs\n-----END ENCRYPTED PRIVATE KEY-----\n";
  const std::string elliptic = "-----BEGIN PRIVATE KEY-----\n" +
                               base64(bytes_of_hex("304102010030130607"
                                                   "2a8648ce3d020106082a8648ce3d030107042730250201010420"
                                                   "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721")) +
                               "\n-----END PRIVATE KEY-----\n";
  for (const std::string& wrong : {std::string(), std::string("secret words"), locked, elliptic, std::string(100'000, 'x')}) {
    const auto key = PrivateKey::read(wrong, "mail.dkim.key");
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().faults.front().field, "mail.dkim.key");
    EXPECT_THAT(key.error().faults.front().accepted, HasSubstr("RSA of 2048"));
    EXPECT_THAT(key.error().faults.front().reason, Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace portico::crypto
