// Passwords as Argon2id (RFC 9106) keeps them: slow to guess even for whoever has the file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace portico::crypto {

// What one hashing costs. They stand in the encoded form, so that they can be raised while older hashes go on being good.
struct PasswordCost {
  std::uint32_t kibibytes = 47'104;
  std::uint32_t passes = 1;
  bool operator==(const PasswordCost&) const = default;
};

// "$argon2id$v=19$m=47104,t=1,p=1$…$…" with 32 bytes of hash; `salt` is 16 random bytes. Takes tens of milliseconds and the memory of
// its cost: on a pool, never on a loop or the write lane. Throws std::runtime_error where there is no memory.
std::string hash_password(std::string_view password, std::string_view salt, PasswordCost cost = {});
// False as well for an encoded form that is none. Costs what the encoded form says.
bool password_fits(std::string_view encoded, std::string_view password);
bool password_cost_is(std::string_view encoded, PasswordCost cost);

}  // namespace portico::crypto
