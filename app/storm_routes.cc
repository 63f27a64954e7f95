#include "app/storm_routes.h"

#include <boost/json/serialize.hpp>

namespace portico::app {

namespace json = boost::json;

json::object storm_json(const StormState& state) {
  return {{"mode", name_of(state.mode)},
          {"intake_only", state.intake_only},
          {"why", state.why},
          {"since", state.since ? json::value(iso8601(*state.since)) : json::value(nullptr)}};
}

std::vector<http::Route> storm_routes(Storm& storm) {
  const auto choose = [&storm](const http::Request& request) {
    const auto form = http::parse_form(request);
    if (!form) return http::problem(form.error());
    const auto mode = storm_mode(form->value("mode"));
    if (!mode)
      return http::problem({Refused::invalid, {{"mode", "\"" + std::string(form->value("mode")) + "\" is no mode", "on, off or auto"}}});
    storm.choose(*mode, request.principal.actor);
    return http::Response{200, "application/json; charset=utf-8", json::serialize(storm_json(storm.state())), {}};
  };
  return {{http::Method::post, "/storm", "storm_mode", http::Cost::work,
           "Switches the server to intake only, back, or leaves it to the load.", "form: mode (on, off, auto)",
           "JSON: mode, intake_only, why, since", http::answer(choose)}};
}

}  // namespace portico::app
