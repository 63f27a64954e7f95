#include "platform/crypto/crypto.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <memory>
#include <stdexcept>
#include <vector>

namespace portico::crypto {
namespace {

struct Free {
  void operator()(EVP_MD* it) const { EVP_MD_free(it); }
  void operator()(EVP_MD_CTX* it) const { EVP_MD_CTX_free(it); }
  void operator()(EVP_PKEY* it) const { EVP_PKEY_free(it); }
};
template <class T>
using Held = std::unique_ptr<T, Free>;

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

void must(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("the cryptographic library failed: ") + what);
}

// Looking an algorithm up by name takes longer than hashing a short text, so it is done once for the process.
EVP_MD* sha256_algorithm() {
  static const Held<EVP_MD> fetched(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  must(fetched != nullptr, "SHA-256 is not available");
  return fetched.get();
}

// One context a thread: making one costs two allocations, starting it again none.
EVP_MD_CTX* started_context() {
  thread_local const Held<EVP_MD_CTX> context = [] {
    Held<EVP_MD_CTX> made(EVP_MD_CTX_new());
    must(made != nullptr && EVP_DigestInit_ex2(made.get(), sha256_algorithm(), nullptr) == 1, "digest context");
    return made;
  }();
  must(EVP_DigestInit_ex2(context.get(), nullptr, nullptr) == 1, "digest start");
  return context.get();
}

template <class... Parts>
Digest sha256_of(Parts... parts) {
  EVP_MD_CTX* context = started_context();
  must(((EVP_DigestUpdate(context, parts.data(), parts.size()) == 1) && ...), "digest");
  Digest digest;
  must(EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1, "digest end");
  return digest;
}

Held<EVP_PKEY> private_key(std::string_view seed) {
  Held<EVP_PKEY> key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(seed), seed.size()));
  must(key != nullptr, "Ed25519 seed");
  return key;
}

}  // namespace

Digest sha256(std::string_view bytes) { return sha256_of(bytes); }

Digest sha256_of_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::vector<char> block(1 << 20);
  EVP_MD_CTX* context = started_context();
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    must(EVP_DigestUpdate(context, block.data(), static_cast<std::size_t>(in.gcount())) == 1, "digest");
  }
  if (!in.eof() || in.bad()) throw std::runtime_error("cannot read " + file.string());
  Digest digest;
  must(EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1, "digest end");
  return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view bytes) {  // RFC 2104, with a block of 64 bytes
  std::string inner(64, '\x36'), outer(64, '\x5c');
  const Digest shortened = key.size() > 64 ? sha256(key) : Digest{};
  if (key.size() > 64) key = view(shortened);
  for (std::size_t i = 0; i < key.size(); ++i) {
    inner[i] = static_cast<char>(inner[i] ^ key[i]);
    outer[i] = static_cast<char>(outer[i] ^ key[i]);
  }
  const Digest within = sha256_of(std::string_view(inner), bytes);
  return sha256_of(std::string_view(outer), view(within));
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

SigningKey SigningKey::from_seed(std::string_view seed) {
  if (seed.size() != 32) throw std::invalid_argument("an Ed25519 seed has 32 bytes");
  SigningKey key;
  key.seed_ = seed;
  return key;
}

std::string SigningKey::public_key() const {
  std::string bytes(32, '\0');
  std::size_t size = bytes.size();
  const auto key = private_key(seed_);
  must(EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size) == 1 && size == 32, "public key");
  return bytes;
}

std::string SigningKey::sign(std::string_view message) const {
  const auto key = private_key(seed_);
  const Held<EVP_MD_CTX> context(EVP_MD_CTX_new());
  std::string signature(64, '\0');
  std::size_t size = signature.size();
  must(context != nullptr && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1, "signature start");
  must(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, raw(message), message.size()) == 1 &&
           size == 64,
       "signature");
  return signature;
}

bool verify_signature(std::string_view public_key, std::string_view message, std::string_view signature) {
  if (public_key.size() != 32 || signature.size() != 64) return false;
  const Held<EVP_PKEY> key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(public_key), public_key.size()));
  const Held<EVP_MD_CTX> context(EVP_MD_CTX_new());
  if (key == nullptr || context == nullptr) return false;
  if (EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) return false;
  return EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
}

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '\0');
  // EVP_EncodeBlock also writes a closing NUL, which lands on the string's own.
  must(bytes.size() < std::numeric_limits<int>::max() / 2, "too long for base64");
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), raw(bytes), static_cast<int>(bytes.size()));
  return text;
}

void SystemChance::fill(std::span<std::byte> out) {
  constexpr std::size_t most = 1 << 20;
  while (!out.empty()) {
    const auto part = out.first(std::min(out.size(), most));
    must(RAND_priv_bytes(reinterpret_cast<unsigned char*>(part.data()), static_cast<int>(part.size())) == 1, "no chance to be had");
    out = out.subspan(part.size());
  }
}

}  // namespace portico::crypto
