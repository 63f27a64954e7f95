// Orders on people as JSON, for the process that serves the folder. The line goes through a socket that the owner of the folder alone can
// reach, so a password may stand in it.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

#include "app/command.h"

namespace portico::app {

boost::json::object written(const AddPerson& add);
boost::json::object written(const ListPersons& list);
boost::json::object written(const GrantPerson& grant);
boost::json::object written(const DisablePerson& disable);
boost::json::object written(const SetPassword& set);
boost::json::object written(const ResetSecondFactor& reset);

std::optional<Order> read_people_order(std::string_view command, const boost::json::object& order);

}  // namespace portico::app
