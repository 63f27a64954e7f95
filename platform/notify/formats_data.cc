#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "platform/notify/template.h"

namespace portico::notify {

Outcome<Facts> read_data(std::string_view json) {
  boost::json::error_code broken;
  const auto value = boost::json::parse(json, broken);
  if (broken || !value.is_object()) return refuse(Refused::invalid, "data", "This is no JSON object.", "{\"message\":4711}");
  Facts facts;
  for (const auto& [key, held] : value.as_object()) {
    if (held.is_string())
      facts[std::string(key)] = std::string(held.as_string());
    else if (held.is_int64())
      facts[std::string(key)] = held.as_int64();
  }
  return facts;
}

}  // namespace portico::notify
