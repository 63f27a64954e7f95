// One-time codes of the second factor: six digits that change every 30 seconds (RFC 6238), and recovery codes. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/chance.h"
#include "base/instant.h"

namespace portico::identity {

constexpr std::size_t code_secret_bytes = 20;

constexpr std::int64_t steps_set_back = 20;  // ten minutes

std::int64_t step_of(Instant at);  // 30 seconds each, from 1970
std::string code_at(std::string_view secret, std::int64_t step);

// The step whose code this is: now's, the one before or the one after (clocks differ), but none up to `used`, unless that one
// lies so far ahead that the clock must have been set back since. Blanks do not matter.
std::optional<std::int64_t> step_with(std::string_view secret, std::string_view code, std::int64_t used, Instant now);

// What a phone's program reads: "otpauth://totp/…".
std::string otpauth(std::string_view secret, std::string_view issuer, std::string_view name);

// Ten codes "ABCD-EFGH-JK", of 50 random bits each, without letters that look alike.
std::vector<std::string> draw_recovery_codes(Chance& chance);
std::string fold_recovery_code(std::string_view typed);  // as it is hashed: capital letters and digits alone
// A password to begin with, "…-…-…-…": 80 random bits.
std::string draw_password(Chance& chance);

}  // namespace portico::identity
