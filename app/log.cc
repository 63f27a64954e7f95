#include "app/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace portico::app {
namespace {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::debug:
      return "debug";
    case Severity::info:
      return "info";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "error";
}

}  // namespace

JsonLog::JsonLog(const TimeSource& time)
    : time_(time), lines_(std::make_shared<spdlog::logger>("portico", std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
  lines_->set_pattern("%v");
  lines_->flush_on(spdlog::level::info);
}

JsonLog::~JsonLog() = default;

void JsonLog::write(Severity severity, std::string_view message, std::initializer_list<Field> fields) {
  if (severity == Severity::debug) return;
  boost::json::object line{{"at", iso8601(time_.now())}, {"level", name_of(severity)}, {"message", message}};
  for (const auto& [name, value] : fields) line[name] = value;
  lines_->info(boost::json::serialize(line));
}

}  // namespace portico::app
