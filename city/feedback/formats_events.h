// What this module reads from events: the parts that it needs, of any of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace portico::feedback {

// Reads one payload. What is not there, or is something else, throws std::runtime_error.
class Payload {
 public:
  explicit Payload(std::string_view payload);
  ~Payload();
  std::int64_t number(std::string_view key) const;
  std::string text(std::string_view key) const;
  Instant instant(std::string_view key) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace portico::feedback
