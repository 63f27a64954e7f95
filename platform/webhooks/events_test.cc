#include "platform/webhooks/events.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.h"

namespace portico::webhooks {
namespace {

template <class Event>
void stands_as(std::string_view name, const Event& event) {
  std::ifstream file(std::string(PORTICO_ROOT) + "/platform/webhooks/events/" + std::string(name) + ".json");
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(to_json(event), trim(text.str())) << name;
}

TEST(Events, StandAsTheyWereReleased) {
  stands_as("WebhookAdded", WebhookAdded{3, 17, "DOT", {"CaseClosed/1", "CaseOpened/1"}});
  stands_as("WebhookAdded-of-all", WebhookAdded{3, 0, "", {}});
  stands_as("WebhookSwitchedOff", WebhookSwitchedOff{3, "gone"});
  stands_as("WebhookSwitchedOn", WebhookSwitchedOn{3});
  stands_as("WebhookReplayed", WebhookReplayed{3, 17});
  stands_as("WebhookRedelivered", WebhookRedelivered{3, "case:4711"});
  stands_as("WebhookRemoved", WebhookRemoved{3});
}

}  // namespace
}  // namespace portico::webhooks
