// Chance comes in by this door: keys, salts and tokens are drawn from it; tests give it a fixed row of bytes.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace portico {

class Chance {
 public:
  virtual ~Chance() = default;
  // Fills `out` with bytes that nobody can guess. Throws where the system has none to give.
  virtual void fill(std::span<std::byte> out) = 0;

  std::string bytes(std::size_t count) {
    std::string drawn(count, '\0');
    fill(std::as_writable_bytes(std::span(drawn)));
    return drawn;
  }
};

}  // namespace portico
