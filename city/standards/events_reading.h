// An event's payload, part by part; what cannot be read throws std::runtime_error. For events*.cc alone.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace portico::standards {

class EventReading {
 public:
  explicit EventReading(std::string_view payload) try : object_(boost::json::parse(payload).as_object()) {
  } catch (const std::exception& broken) {
    throw std::runtime_error(std::string("an event cannot be read: ") + broken.what());
  }
  std::string text(std::string_view key) const { return std::string(at(key).as_string()); }
  std::int64_t integer(std::string_view key) const { return at(key).as_int64(); }
  std::int64_t integer_or(std::string_view key, std::int64_t otherwise) const {  // of a key that a later release added
    const auto* value = object_.if_contains(key);
    return value ? value->as_int64() : otherwise;
  }
  std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> list;
    for (const auto& each : at(key).as_array()) list.emplace_back(each.as_string());
    return list;
  }
  std::map<std::string, std::string> words(std::string_view key) const {
    std::map<std::string, std::string> words;
    for (const auto& [language, text] : at(key).as_object()) words.emplace(language, text.as_string());
    return words;
  }

 private:
  const boost::json::value& at(std::string_view key) const {
    const auto* value = object_.if_contains(key);
    if (!value) throw std::runtime_error("an event lacks " + std::string(key));
    return *value;
  }
  boost::json::object object_;
};

}  // namespace portico::standards
