// An event's payload, written and read part by part; what cannot be read throws std::runtime_error. For events*.cc alone.
#pragma once

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"

namespace portico::cases {

namespace json = boost::json;

// Members are written by hand, in the order of their keys: nothing is built that would only be thrown away, and the order is plain to see.
class Writer {
 public:
  Writer& text(std::string_view key, std::string_view value) { return raw(key, json::serialize(json::string_view(value))); }
  Writer& number(std::string_view key, std::int64_t value) { return raw(key, fmt::format("{}", value)); }
  Writer& flag(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  Writer& instant(std::string_view key, Instant value) { return raw(key, '"' + iso8601(value) + '"'); }
  Writer& instant(std::string_view key, const std::optional<Instant>& value) { return value ? instant(key, *value) : raw(key, "null"); }
  Writer& raw(std::string_view key, std::string_view value) {
    written_ += written_.empty() ? '{' : ',';
    written_.append(json::serialize(json::string_view(key))).append(":").append(value);
    return *this;
  }
  std::string end() { return written_.empty() ? "{}" : std::move(written_) + '}'; }

 private:
  std::string written_;
};

class Payload {
 public:
  explicit Payload(std::string_view payload) : object_(json::parse(payload).as_object()) {}
  std::string text(std::string_view key) const { return json::value_to<std::string>(object_.at(key)); }
  std::int64_t number(std::string_view key) const { return object_.at(key).to_number<std::int64_t>(); }
  bool flag(std::string_view key) const { return object_.at(key).as_bool(); }
  Instant instant(std::string_view key) const {
    const auto read = parse_instant(text(key), key);
    if (!read) throw std::runtime_error("an event's " + std::string(key) + " is no instant");
    return *read;
  }
  std::optional<Instant> maybe_instant(std::string_view key) const {
    return object_.at(key).is_null() ? std::nullopt : std::optional(instant(key));
  }
  std::map<std::string, std::string> texts(std::string_view key) const {
    return json::value_to<std::map<std::string, std::string>>(object_.at(key));
  }
  std::vector<std::string> list_or_none(std::string_view key) const {  // of what was added after the first release
    const auto* list = object_.if_contains(key);
    return list ? json::value_to<std::vector<std::string>>(*list) : std::vector<std::string>();
  }

 private:
  json::object object_;
};

}  // namespace portico::cases
