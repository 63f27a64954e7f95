#include "city/directory/events.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>

namespace portico::directory {

Changed changed_from_json(std::string_view payload) {
  try {
    const boost::json::object read = boost::json::parse(payload).as_object();
    const auto text = [&read](std::string_view name) { return std::string(read.at(name).as_string()); };
    Changed event{.code = text("code"),
                  .change = text("change"),
                  .name = text("name"),
                  .fields = {},
                  .hash = text("hash"),
                  .load = read.at("load").to_number<std::int64_t>()};
    for (const auto& field : read.at("fields").as_array()) event.fields.emplace_back(field.as_string());
    return event;
  } catch (const std::exception& broken) {
    throw std::runtime_error("what the ledger tells of the directory cannot be read: " + std::string(broken.what()));
  }
}

}  // namespace portico::directory
