#include "platform/crypto/password.h"

#include <argon2.h>
#include <fmt/format.h>

#include <stdexcept>
#include <vector>

namespace portico::crypto {
namespace {

constexpr std::size_t hash_bytes = 32;

}  // namespace

std::string hash_password(std::string_view password, std::string_view salt, PasswordCost cost) {
  if (salt.size() != 16) throw std::invalid_argument("a password's salt has 16 bytes");
  std::vector<char> encoded(argon2_encodedlen(cost.passes, cost.kibibytes, 1, 16, hash_bytes, Argon2_id));
  const int failed = argon2id_hash_encoded(cost.passes, cost.kibibytes, 1, password.data(), password.size(), salt.data(), salt.size(),
                                           hash_bytes, encoded.data(), encoded.size());
  if (failed != ARGON2_OK) throw std::runtime_error(std::string("Argon2 failed: ") + argon2_error_message(failed));
  return encoded.data();
}

bool password_fits(std::string_view encoded, std::string_view password) {
  const int failed = argon2id_verify(std::string(encoded).c_str(), password.data(), password.size());
  if (failed == ARGON2_MEMORY_ALLOCATION_ERROR) throw std::runtime_error("Argon2 failed: there is no memory");
  return failed == ARGON2_OK;
}

bool password_cost_is(std::string_view encoded, PasswordCost cost) {
  return encoded.starts_with(fmt::format("$argon2id$v=19$m={},t={},p=1$", cost.kibibytes, cost.passes));
}

}  // namespace portico::crypto
