#include <chrono>
#include <thread>

#include "platform/http/feed.h"
#include "platform/http/testing_server.h"

namespace portico::http {
namespace {

using testing::Answer;
using testing::Client;

// Routes whose answers stay open, about the topic that is asked for.
class AnAnswerThatStays : public testing::AServer {
 protected:
  AnAnswerThatStays() {
    add(Method::get, "/live/{topic}", Cost::quick, answer([this](const Request& request) {
          return Response{.type = "text/event-stream", .body = "", .stays = feed.sit(std::string(request.part("topic")))};
        }));
    add(Method::get, "/told-between", Cost::quick, answer([this](const Request&) {
          Response response{.type = "text/event-stream", .body = "", .stays = feed.sit("hole")};
          feed.tell("hole", sent_event(7, "changed", "{}"));
          return response;
        }));
  }
  // What has come after the head, up to `wanted`; bounded by the client's own time limit.
  static std::string heard(Client& client, std::string_view wanted) {
    std::string all;
    while (all.find(wanted) == std::string::npos) {
      std::string block;
      if (!client.take(1, block)) break;
      all += block;
    }
    return all;
  }
  static std::string head(Client& client, std::string_view target, std::string_view version = "HTTP/1.1") {
    client.send("GET " + std::string(target) + " " + std::string(version) + "\r\nHost: test\r\n\r\n");
    return heard(client, "\r\n\r\n");
  }
  void until_seats(std::size_t count) const {
    for (int turn = 0; turn < 500 && feed.seats() != count; ++turn) std::this_thread::sleep_for(Millis{10});
    EXPECT_EQ(feed.seats(), count);
  }
  Feed feed;
};

TEST_F(AnAnswerThatStays, SendsWhatIsToldOfItsTopicAndNothingElse) {
  Client hole(port()), tree(port());
  EXPECT_NE(head(hole, "/live/hole").find("Transfer-Encoding: chunked"), std::string::npos);
  head(tree, "/live/tree");
  feed.tell("tree", sent_event(3, "changed", "{\"a\":1}"));
  feed.tell("hole", sent_event(4, "changed", "{}"));
  EXPECT_EQ(heard(hole, "\n\n"), "1f\r\nid: 4\nevent: changed\ndata: {}\n\n");
  EXPECT_EQ(heard(tree, "\n\n"), "24\r\nid: 3\nevent: changed\ndata: {\"a\":1}\n\n");
  EXPECT_EQ(server->traffic().staying, 2);
}

TEST_F(AnAnswerThatStays, LosesNothingBetweenItsHandlerAndItsHead) {
  Client client(port());
  head(client, "/told-between");
  EXPECT_EQ(heard(client, "\n\n"), "1f\r\nid: 7\nevent: changed\ndata: {}\n\n");
}

TEST_F(AnAnswerThatStays, OfAnOldClientIsNotInChunks) {
  Client client(port());
  head(client, "/live/hole", "HTTP/1.0");
  feed.tell("hole", sent_event(4, "changed", "{}"));
  EXPECT_EQ(heard(client, "\n\n"), "id: 4\nevent: changed\ndata: {}\n\n");
}

TEST_F(AnAnswerThatStays, LeavesItsSeatWhenItsClientGoes) {
  {
    Client client(port());
    head(client, "/live/hole");
    until_seats(1);
  }
  until_seats(0);
  EXPECT_FALSE(feed.anybody());
  feed.tell("hole", sent_event(5, "changed", "{}"));  // to nobody
  for (int turn = 0; turn < 500 && server->traffic().staying != 0; ++turn) std::this_thread::sleep_for(Millis{10});
  EXPECT_EQ(server->traffic().staying, 0);
}

TEST_F(AnAnswerThatStays, HasABoundOnHowManyThereAre) {
  settings.max_staying = 1;
  Client first(port()), second(port());
  head(first, "/live/hole");
  const Answer refused = second.get("/live/hole");
  EXPECT_EQ(refused.status, 503);
  EXPECT_FALSE(refused.header("retry-after").empty());
  EXPECT_EQ(second.get("/small").status, 200);  // the others go on
}

TEST_F(AnAnswerThatStays, IsAskedForItsHeadAlone) {
  Client client(port());
  EXPECT_EQ(client.ask("HEAD", "/live/hole", "", "").status, 200);
  EXPECT_EQ(client.get("/small").body, "small");
  EXPECT_EQ(server->traffic().staying, 0);
}

TEST_F(AnAnswerThatStays, EndsWithTheServer) {
  Client client(port());
  head(client, "/live/hole");
  server->stop(Millis{5000});
  EXPECT_TRUE(client.ended());
}

TEST_F(AnAnswerThatStays, IsCutWhereItsClientTakesNothing) {
  Client client(port());
  head(client, "/live/hole");
  until_seats(1);
  const std::string long_event = sent_event(1, "changed", std::string(100'000, 'x'));
  for (int turn = 0; turn < 2000 && feed.seats() > 0; ++turn) {
    feed.tell("hole", long_event);
    if (turn % 100 == 99) std::this_thread::sleep_for(Millis{10});
  }
  until_seats(0);
}

TEST_F(AnAnswerThatStays, ReachesManyFromManyThreads) {
  std::vector<std::unique_ptr<Client>> clients;
  for (int each = 0; each < 50; ++each) {
    clients.push_back(std::make_unique<Client>(port()));
    head(*clients.back(), "/live/hole");
  }
  std::vector<std::thread> tellers;
  for (int teller = 0; teller < 4; ++teller)
    tellers.emplace_back([this] {
      for (int turn = 0; turn < 25; ++turn) feed.tell("hole", sent_event(turn, "changed", "{}"));
    });
  for (auto& teller : tellers) teller.join();
  feed.tell("hole", sent_event(1000, "last", "{}"));
  for (const auto& client : clients) {
    const std::string all = heard(*client, "event: last\ndata: {}\n\n");
    std::size_t events = 0;
    for (auto at = all.find("event: changed"); at != std::string::npos; at = all.find("event: changed", at + 1)) ++events;
    EXPECT_EQ(events, 100U);
  }
}

}  // namespace
}  // namespace portico::http
