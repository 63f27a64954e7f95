// What tests need: a fresh database of each kind. Never linked into the program.
//
//   class CaseStory : public store::DatabaseTest { … };
//   TEST_P(CaseStory, …) { open(migrations); store().run<…>(…); }
//   ON_EACH_DATABASE(CaseStory);
//
// SQLite always; PostgreSQL where PORTICO_TEST_POSTGRES holds a postgresql:// URL (script/with-postgres sets it).
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "platform/store/store.h"

namespace portico::store {

std::vector<std::string> databases();  // "sqlite", "postgres"; says once where PostgreSQL is left out

// A folder under the system's temporary folder that goes with this value.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The data folder, and on PostgreSQL the schema, go with the test.
class DatabaseTest : public ::testing::TestWithParam<std::string> {
 protected:
  DatabaseTest();
  ~DatabaseTest() override;

  Store& open(std::span<const Migration> migrations);  // on a folder (and schema) of its own; the same one again within a test
  void close() { store_.reset(); }
  Store& store() { return *store_; }
  Dialect dialect() const { return GetParam() == "postgres" ? Dialect::postgres : Dialect::sqlite; }
  const Settings& settings() const { return settings_; }
  Settings& settings() { return settings_; }  // to be changed before open()

 private:
  TemporaryFolder folder_;
  Settings settings_;
  std::unique_ptr<Store> store_;
};

#define ON_EACH_DATABASE(Story) \
  INSTANTIATE_TEST_SUITE_P(On, Story, ::testing::ValuesIn(::portico::store::databases()), [](const auto& each) { return each.param; })

}  // namespace portico::store
