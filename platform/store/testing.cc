#include "platform/store/testing.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

#include "platform/store/postgres_connection.h"

namespace portico::store {

std::vector<std::string> databases() {
  std::vector<std::string> found{"sqlite"};
  if (std::getenv("PORTICO_TEST_POSTGRES")) found.push_back("postgres");
  return found;
}

DatabaseTest::DatabaseTest() {
  static std::atomic<int> count{0};
  const std::string name = fmt::format("portico_test_{}_{}", ::getpid(), ++count);
  settings_.folder = std::filesystem::temp_directory_path() / name;
  std::filesystem::create_directories(settings_.folder);
  if (GetParam() == "postgres") {
    settings_.postgres = std::getenv("PORTICO_TEST_POSTGRES");
    settings_.schema = name;
  }
}

DatabaseTest::~DatabaseTest() {
  store_.reset();
  std::filesystem::remove_all(settings_.folder);
  if (!settings_.postgres.empty()) PostgresConnection(settings_.postgres, settings_.schema).run("DROP SCHEMA IF EXISTS " + quoted_identifier(settings_.schema) + " CASCADE");
}

Store& DatabaseTest::open(std::span<const Migration> migrations) {
  store_.reset();
  store_ = Store::open(settings_, migrations);
  return *store_;
}

}  // namespace portico::store
