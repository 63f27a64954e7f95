// Mail that comes in by a folder and by LMTP: nothing is marked as taken before it was taken.
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <mutex>
#include <thread>

#include "platform/mail/lmtp.h"
#include "platform/mail/lmtp_session.h"
#include "platform/mail/maildir.h"
#include "platform/mail/testing.h"

namespace portico::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using Verdict = Answer::Verdict;

class AFolder : public ::testing::Test {
 protected:
  AFolder() {
    for (const char* part : {"new", "cur", "tmp"}) std::filesystem::create_directory(folder_.path() / part);
  }
  void put(const std::string& name, const std::string& bytes) { std::ofstream(folder_.path() / "new" / name, std::ios::binary) << bytes; }
  std::vector<std::string> names(const std::string& part) {
    std::vector<std::string> all;
    if (std::filesystem::exists(folder_.path() / part))
      for (const auto& entry : std::filesystem::directory_iterator(folder_.path() / part)) all.push_back(entry.path().filename());
    return all;
  }
  Maildir maildir(std::size_t size = 1000) { return Maildir::open({.folder = folder_.path(), .size = size}).value(); }
  TestFolder folder_;
};

TEST_F(AFolder, HoldsAMailUntilItWasTaken) {
  put("1.a", "first");
  put("2.b", "second");
  put("3.c:2,", "third");
  put("4.d", std::string(2000, 'x'));
  put(".hidden", "not yet");
  std::filesystem::create_symlink("/etc/passwd", folder_.path() / "new/5.link");
  std::vector<std::string> seen;
  const auto taken = maildir().take([&](std::string_view mail, const Envelope& envelope) {
    EXPECT_FALSE(envelope.from);
    seen.emplace_back(mail);
    if (mail == "first") {
      EXPECT_THAT(names("cur"), IsEmpty());
    }
    return Answer{mail == "second" ? Verdict::later : mail == "third" ? Verdict::refused : Verdict::accepted, ""};
  });
  EXPECT_THAT(seen, UnorderedElementsAre("first", "second", "third")) << "what is too large is not even read";
  EXPECT_EQ(taken.accepted, 1);
  EXPECT_EQ(taken.later, 1);
  EXPECT_EQ(taken.refused, 2);
  EXPECT_THAT(names("cur"), ElementsAre("1.a:2,S"));
  EXPECT_THAT(names("refused"), UnorderedElementsAre("3.c:2,", "4.d"));
  EXPECT_THAT(names("new"), UnorderedElementsAre("2.b", ".hidden", "5.link"));
}

TEST_F(AFolder, KeepsWhatCouldNotBeTakenAndGivesAsManyAsAreAskedFor) {
  for (int i = 0; i < 5; ++i) put(std::to_string(i), "mail");
  const auto broken = maildir().take([](std::string_view, const Envelope&) -> Answer { throw std::runtime_error("the disk is full"); });
  EXPECT_EQ(broken.later, 5);
  EXPECT_EQ(names("new").size(), 5U);
  EXPECT_EQ(maildir().take([](std::string_view, const Envelope&) { return Answer{}; }, 3).accepted, 3);
  EXPECT_EQ(names("new").size(), 2U);
}

TEST(AFolderOfAnotherKind, IsRefused) {
  const TestFolder folder;
  EXPECT_THAT(Maildir::open({.folder = folder.path()}).error().faults.front().reason, HasSubstr("has no new/"));
}

struct House {
  std::mutex guard;
  std::vector<std::pair<std::string, Envelope>> taken;
  Accept accept = [this](std::string_view mail, const Envelope& envelope) {
    const std::lock_guard lock(guard);
    if (mail.find("later") != std::string_view::npos) return Answer{Verdict::later, "the disk\r\nis full"};
    if (mail.find("never") != std::string_view::npos) return Answer{Verdict::refused, "no mail from robots"};
    taken.emplace_back(std::string(mail), envelope);
    return Answer{};
  };
};

const std::string hello = "LHLO mx.eastport.example\r\n";
std::string mail_to(const std::string& who, const std::string& text) {
  return "MAIL FROM:<ana@home.example>\r\nRCPT TO:<" + who + ">\r\nDATA\r\n" + text + "\r\n.\r\n";
}

TEST(OverLmtp, AMailIsAnsweredForEachRecipientWhenItIsOnFile) {
  House house;
  Lmtp lmtp({.own_name = "portico.eastport.example", .knows = [](std::string_view who) { return who.starts_with("311"); }}, house.accept);
  const std::string said =
      talk_to(lmtp.port(),
              hello +
                  "MAIL FROM:<> BODY=8BITMIME SIZE=100\r\nRCPT TO:<311@Eastport.Example>\r\nRCPT TO:<nobody@eastport.example>\r\n"
                  "RCPT TO:<311+4711@eastport.example>\r\nDATA\r\nSubject: caf\xc3\xa9\r\n\r\n..two dots\r\n.hidden\r\n.\r\nQUIT\r\n",
              "");
  EXPECT_THAT(said, ::testing::StartsWith("220 portico.eastport.example LMTP\r\n"));
  EXPECT_THAT(said, HasSubstr("250 SIZE 33554432\r\n"));
  EXPECT_THAT(said, HasSubstr("550 5.1.1 nobody here has that address\r\n"));
  EXPECT_THAT(said, HasSubstr("354 end with a dot on a line of its own\r\n250 2.0.0 taken\r\n250 2.0.0 taken\r\n221 2.0.0 bye\r\n"));
  ASSERT_EQ(house.taken.size(), 1U);
  EXPECT_EQ(house.taken[0].first, "Subject: caf\xc3\xa9\r\n\r\n.two dots\r\nhidden\r\n");
  EXPECT_EQ(house.taken[0].second.from, "");
  EXPECT_THAT(house.taken[0].second.to, ElementsAre("311@eastport.example", "311+4711@eastport.example"));
}

TEST(OverLmtp, WhatIsPutOffOrRefusedIsToldAsThat) {
  House house;
  Lmtp lmtp({.own_name = "p.example", .size = 500}, house.accept);
  const std::string said =
      talk_to(lmtp.port(),
              hello + mail_to("a@b.example", "later") + mail_to("a@b.example", "never") + mail_to("a@b.example", "fine") +
                  mail_to("a@b.example", std::string(600, 'x')) + "MAIL FROM:<ana@home.example> SIZE=501\r\nQUIT\r\n",
              "");
  EXPECT_THAT(said, HasSubstr("451 4.3.0 the disk??is full\r\n"));
  EXPECT_THAT(said, HasSubstr("550 5.7.1 no mail from robots\r\n"));
  EXPECT_THAT(said, HasSubstr("250 2.0.0 taken\r\n"));
  EXPECT_THAT(said, HasSubstr("line of its own\r\n552 5.3.4 at most 500 bytes\r\n552 5.3.4 at most 500 bytes\r\n221"))
      << "at its end, and by its announced size";
  EXPECT_EQ(house.taken.size(), 1U);
}

TEST(OverLmtp, NoMailHidesInAnother) {
  House house;
  LmtpRules rules{.own_name = "p.example"};
  LmtpSession session(rules, house.accept);
  session.put(hello + "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
  for (const char* not_the_end : {"one\n.\nMAIL FROM:<evil@b.example>\n", "\n.\r\n", "\r.\r\r\n", "x\r\n.\n", "x\r\n.\rx\r\n"})
    EXPECT_EQ(session.put(not_the_end), "") << not_the_end;
  EXPECT_EQ(session.put(".\r\n"), "250 2.0.0 taken\r\n");
  EXPECT_EQ(house.taken.size(), 1U);
}

TEST(OverLmtp, ItDoesNotMatterHowTheNetworkCutsIt) {
  House whole, cut;
  const LmtpRules rules{.own_name = "p.example", .knows = {}};
  const std::string said = hello + mail_to("a@b.example", "..x\r\n.\r\r\n.y") + "QUIT\r\n";
  LmtpSession at_once(rules, whole.accept), in_bytes(rules, cut.accept);
  const std::string answer = at_once.put(said);
  std::string answers;
  for (const char c : said) answers += in_bytes.put({&c, 1});
  EXPECT_EQ(answers, answer);
  ASSERT_EQ(cut.taken.size(), 1U);
  EXPECT_EQ(cut.taken[0].first, whole.taken[0].first);
}

TEST(OverLmtp, WhoTalksNonsenseOrTooLongIsShownTheDoor) {
  House house;
  const LmtpRules rules{.own_name = "p.example", .recipients = 2, .knows = {}};
  LmtpSession session(rules, house.accept);
  EXPECT_THAT(session.put("EHLO a\r\n"), HasSubstr("say LHLO"));
  EXPECT_THAT(session.put("MAIL FROM:<a@b.example>\r\n"), HasSubstr("503"));
  EXPECT_THAT(session.put(hello + "DATA\r\n"), HasSubstr("503 5.5.1 who is it for?"));
  EXPECT_THAT(session.put("MAIL FROM:<a@b.example>\r\nRCPT TO:<a@b.example\r\nRCPT TO:<a b@c.example>\r\n"), HasSubstr("501 5.1.3"));
  EXPECT_THAT(session.put("RCPT TO:<a@b.example>\r\nRCPT TO:<b@b.example>\r\nRCPT TO:<c@b.example>\r\n"), HasSubstr("452 4.5.3 at most 2"));
  EXPECT_EQ(session.put(std::string(100'000, 'x')), "");
  EXPECT_THAT(session.put("\r\n"), HasSubstr("500 5.5.2 the line is too long"));
  std::string last;
  for (int i = 0; i < 30 && !session.is_over(); ++i) last = session.put("HELO\r\n");
  EXPECT_TRUE(session.is_over());
  EXPECT_THAT(last, HasSubstr("421 4.7.0"));
}

TEST(OverLmtp, ManyComeAtOnceAndOneTooManyIsToldToComeLater) {
  House house;
  Lmtp lmtp({.own_name = "p.example", .connections = 8}, house.accept);
  {
    std::vector<std::jthread> servers;
    for (int i = 0; i < 8; ++i)
      servers.emplace_back([&] {
        std::string all = hello;
        for (int n = 0; n < 20; ++n) all += mail_to("a@b.example", "mail");
        while (talk_to(lmtp.port(), all + "QUIT\r\n", "221 ").find("221 ") == std::string::npos) {  // told to come later
        }
      });
  }
  EXPECT_GE(house.taken.size(), 160U);
  Lmtp narrow({.own_name = "p.example", .connections = 0}, house.accept);
  EXPECT_EQ(talk_to(narrow.port(), "", ""), "421 4.3.2 too many at once, come later\r\n");
}

TEST(OverLmtp, TheHouseClosesThoughSomebodyIsStillThere) {
  House house;
  auto lmtp = std::make_unique<Lmtp>(LmtpSettings{.own_name = "p.example"}, house.accept);
  std::jthread guest([port = lmtp->port()] { talk_to(port, hello, "that is never said"); });
  EXPECT_THAT(talk_to(lmtp->port(), hello, "SIZE"), HasSubstr("LMTP"));
  lmtp.reset();
}

TEST(OverLmtp, AUnixSocketServesWhoMayWriteToIt) {
  const TestFolder folder;
  House house;
  {
    const Lmtp lmtp({.own_name = "p.example", .socket = folder.path() / "lmtp"}, house.accept);
    EXPECT_EQ(lmtp.port(), 0);
    const auto ended = run_program(
        {python, "-c",
         "import smtplib, sys\n"
         "with smtplib.LMTP(sys.argv[1]) as server: server.sendmail('a@b.example', ['c@d.example'], 'Subject: x\\n\\nhello\\n')",
         folder.path() / "lmtp"},
        "");
    EXPECT_EQ(ended.status, 0) << "Python's own client";
  }
  ASSERT_EQ(house.taken.size(), 1U);
  EXPECT_THAT(house.taken[0].first, HasSubstr("hello"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "lmtp"));
}

}  // namespace
}  // namespace portico::mail
