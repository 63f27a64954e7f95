#include "app/people_control.h"

#include <boost/json/value.hpp>

namespace portico::app {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& order, std::string_view name) { return std::string(order.at(name).as_string()); }

}  // namespace

json::object written(const AddPerson& add) {
  return {{"command", "person add"},
          {"name", add.name},
          {"public_name", add.public_name},
          {"department", add.department},
          {"password", add.password}};
}
json::object written(const ListPersons&) { return {{"command", "person list"}}; }
json::object written(const GrantPerson& grant) {
  return {{"command", grant.grants ? "person grant" : "person revoke"},
          {"name", grant.name},
          {"role", grant.role},
          {"agency", grant.agency},
          {"unit", grant.unit}};
}
json::object written(const DisablePerson& disable) {
  return {{"command", disable.disables ? "person disable" : "person enable"}, {"name", disable.name}};
}
json::object written(const SetPassword& set) { return {{"command", "person password"}, {"name", set.name}, {"password", set.password}}; }
json::object written(const ResetSecondFactor& reset) { return {{"command", "person second-factor-reset"}, {"name", reset.name}}; }

std::optional<Order> read_people_order(std::string_view command, const json::object& order) {
  if (command == "person add")
    return AddPerson{text_of(order, "name"), text_of(order, "public_name"), text_of(order, "department"), text_of(order, "password")};
  if (command == "person list") return ListPersons{};
  if (command == "person grant" || command == "person revoke")
    return GrantPerson{command == "person grant", text_of(order, "name"), text_of(order, "role"), text_of(order, "agency"),
                       text_of(order, "unit")};
  if (command == "person disable" || command == "person enable") return DisablePerson{command == "person disable", text_of(order, "name")};
  if (command == "person password") return SetPassword{text_of(order, "name"), text_of(order, "password")};
  if (command == "person second-factor-reset") return ResetSecondFactor{text_of(order, "name")};
  return std::nullopt;
}

}  // namespace portico::app
