#include "platform/store/control.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <thread>
#include <vector>

namespace portico::store {
namespace {

class ControlStory : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // Longer than a socket's address may be.
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("portico_control_" + std::to_string(::getpid())) / std::string(120, 'd');
};

TEST_F(ControlStory, NobodyListensInAnIdleFolder) {
  EXPECT_FALSE(ask_control(folder_, "import", [](std::string_view) { FAIL(); }));
}

TEST_F(ControlStory, AQuestionIsAnsweredInLines) {
  const ControlServer server(folder_, [](const std::string& request, const ControlServer::Say& say) {
    say("got " + request);
    say("done");
  });
  std::vector<std::string> heard;
  EXPECT_TRUE(ask_control(folder_, "import requests.csv", [&](std::string_view line) { heard.emplace_back(line); }));
  EXPECT_EQ(heard, (std::vector<std::string>{"got import requests.csv", "done"}));
}

TEST_F(ControlStory, OnlyTheOwnerMayAsk) {
  const ControlServer server(folder_, [](const std::string&, const ControlServer::Say&) {});
  struct stat about{};
  ASSERT_EQ(::stat((folder_ / "control").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST_F(ControlStory, ASocketThatWasLeftBehindIsReplaced) {
  {
    const ControlServer first(folder_, [](const std::string&, const ControlServer::Say&) {});
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "control"));
  const ControlServer second(folder_, [](const std::string&, const ControlServer::Say& say) { say("second"); });
  const ControlServer third(folder_,
                            [](const std::string&, const ControlServer::Say& say) { say("third"); });  // as after a kill: the file is there
  std::string heard;
  EXPECT_TRUE(ask_control(folder_, "who", [&](std::string_view line) { heard = line; }));
  EXPECT_EQ(heard, "third");
}

TEST_F(ControlStory, ManyMayAskAtOnce) {
  const ControlServer server(folder_, [](const std::string& request, const ControlServer::Say& say) { say(request); });
  std::vector<std::jthread> asking;
  for (int i = 0; i < 40; ++i)
    asking.emplace_back([&, i] {
      std::string heard;
      EXPECT_TRUE(ask_control(folder_, std::to_string(i), [&](std::string_view line) { heard = line; }));
      EXPECT_EQ(heard, std::to_string(i));
    });
}

TEST_F(ControlStory, WhoConnectsAndSaysNothingDoesNotHoldUpTheEnd) {
  const std::filesystem::path near = std::filesystem::temp_directory_path() / ("portico_silent_" + std::to_string(::getpid()));
  std::filesystem::create_directories(near);
  const int silent = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  {
    const ControlServer server(near, [](const std::string&, const ControlServer::Say& say) { say("here"); });
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (near / "control").string().copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::connect(silent, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_TRUE(ask_control(near, "who", [](std::string_view) {}));  // so that the silent one has been taken as well
  }
  ::close(silent);
  std::filesystem::remove_all(near);
}

}  // namespace
}  // namespace portico::store
