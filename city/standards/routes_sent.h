// A JSON object that somebody sent, read key by key: what is of another type and what nobody asked for become faults. For routes*.cc alone.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "city/standards/clock_reading.h"
#include "platform/http/http.h"

namespace portico::standards {

// The request's body; {} where it is empty.
Outcome<boost::json::object> body_of(const http::Request& request);

class Sent {
 public:
  Sent(const boost::json::object& object, std::string place, std::vector<Fault>& faults)
      : object_(object), place_(std::move(place)), faults_(faults) {}

  std::string text(std::string_view key);  // "" where it is absent or null
  std::vector<std::string> texts(std::string_view key);
  std::int64_t integer_or(std::string_view key, std::int64_t otherwise);
  std::map<std::string, std::string> words(std::string_view key);  // language → text
  std::vector<WrittenClock> clocks(std::string_view key);
  void refuse_unknown();

 private:
  const boost::json::value* member(std::string_view key);
  void wrong(std::string_view key, std::string accepted);

  const boost::json::object& object_;
  std::string place_;  // before each key: "", "clocks[0]."
  std::vector<Fault>& faults_;
  std::vector<std::string> asked_;
};

}  // namespace portico::standards
