#include "platform/crypto/crypto.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <thread>
#include <vector>

#include "base/text.h"

namespace portico::crypto {
namespace {

std::string sha(std::string_view bytes) { return hex(view(sha256(bytes))); }
std::string mac(std::string_view key, std::string_view bytes) { return hex(view(hmac_sha256(key, bytes))); }
std::string unhex(std::string_view text) { return from_hex(text).value(); }

TEST(Sha256, GivesTheAnswersOfTheStandard) {  // FIPS 180-4, RFC 6234 section 8.5
  EXPECT_EQ(sha(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_EQ(sha(unhex("19")), "68aa2e2ee5dff96e3355e6c7ee373e3d6a4e17f75f9518d843709c0c9bc3e3d4");
}

TEST(Sha256, OfAFileIsThatOfItsBytes) {
  const auto file = std::filesystem::temp_directory_path() / ("portico-crypto-" + std::to_string(::getpid()));
  for (const std::size_t size : {0u, 1u, 1u << 20, (1u << 20) + 1, 3'000'000u}) {
    const std::string bytes(size, 'x');
    std::ofstream(file, std::ios::binary) << bytes;
    EXPECT_EQ(sha256_of_file(file), sha256(bytes)) << size;
  }
  std::filesystem::remove(file);
  EXPECT_THROW(sha256_of_file(file), std::runtime_error);
}

TEST(Sha256, IsTheSameOnEveryThread) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] {
      for (int n = 0; n < 200; ++n) EXPECT_EQ(sha("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    });
}

TEST(HmacSha256, GivesTheAnswersOfRfc4231) {
  EXPECT_EQ(mac(std::string(20, '\x0b'), "Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(mac("Jefe", "what do ya want for nothing?"), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(mac(std::string(20, '\xaa'), std::string(50, '\xdd')), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(mac(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

struct Rfc8032 {
  const char *seed, *public_key, *message, *signature;
};
constexpr Rfc8032 rfc8032[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
     "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
     "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
     "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

TEST(Ed25519, GivesTheAnswersOfRfc8032) {
  for (const auto& known : rfc8032) {
    const auto key = SigningKey::from_seed(unhex(known.seed));
    const auto message = unhex(known.message), signature = unhex(known.signature);
    EXPECT_EQ(hex(key.public_key()), known.public_key);
    EXPECT_EQ(hex(key.sign(message)), known.signature);
    EXPECT_TRUE(verify_signature(key.public_key(), message, signature));
  }
}

TEST(Ed25519, DoesNotTakeAnythingElse) {
  const auto key = SigningKey::from_seed(std::string(32, 's'));
  const auto other = SigningKey::from_seed(std::string(32, 't'));
  const auto signature = key.sign("two potholes");
  EXPECT_TRUE(verify_signature(key.public_key(), "two potholes", signature));
  EXPECT_FALSE(verify_signature(key.public_key(), "one pothole", signature));
  EXPECT_FALSE(verify_signature(other.public_key(), "two potholes", signature));
  auto bent = signature;
  bent[5] ^= 1;
  EXPECT_FALSE(verify_signature(key.public_key(), "two potholes", bent));
  EXPECT_FALSE(verify_signature("short", "two potholes", signature));
  EXPECT_FALSE(verify_signature(key.public_key(), "two potholes", ""));
  EXPECT_THROW(SigningKey::from_seed("short"), std::invalid_argument);
}

TEST(Secrets, AreComparedWhole) {
  EXPECT_TRUE(same_secret("token", "token"));
  EXPECT_TRUE(same_secret("", ""));
  EXPECT_FALSE(same_secret("token", "tokem"));
  EXPECT_FALSE(same_secret("token", "token2"));
}

TEST(Base64, GivesTheAnswersOfRfc4648) {
  const std::pair<const char*, const char*> known[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : known) EXPECT_EQ(base64(bytes), text);
  EXPECT_EQ(base64("\xfb\xff"), "+/8=");
}

TEST(SystemChance, NeverGivesTheSameTwice) {
  SystemChance chance;
  std::set<std::string> drawn;
  for (int i = 0; i < 1000; ++i) drawn.insert(chance.bytes(16));
  EXPECT_EQ(drawn.size(), 1000u);
  EXPECT_EQ(chance.bytes(0), "");
  EXPECT_EQ(chance.bytes((1 << 20) + 7).size(), (1u << 20) + 7);
}

}  // namespace
}  // namespace portico::crypto
