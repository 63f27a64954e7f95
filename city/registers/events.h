// What this module tells the world; never changed once released, only added to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace portico::registers {

// A load brought other offers or another licence. Of the subject "registers".
struct RegistersLoaded {
  static constexpr std::string_view type = "RegistersLoaded/1";
  std::string hash;  // SHA-256 of the record, hex
  std::string licence;
  std::int64_t offices = 0;
};
std::string payload_of(const RegistersLoaded& event);

}  // namespace portico::registers
