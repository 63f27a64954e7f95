#include "platform/store/store.h"

namespace portico::store {
namespace {

// Made on first use: statements are constants of many files, made in no certain order.
std::vector<const Statement*>& registry() {
  static std::vector<const Statement*> all;
  return all;
}

}  // namespace

Statement::Statement(std::string_view name, std::string_view sqlite, std::string_view postgres)
    : name_(name), sqlite_(sqlite), postgres_(postgres), id_(registry().size()) {
  registry().push_back(this);
}

const std::vector<const Statement*>& Statement::all() { return registry(); }

}  // namespace portico::store
