// Structured log lines without personal data: a fixed message and named values. app/ decides where they go.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace portico {

enum class Severity { debug, info, warning, error };

class Log {
 public:
  using Field = std::pair<std::string_view, std::string>;
  virtual ~Log() = default;
  // Safe from any thread. `message` is a constant phrase, so that lines can be counted; what varies goes into fields.
  virtual void write(Severity severity, std::string_view message, std::initializer_list<Field> fields = {}) = 0;
};

// Says nothing: for tests and one-shot commands.
class SilentLog final : public Log {
 public:
  void write(Severity, std::string_view, std::initializer_list<Field>) override {}
};

}  // namespace portico
