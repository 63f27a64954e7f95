// Which route answers a path.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/http.h"

namespace portico::http {

// "/" for "//", each run of slashes one.
std::string fold_slashes(std::string_view path);

struct Found {
  int route = -1;  // index into the routes; -1 where `allowed` says what else
  Pairs parts;
  std::vector<Method> allowed;  // where the path is known but not the method; empty: no such path
};

// Literal segments go before captures, longer literal text before shorter; a segment may hold several captures with literal text between
// them
// ("{id}.{format}"), of which the first takes as much as it can.
class Router {
 public:
  // Throws std::runtime_error where two routes have the same method and the same shape, or a pattern is malformed.
  explicit Router(const std::vector<Route>& routes);
  ~Router();
  Router(Router&&) noexcept;

  // HEAD finds GET's route. `path` is decoded and folded.
  Found find(Method method, std::string_view path) const;
  std::vector<Method> allowed(std::string_view path) const;  // with HEAD and OPTIONS; empty for an unknown path

 private:
  struct Node;
  std::unique_ptr<Node> root_;
};

}  // namespace portico::http
