// Keys of our own that others know us by: in PEM, as an administrator makes and keeps them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/outcome.h"

namespace portico::crypto {

enum class KeyKind { rsa, ed25519 };

// Safe from any thread. Copies share one key.
class PrivateKey {
 public:
  // PKCS#8 or PKCS#1 in PEM, not under a pass phrase: RSA of 2048 to 8192 bits, or Ed25519. `field` names the place in the refusal, which
  // repeats nothing of the key.
  static Outcome<PrivateKey> read(std::string_view pem, std::string_view field);
  static PrivateKey make(KeyKind kind);  // by the system's chance; RSA has 2048 bits

  KeyKind kind() const;
  std::string pem() const;         // PKCS#8
  std::string public_key() const;  // RSA: SubjectPublicKeyInfo in DER; Ed25519: its 32 bytes
  // RSA: RSASSA-PKCS1-v1_5 with SHA-256; Ed25519: RFC 8032. The same message gives the same signature.
  std::string sign(std::string_view message) const;

 private:
  struct Inside;
  explicit PrivateKey(std::shared_ptr<const Inside> inside) : inside_(std::move(inside)) {}
  std::shared_ptr<const Inside> inside_;
};

}  // namespace portico::crypto
