#include "app/control.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <stdexcept>

#include "app/people_control.h"
#include "app/sla_control.h"
#include "base/text.h"

namespace portico::app {
namespace {

namespace json = boost::json;

// The lines of an answer: {"out":…}, {"err":…}, {"progress":[what,share,told]} and last {"exit":code}.
class RemoteConsole final : public Console {
 public:
  explicit RemoteConsole(const store::ControlServer::Say& say) : say_(say) {}
  void out(std::string_view text) override { send({{"out", text}}); }
  void err(std::string_view text) override { send({{"err", text}}); }
  void progress(std::string_view what, double share, std::string_view told) override {
    send({{"progress", json::array{what, share, told}}});
  }
  void exit(int code) { send({{"exit", code}}); }

 private:
  void send(const json::object& line) { say_(json::serialize(line)); }
  const store::ControlServer::Say& say_;
};

std::optional<int> ask(const Settings& settings, const json::object& order, Console& console) {
  std::optional<int> code;
  const bool served = store::ask_control(settings.data, json::serialize(order), [&](std::string_view line) {
    const json::object said = json::parse(line).as_object();
    if (const auto* text = said.if_contains("out")) console.out(text->as_string());
    if (const auto* text = said.if_contains("err")) console.err(text->as_string());
    if (const auto* told = said.if_contains("progress")) {
      const json::array& parts = told->as_array();
      console.progress(parts.at(0).as_string(), parts.at(1).to_number<double>(), parts.at(2).as_string());
    }
    if (const auto* exit = said.if_contains("exit")) code = exit->to_number<int>();
  });
  if (!served) return std::nullopt;
  if (!code) throw store::Broken("the server ended before it was done; asking again goes on where it stood");
  return code;
}

std::string whole_path(const std::filesystem::path& path) { return path.empty() ? "" : std::filesystem::absolute(path).string(); }

// An order as JSON, with absolute paths: the server stands in another folder.
json::object written(const Load& load) {
  json::object order{{"command", "city load"},
                     {"pack", whole_path(load.pack)},
                     {"plan_only", load.plan_only},
                     {"samples", load.samples},
                     {"sandbox", load.sandbox}};
  if (load.as_of) order["as_of"] = to_millis(*load.as_of);
  return order;
}
json::object written(const Backup& backup) { return {{"command", "backup"}, {"to", whole_path(backup.to)}}; }
json::object written(const Import& import) {
  json::array files;
  for (const auto& file : import.files) files.emplace_back(whole_path(file));
  return {{"command", "import"}, {"mapping", whole_path(import.mapping)}, {"files", std::move(files)}};
}
json::object written(const Export& exporting) {
  const bool position = exporting.since.empty() || parse_integer(exporting.since);
  return {{"command", "export"},
          {"format", exporting.format},
          {"columns", whole_path(exporting.columns)},
          {"to", whole_path(exporting.to)},
          {"since", position ? exporting.since : whole_path(exporting.since)},
          {"in_slice", exporting.in_slice}};
}
json::object written(const VerifyLedger& verify) { return {{"command", "ledger verify"}, {"heads", whole_path(verify.heads)}}; }
json::object written(const ProveCase& prove) { return {{"command", "ledger prove"}, {"number", prove.number}, {"size", prove.size}}; }
json::object written(const Redact& redact) {
  return {{"command", "redact"}, {"number", redact.number}, {"reason", redact.reason}, {"place", redact.place}};
}
json::object written(const ExportPerson& person) { return {{"command", "export person"}, {"email", person.email}}; }
json::object written(const Erase&) { return {{"command", "erase"}}; }
json::object written(const DeclareEmergency& declare) { return {{"command", "emergency declare"}, {"file", whole_path(declare.file)}}; }
json::object written(const ExtendEmergency& extend) {
  return {{"command", "emergency extend"}, {"code", extend.code}, {"until", to_millis(extend.until)}};
}
json::object written(const EndEmergency& end) { return {{"command", "emergency end"}, {"code", end.code}}; }
json::object written(const ListEmergencies&) { return {{"command", "emergency list"}}; }
json::object written(const ShowEmergency& show) { return {{"command", "emergency show"}, {"code", show.code}}; }
json::object written(const SwitchStorm& storm) { return {{"command", "storm"}, {"mode", storm.mode ? name_of(*storm.mode) : ""}}; }
json::object written(const Check&) { return {{"command", "check"}}; }
json::object written(const ListRoutes&) { return {{"command", "routes"}}; }

std::string text_of(const json::object& order, std::string_view name) { return std::string(order.at(name).as_string()); }

Order read_order(const json::object& order) {
  const std::string command = text_of(order, "command");
  if (command == "city load") {
    Load load{text_of(order, "pack"), order.at("plan_only").as_bool(), order.at("samples").as_bool(), order.at("sandbox").as_bool(),
              std::nullopt};
    if (const auto* as_of = order.if_contains("as_of")) load.as_of = from_millis(as_of->to_number<std::int64_t>());
    return load;
  }
  if (command == "backup") return Backup{text_of(order, "to")};
  if (command == "import") {
    Import import{text_of(order, "mapping"), {}};
    for (const auto& file : order.at("files").as_array()) import.files.emplace_back(std::string(file.as_string()));
    return import;
  }
  if (command == "export")
    return Export{text_of(order, "format"), text_of(order, "columns"), text_of(order, "to"), text_of(order, "since"),
                  order.at("in_slice").to_number<std::int64_t>()};
  if (command == "ledger verify") return VerifyLedger{text_of(order, "heads")};
  if (command == "ledger prove") return ProveCase{text_of(order, "number"), order.at("size").to_number<std::int64_t>()};
  if (command == "redact") return Redact{text_of(order, "number"), text_of(order, "reason"), order.at("place").as_bool()};
  if (command == "erase") return Erase{};
  if (command == "export person") return ExportPerson{text_of(order, "email")};
  if (command == "check") return Check{};
  if (command == "routes") return ListRoutes{};
  if (command == "emergency declare") return DeclareEmergency{text_of(order, "file")};
  if (command == "emergency extend")
    return ExtendEmergency{text_of(order, "code"), from_millis(order.at("until").to_number<std::int64_t>())};
  if (command == "emergency end") return EndEmergency{text_of(order, "code")};
  if (command == "emergency list") return ListEmergencies{};
  if (command == "emergency show") return ShowEmergency{text_of(order, "code")};
  if (command == "storm") return SwitchStorm{storm_mode(text_of(order, "mode"))};
  if (auto known = read_sla_order(command, order)) return std::move(*known);
  if (auto known = read_people_order(command, order)) return std::move(*known);
  throw std::invalid_argument("there is no command " + command);
}

}  // namespace

std::optional<int> carry_out_in_server(const Settings& settings, const Order& order, Console& console) {
  return ask(settings, std::visit([](const auto& known) { return written(known); }, order), console);
}

std::unique_ptr<store::ControlServer> take_orders(House& house, Log& log) {
  return std::make_unique<store::ControlServer>(house.settings.data, [&](const std::string& line, const store::ControlServer::Say& say) {
    RemoteConsole console(say);
    try {
      const Order order = read_order(json::parse(line).as_object());
      console.exit(std::visit([&](const auto& known) { return carry_out(house, known, console); }, order));
    } catch (const std::exception& broken) {
      log.write(Severity::error, "an order from outside broke", {{"why", broken.what()}});
      console.err(std::string("portico: ") + broken.what() + "\n");
      console.exit(broke);
    }
  });
}

}  // namespace portico::app
