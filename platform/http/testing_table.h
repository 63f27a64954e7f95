// A table of routes asked without a server: for tests of what routes answer.
#pragma once

#include <future>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/http/http.h"
#include "platform/http/router.h"

namespace portico::http::testing {

class Table {
 public:
  explicit Table(std::vector<Route> routes) : routes_(std::move(routes)), router_(routes_) {}
  const std::vector<Route>& routes() const { return routes_; }

  // Waits for the answer of the route that fits; 404 without one, 405 where another method has one. `target` is a path with or without a
  // query; whatever else is asked stands in `request`.
  Response answer(Method method, std::string_view target, Request request) const {
    request.method = method;
    request.target = target;
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string_view::npos) request.query = parse_query(target.substr(mark + 1));
    Found found = router_.find(method, request.path);
    if (found.route < 0) return {.status = found.allowed.empty() ? 404 : 405};
    request.parts = std::move(found.parts);
    std::promise<Response> promised;
    routes_[static_cast<std::size_t>(found.route)].handle(request,
                                                          Responder([&](Response response) { promised.set_value(std::move(response)); }));
    return promised.get_future().get();
  }

 private:
  std::vector<Route> routes_;
  Router router_;
};

}  // namespace portico::http::testing
