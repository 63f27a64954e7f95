#include "platform/store/testing.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

#include "platform/store/postgres_connection.h"

namespace portico::store {

std::vector<std::string> databases() {
  const char* address = std::getenv("PORTICO_TEST_POSTGRES");
  if (address != nullptr && *address != '\0') return {"sqlite", "postgres"};
  static const int said = std::puts("PORTICO_TEST_POSTGRES is not set: these tests leave PostgreSQL out.");
  (void)said;
  return {"sqlite"};
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "portico-test.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw Broken("no temporary folder can be made");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // a leftover under /tmp is no reason to stop the tests
  std::filesystem::remove_all(path_, ignored);
}

DatabaseTest::DatabaseTest() {
  static std::atomic<int> count{0};
  settings_.folder = folder_.path();
  if (GetParam() != "postgres") return;
  settings_.postgres = std::getenv("PORTICO_TEST_POSTGRES");
  settings_.schema = fmt::format("portico_test_{}_{}", ::getpid(), ++count);
}

DatabaseTest::~DatabaseTest() {
  store_.reset();
  if (settings_.postgres.empty()) return;
  PostgresConnection(settings_.postgres, settings_.schema).run("DROP SCHEMA IF EXISTS " + quoted_identifier(settings_.schema) + " CASCADE");
}

Store& DatabaseTest::open(std::span<const Migration> migrations) {
  store_.reset();
  store_ = Store::open(settings_, migrations);
  return *store_;
}

}  // namespace portico::store
