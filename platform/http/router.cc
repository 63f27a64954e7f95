#include "platform/http/router.h"

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>

#include "base/text.h"

namespace portico::http {
namespace {

struct Piece {
  bool capture;
  std::string text;  // the literal text, or the capture's name
};

std::vector<Piece> read_segment(std::string_view segment, std::string_view pattern) {
  std::vector<Piece> pieces;
  const auto malformed = [&] { return std::runtime_error("the route pattern " + std::string(pattern) + " is malformed"); };
  while (!segment.empty()) {
    const auto open = segment.find('{');
    if (open != 0) pieces.push_back({false, std::string(segment.substr(0, open))});
    if (open == std::string_view::npos) break;
    const auto close = segment.find('}', open);
    if (close == std::string_view::npos || close == open + 1) throw malformed();
    if (!pieces.empty() && pieces.back().capture) throw malformed();  // two captures need text between them
    pieces.push_back({true, std::string(segment.substr(open + 1, close - open - 1))});
    segment.remove_prefix(close + 1);
  }
  for (const Piece& piece : pieces)
    if (!piece.capture && piece.text.find('}') != std::string::npos) throw malformed();
  return pieces;
}

// The same for two segments that match the same texts: names of captures do not count.
std::string shape_of(const std::vector<Piece>& pieces) {
  std::string shape;
  for (const Piece& piece : pieces) shape += piece.capture ? std::string("{}") : piece.text;
  return shape;
}

bool match_pieces(std::string_view text, const Piece* piece, const Piece* end, std::vector<std::string_view>& values) {
  if (piece == end) return text.empty();
  if (!piece->capture) return text.starts_with(piece->text) && match_pieces(text.substr(piece->text.size()), piece + 1, end, values);
  if (piece + 1 == end) {
    if (text.empty()) return false;
    values.push_back(text);
    return true;
  }
  const std::string& next = (piece + 1)->text;
  for (auto at = text.rfind(next); at != std::string_view::npos && at > 0; at = text.rfind(next, at - 1)) {
    values.push_back(text.substr(0, at));
    if (match_pieces(text.substr(at), piece + 1, end, values)) return true;
    values.pop_back();
  }
  return false;
}

std::string_view next_segment(std::string_view& path) {
  const auto end = path.find('/');
  const std::string_view segment = path.substr(0, end);
  path = end == std::string_view::npos ? std::string_view{} : path.substr(end);
  return segment;
}

}  // namespace

struct Router::Node {
  struct Branch {
    std::vector<Piece> pieces;
    std::string shape;
    std::size_t literal = 0;
    std::unique_ptr<Node> node;
  };
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literal;
  std::vector<Branch> captures;  // most literal text first
  struct Leaf {
    Method method;
    int route;
    std::vector<std::string> names;
  };
  std::vector<Leaf> leaves;

  Node& child(std::vector<Piece> pieces) {
    std::string shape = shape_of(pieces);
    if (pieces.empty() || (pieces.size() == 1 && !pieces.front().capture)) {
      auto& node = literal[shape];
      if (!node) node = std::make_unique<Node>();
      return *node;
    }
    for (Branch& branch : captures)
      if (branch.shape == shape) return *branch.node;
    std::size_t weight = 0;
    for (const Piece& piece : pieces) weight += piece.capture ? 0 : piece.text.size();
    const auto place = std::find_if(captures.begin(), captures.end(), [&](const Branch& branch) { return branch.literal < weight; });
    return *captures.insert(place, Branch{std::move(pieces), std::move(shape), weight, std::make_unique<Node>()})->node;
  }

  // Walks every way the path can be read, the most literal first, until `at_end` is content with a node.
  template <class F>
  bool walk(std::string_view path, std::vector<std::string_view>& values, const F& at_end) const {
    if (path.empty()) return at_end(*this, values);
    path.remove_prefix(1);
    const std::string_view segment = next_segment(path);
    if (const auto found = literal.find(segment); found != literal.end() && found->second->walk(path, values, at_end)) return true;
    for (const Branch& branch : captures) {
      const std::size_t before = values.size();
      if (match_pieces(segment, branch.pieces.data(), branch.pieces.data() + branch.pieces.size(), values) &&
          branch.node->walk(path, values, at_end))
        return true;
      values.resize(before);
    }
    return false;
  }
};

Router::Router(const std::vector<Route>& routes) : root_(std::make_unique<Node>()) {
  for (std::size_t i = 0; i < routes.size(); ++i) {
    const Route& route = routes[i];
    if (!route.pattern.starts_with('/')) throw std::runtime_error("the route pattern " + route.pattern + " does not begin with /");
    Node* node = root_.get();
    std::vector<std::string> names;
    for (std::string_view rest = route.pattern; !rest.empty();) {
      rest.remove_prefix(1);
      auto pieces = read_segment(next_segment(rest), route.pattern);
      for (const Piece& piece : pieces)
        if (piece.capture) names.push_back(piece.text);
      node = &node->child(std::move(pieces));
    }
    for (const Node::Leaf& leaf : node->leaves)
      if (leaf.method == route.method)
        throw std::runtime_error("the route " + std::string(name_of(route.method)) + " " + route.pattern + " is declared twice");
    node->leaves.push_back({route.method, static_cast<int>(i), std::move(names)});
  }
}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;

Found Router::find(Method method, std::string_view path) const {
  Found found;
  std::vector<std::string_view> values;
  const auto look = [&](Method wanted) {
    values.clear();
    return root_->walk(path, values, [&](const Node& node, const std::vector<std::string_view>& captured) {
      for (const Node::Leaf& leaf : node.leaves) {
        if (leaf.method != wanted) continue;
        found.route = leaf.route;
        for (std::size_t i = 0; i < captured.size(); ++i) found.parts.emplace_back(leaf.names[i], captured[i]);
        return true;
      }
      return false;
    });
  };
  if (look(method) || (method == Method::head && look(Method::get))) return found;
  found.allowed = allowed(path);
  return found;
}

std::vector<Method> Router::allowed(std::string_view path) const {
  std::vector<Method> methods;
  const auto add = [&](Method method) {
    if (std::find(methods.begin(), methods.end(), method) == methods.end()) methods.push_back(method);
  };
  std::vector<std::string_view> values;
  root_->walk(path, values, [&](const Node& node, const std::vector<std::string_view>&) {
    for (const Node::Leaf& leaf : node.leaves) {
      add(leaf.method);
      if (leaf.method == Method::get) add(Method::head);
    }
    return false;
  });
  if (!methods.empty()) add(Method::options);
  std::sort(methods.begin(), methods.end());
  return methods;
}

std::string fold_slashes(std::string_view path) {
  std::string folded;
  folded.reserve(path.size());
  for (const char c : path)
    if (c != '/' || folded.empty() || folded.back() != '/') folded += c;
  return folded;
}

}  // namespace portico::http
