// Log lines as JSON on standard error, one object a line: {"at":…,"level":…,"message":…, and the fields}.
#pragma once

#include <memory>

#include "base/instant.h"
#include "base/log.h"

namespace spdlog {
class logger;
}

namespace portico::app {

class JsonLog final : public Log {
 public:
  explicit JsonLog(const TimeSource& time);
  ~JsonLog() override;
  void write(Severity severity, std::string_view message, std::initializer_list<Field> fields) override;

 private:
  const TimeSource& time_;
  std::shared_ptr<spdlog::logger> lines_;
};

}  // namespace portico::app
