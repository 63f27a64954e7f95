#include <set>

#include "platform/store/store.h"

namespace portico::store {
namespace {

std::vector<const Statement*>& registry() {
  static std::vector<const Statement*> statements;
  return statements;
}

}  // namespace

Statement::Statement(std::string_view name, std::string_view sqlite, std::string_view postgres)
    : name_(name), sqlite_(sqlite), postgres_(postgres), id_(registry().size()) {
  registry().push_back(this);
}

const std::vector<const Statement*>& Statement::all() { return registry(); }

std::vector<std::string> prepare_all(Store& store) {
  std::vector<std::string> failures;
  std::set<std::string_view> names;
  for (const Statement* statement : Statement::all()) {
    if (!names.insert(statement->name()).second) failures.push_back(std::string(statement->name()) + ": another statement has this name");
    try {
      store.prepare(*statement);
    } catch (const Broken& why) {
      failures.emplace_back(why.what());
    }
  }
  return failures;
}

}  // namespace portico::store
