#include "platform/crypto/private_key.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <stdexcept>

namespace portico::crypto {
namespace {

constexpr int least_rsa_bits = 2048, most_rsa_bits = 8192;
constexpr auto accepted = "a private key in PEM without a pass phrase: RSA of 2048 to 8192 bits, or Ed25519";

struct Free {
  void operator()(EVP_PKEY* it) const { EVP_PKEY_free(it); }
  void operator()(EVP_MD_CTX* it) const { EVP_MD_CTX_free(it); }
  void operator()(BIO* it) const { BIO_free(it); }
};
template <class T>
using Held = std::unique_ptr<T, Free>;

void must(bool worked) {
  if (!worked) throw std::runtime_error("the cryptographic library failed at a private key");
}

// Without it OpenSSL asks at the terminal.
int no_pass_phrase(char*, int, int, void*) { return -1; }

std::string all_of(BIO* memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

struct PrivateKey::Inside {
  Held<EVP_PKEY> key;
  KeyKind kind;
};

Outcome<PrivateKey> PrivateKey::read(std::string_view pem, std::string_view field) {
  const auto refused = [&](std::string reason) { return refuse(Refused::invalid, std::string(field), std::move(reason), accepted); };
  if (pem.size() > 65'536) return refused("is longer than any private key");
  const Held<BIO> memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  must(memory != nullptr);
  Held<EVP_PKEY> key(PEM_read_bio_PrivateKey(memory.get(), nullptr, &no_pass_phrase, nullptr));
  ERR_clear_error();
  if (!key) return refused("is no private key that can be read, or stands under a pass phrase");
  const int kind = EVP_PKEY_get_base_id(key.get()), bits = EVP_PKEY_get_bits(key.get());
  if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_ED25519) return refused("is a key of another kind");
  if (kind == EVP_PKEY_RSA && (bits < least_rsa_bits || bits > most_rsa_bits))
    return refused("is an RSA key of " + std::to_string(bits) + " bits");
  const KeyKind known = kind == EVP_PKEY_RSA ? KeyKind::rsa : KeyKind::ed25519;
  return PrivateKey(std::make_shared<const Inside>(Inside{std::move(key), known}));
}

PrivateKey PrivateKey::make(KeyKind kind) {
  Held<EVP_PKEY> key(kind == KeyKind::rsa ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{least_rsa_bits})
                                          : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  must(key != nullptr);
  return PrivateKey(std::make_shared<const Inside>(Inside{std::move(key), kind}));
}

KeyKind PrivateKey::kind() const { return inside_->kind; }

std::string PrivateKey::pem() const {
  const Held<BIO> memory(BIO_new(BIO_s_mem()));
  must(memory && PEM_write_bio_PKCS8PrivateKey(memory.get(), inside_->key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return all_of(memory.get());
}

std::string PrivateKey::public_key() const {
  if (inside_->kind == KeyKind::ed25519) {
    std::string raw(32, '\0');
    std::size_t size = raw.size();
    must(EVP_PKEY_get_raw_public_key(inside_->key.get(), reinterpret_cast<unsigned char*>(raw.data()), &size) == 1 && size == raw.size());
    return raw;
  }
  const Held<BIO> memory(BIO_new(BIO_s_mem()));
  must(memory && i2d_PUBKEY_bio(memory.get(), inside_->key.get()) == 1);
  return all_of(memory.get());
}

std::string PrivateKey::sign(std::string_view message) const {
  const Held<EVP_MD_CTX> context(EVP_MD_CTX_new());
  const EVP_MD* digest = inside_->kind == KeyKind::rsa ? EVP_sha256() : nullptr;
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  std::size_t size = 0;
  must(context && EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, inside_->key.get()) == 1 &&
       EVP_DigestSign(context.get(), nullptr, &size, bytes, message.size()) == 1);
  std::string signature(size, '\0');
  must(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, message.size()) == 1);
  signature.resize(size);
  return signature;
}

}  // namespace portico::crypto
