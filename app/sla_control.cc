#include "app/sla_control.h"

#include <boost/json/value.hpp>

namespace portico::app {
namespace {

namespace json = boost::json;

// The server stands in another folder.
std::string whole_path(const std::filesystem::path& path) { return path.empty() ? "" : std::filesystem::absolute(path).string(); }
std::string text_of(const json::object& order, std::string_view name) { return std::string(order.at(name).as_string()); }
std::int64_t id_of(const json::object& order) { return order.at("id").to_number<std::int64_t>(); }

}  // namespace

json::object written(const ProposeSla& propose) { return {{"command", "sla propose"}, {"file", whole_path(propose.file)}}; }
json::object written(const ListProposals& list) {
  return {{"command", "sla list"}, {"state", list.state ? name_of(*list.state) : ""}, {"service", list.service}};
}
json::object written(const ShowProposal& show) { return {{"command", "sla show"}, {"id", show.id}}; }
json::object written(const ReviewSla& review) {
  return {
      {"command", review.approves ? "sla approve" : "sla return"}, {"id", review.id}, {"office", review.office}, {"reason", review.reason}};
}
json::object written(const WithdrawSla& withdraw) {
  return {{"command", "sla withdraw"}, {"id", withdraw.id}, {"reason", withdraw.reason}};
}
json::object written(const ConfirmSla& confirm) {
  return {{"command", "sla confirm"}, {"service", confirm.service}, {"reason", confirm.reason}};
}
json::object written(const ListUnconfirmed& list) { return {{"command", "sla unconfirmed"}, {"overdue", list.overdue_only}}; }
json::object written(const ShowEvidence& show) {
  return {
      {"command", "sla evidence"}, {"service", show.service}, {"file", whole_path(show.file)}, {"from", show.from}, {"until", show.until}};
}
json::object written(const PublishService& publish) { return {{"command", "service publish"}, {"service", publish.service}}; }

std::optional<Order> read_sla_order(std::string_view command, const json::object& order) {
  if (command == "sla propose") return ProposeSla{text_of(order, "file")};
  if (command == "sla list") return ListProposals{standards::proposal_state(text_of(order, "state")), text_of(order, "service")};
  if (command == "sla show") return ShowProposal{id_of(order)};
  if (command == "sla approve" || command == "sla return")
    return ReviewSla{id_of(order), command == "sla approve", text_of(order, "office"), text_of(order, "reason")};
  if (command == "sla withdraw") return WithdrawSla{id_of(order), text_of(order, "reason")};
  if (command == "sla confirm") return ConfirmSla{text_of(order, "service"), text_of(order, "reason")};
  if (command == "sla unconfirmed") return ListUnconfirmed{order.at("overdue").as_bool()};
  if (command == "sla evidence")
    return ShowEvidence{text_of(order, "service"), text_of(order, "file"), text_of(order, "from"), text_of(order, "until")};
  if (command == "service publish") return PublishService{text_of(order, "service")};
  return std::nullopt;
}

}  // namespace portico::app
