#include "platform/crypto/foreign_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>

namespace portico::crypto {
namespace {

constexpr int least_rsa_bits = 2048, most_rsa_bits = 8192;

struct Free {
  void operator()(EVP_PKEY* it) const { EVP_PKEY_free(it); }
  void operator()(EVP_PKEY_CTX* it) const { EVP_PKEY_CTX_free(it); }
  void operator()(EVP_MD_CTX* it) const { EVP_MD_CTX_free(it); }
  void operator()(BIGNUM* it) const { BN_free(it); }
  void operator()(OSSL_PARAM_BLD* it) const { OSSL_PARAM_BLD_free(it); }
  void operator()(OSSL_PARAM* it) const { OSSL_PARAM_free(it); }
  void operator()(ECDSA_SIG* it) const { ECDSA_SIG_free(it); }
};
template <class T>
using Held = std::unique_ptr<T, Free>;

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
Held<BIGNUM> number(std::string_view bytes) { return Held<BIGNUM>(BN_bin2bn(raw(bytes), static_cast<int>(bytes.size()), nullptr)); }

Held<EVP_PKEY> key_from(const char* kind, OSSL_PARAM_BLD* parts) {
  const Held<OSSL_PARAM> built(OSSL_PARAM_BLD_to_param(parts));
  const Held<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* key = nullptr;
  if (!built || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, built.get()) != 1)
    return nullptr;
  return Held<EVP_PKEY>(key);
}

bool verify(EVP_PKEY* key, std::string_view message, std::string_view signature) {
  const Held<EVP_MD_CTX> context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
}

}  // namespace

bool verify_rs256(std::string_view modulus, std::string_view exponent, std::string_view message, std::string_view signature) {
  if (modulus.size() > most_rsa_bits / 8 || exponent.empty() || exponent.size() > 8) return false;
  const Held<BIGNUM> n = number(modulus), e = number(exponent);
  const Held<OSSL_PARAM_BLD> parts(OSSL_PARAM_BLD_new());
  if (!n || !e || !parts || BN_num_bits(n.get()) < least_rsa_bits) return false;
  if (OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return false;
  const auto key = key_from("RSA", parts.get());
  return key && verify(key.get(), message, signature);
}

bool verify_es256(std::string_view x, std::string_view y, std::string_view message, std::string_view signature) {
  if (x.size() != 32 || y.size() != 32 || signature.size() != 64) return false;
  const std::string point = '\x04' + std::string(x) + std::string(y);
  const Held<OSSL_PARAM_BLD> parts(OSSL_PARAM_BLD_new());
  if (!parts || OSSL_PARAM_BLD_push_utf8_string(parts.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(parts.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
    return false;
  const auto key = key_from("EC", parts.get());
  Held<ECDSA_SIG> both(ECDSA_SIG_new());
  Held<BIGNUM> r = number(signature.substr(0, 32)), s = number(signature.substr(32));
  if (!key || !both || !r || !s || ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) return false;
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(both.get(), &der);
  if (size <= 0) return false;
  const std::string encoded(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return verify(key.get(), message, encoded);
}

}  // namespace portico::crypto
