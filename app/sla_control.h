// Orders around promises as JSON, for control.cc.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

#include "app/command.h"

namespace portico::app {

boost::json::object written(const ProposeSla& propose);
boost::json::object written(const ListProposals& list);
boost::json::object written(const ShowProposal& show);
boost::json::object written(const ReviewSla& review);
boost::json::object written(const WithdrawSla& withdraw);
boost::json::object written(const ConfirmSla& confirm);
boost::json::object written(const ListUnconfirmed& list);
boost::json::object written(const ShowEvidence& show);
boost::json::object written(const PublishService& publish);

// Nothing where the command is none of these.
std::optional<Order> read_sla_order(std::string_view command, const boost::json::object& order);

}  // namespace portico::app
