// Everything that fuzzing has found worth keeping is given to its parser again, under the sanitizers: nothing breaks, and each corpus holds
// what is taken and what is refused.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/fuzz/targets.h"

namespace portico::fuzz {
namespace {

class ACorpus : public ::testing::TestWithParam<Target> {};

TEST_P(ACorpus, BreaksNothing) {
  const auto folder = std::filesystem::path(PORTICO_ROOT "/tests/fuzz/corpora") / GetParam().name;
  ASSERT_TRUE(std::filesystem::is_directory(folder)) << folder;
  int taken = 0, refused = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    try {
      (GetParam().give(bytes) == Verdict::taken ? taken : refused) += 1;
    } catch (const std::exception& broken) {
      ADD_FAILURE() << entry.path() << ": " << broken.what();
    }
  }
  EXPECT_GT(taken, 0) << "nothing in it is taken";
  EXPECT_GT(refused, 0) << "nothing in it is refused";
}

INSTANTIATE_TEST_SUITE_P(Of, ACorpus, ::testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace portico::fuzz
