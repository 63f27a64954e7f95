// Mail handed to a real mail server (aiosmtpd), which says yes, later and no.
#include "platform/mail/smtp.h"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/mail/conversation.h"
#include "platform/mail/testing.h"

namespace portico::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Fate = Delivery::Fate;

SmtpSettings to_port(int port) { return {.host = "127.0.0.1", .port = port, .tls = Tls::none, .own_name = "portico.eastport.example"}; }
Smtp to(const SmtpPeer& peer) { return Smtp::make(to_port(peer.port())).value(); }

const std::string mail = "From: no-reply@eastport.example\r\nSubject: test\r\n\r\n.\r\n..two\r\nlast line, and dots\r\n.\r\n";

// A port that nobody listens on.
int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(socket);
  return ntohs(address.sin_port);
}

TEST(AServer, TakesMailToTheByte) {
  const SmtpPeer peer;
  Smtp smtp = to(peer);
  const auto sent = smtp.send("bounces@eastport.example", {"jose@home.example"}, mail);
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].fate, Fate::delivered);
  EXPECT_EQ(sent[0].code, 250);
  EXPECT_EQ(sent[0].enhanced, "2.0.0");
  EXPECT_EQ(sent[0].reason, "taken as 1");
  const auto taken = peer.taken();
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].from, "bounces@eastport.example");
  EXPECT_THAT(taken[0].to, ElementsAre("jose@home.example"));
  EXPECT_EQ(taken[0].bytes, mail);
}

TEST(AServer, TakesManyMailsOverOneConnection) {
  const SmtpPeer peer;
  {
    Smtp smtp = to(peer);
    for (int i = 0; i < 50; ++i) ASSERT_EQ(smtp.send("", {"a@home.example"}, mail)[0].fate, Fate::delivered);
  }
  const auto taken = peer.taken();
  ASSERT_EQ(taken.size(), 50U);
  EXPECT_EQ(taken.front().from, "") << "a null return path";
  EXPECT_EQ(taken.back().connection, 1);
}

TEST(AServer, SaysOfEachRecipientWhatBecomesOfIt) {
  const SmtpPeer peer;
  Smtp smtp = to(peer);
  const auto sent =
      smtp.send("b@eastport.example", {"gone@home.example", "jose@home.example", "later@home.example", "full@home.example"}, mail);
  ASSERT_EQ(sent.size(), 4U);
  EXPECT_EQ(sent[0].fate, Fate::refused);
  EXPECT_EQ(sent[0].code, 550);
  EXPECT_EQ(sent[0].enhanced, "5.1.1");
  EXPECT_EQ(sent[0].reason, "no such person here");
  EXPECT_EQ(sent[1].fate, Fate::delivered);
  EXPECT_EQ(sent[2].fate, Fate::later);
  EXPECT_EQ(sent[2].enhanced, "4.2.0");
  EXPECT_EQ(sent[3].fate, Fate::later);
  ASSERT_EQ(peer.taken().size(), 1U);
  EXPECT_THAT(peer.taken()[0].to, ElementsAre("jose@home.example"));
}

TEST(AServer, RefusesOrPutsOffAndIsAskedAgainWithTheNextMail) {
  const SmtpPeer peer;
  Smtp smtp = to(peer);
  const auto one = [&](const std::string& to_whom) { return smtp.send("b@eastport.example", {to_whom}, mail).front(); };
  EXPECT_EQ(one("gone@home.example").fate, Fate::refused);
  EXPECT_EQ(one("a@home.example").fate, Fate::delivered);
  EXPECT_EQ(one("later@home.example").fate, Fate::later);
  const auto refused = one("refuse@home.example");
  EXPECT_EQ(refused.fate, Fate::refused);
  EXPECT_EQ(refused.code, 554);
  EXPECT_EQ(refused.enhanced, "5.7.1");
  EXPECT_EQ(one("busy@home.example").fate, Fate::later);
  EXPECT_EQ(one("b@home.example").fate, Fate::delivered);
  EXPECT_EQ(peer.taken().size(), 2U);
}

TEST(AServer, ThatGoesAwayIsTriedLater) {
  SmtpPeer peer;
  Smtp smtp = to(peer);
  const auto dropped = smtp.send("b@eastport.example", {"drop@home.example"}, mail).front();
  EXPECT_EQ(dropped.fate, Fate::later);
  EXPECT_FALSE(dropped.reason.empty());
  EXPECT_EQ(smtp.send("b@eastport.example", {"a@home.example"}, mail).front().fate, Fate::delivered);
  EXPECT_EQ(smtp.send("b@eastport.example", {"cut@home.example"}, mail).front().fate, Fate::later) << "nobody knows whether it has it";
  EXPECT_EQ(peer.taken().size(), 2U);
  peer.kill();
  EXPECT_EQ(smtp.send("b@eastport.example", {"a@home.example"}, mail).front().fate, Fate::later);
  Smtp nobody = Smtp::make(to_port(free_port())).value();
  const auto none = nobody.send("b@eastport.example", {"a@home.example"}, mail).front();
  EXPECT_EQ(none.fate, Fate::later);
  EXPECT_EQ(none.code, 0);
}

TEST(AServer, ThatClosedTheKeptConnectionIsAskedAnewAtOnce) {
  const SmtpPeer peer({"--patience", "0.2"});
  Smtp smtp = to(peer);
  EXPECT_EQ(smtp.send("", {"a@home.example"}, mail).front().fate, Fate::delivered);
  ::usleep(600'000);  // the peer's patience is part of the story, not a wait for something
  EXPECT_EQ(smtp.send("", {"a@home.example"}, mail).front().fate, Fate::delivered);
  EXPECT_EQ(peer.taken().back().connection, 2);
}

TEST(AServer, ThatIsTooSlowIsTriedLater) {
  const SmtpPeer peer;
  auto settings = to_port(peer.port());
  settings.send_within = Millis{100};
  Smtp hasty = Smtp::make(settings).value();
  EXPECT_EQ(hasty.send("", {"slow@home.example"}, mail).front().fate, Fate::later);
  Smtp patient = to(peer);
  EXPECT_EQ(patient.send("", {"slow@home.example"}, mail).front().fate, Fate::delivered);
}

TEST(AServer, RefusesAMailThatIsTooLargeForItByItsSize) {
  const SmtpPeer peer({"--size", "10000"});
  Smtp smtp = to(peer);
  const auto sent = smtp.send("b@eastport.example", {"a@home.example"}, mail + std::string(20'000, 'x') + "\r\n").front();
  EXPECT_EQ(sent.fate, Fate::refused);
  EXPECT_EQ(sent.code, 552);
}

TEST(ASecuredServer, IsTrustedByItsCertificateAlone) {
  const TestFolder folder;
  const auto made = make_certificate(folder.path());
  for (const bool implicit : {false, true}) {
    std::vector<std::string> options{"--certificate", made.certificate, "--key", made.key};
    if (implicit) options.emplace_back("--implicit");
    const SmtpPeer peer(options);
    auto settings = to_port(peer.port());
    settings.tls = implicit ? Tls::implicit : Tls::starttls;
    const auto stranger = Smtp::make(settings).value().send("b@eastport.example", {"a@home.example"}, mail).front();
    EXPECT_EQ(stranger.fate, Fate::later);
    EXPECT_THAT(stranger.reason, HasSubstr("certificate"));
    settings.certificates = made.certificate;
    EXPECT_EQ(Smtp::make(settings).value().send("b@eastport.example", {"a@home.example"}, mail).front().fate, Fate::delivered);
    EXPECT_EQ(peer.taken().size(), 1U);
  }
}

TEST(AServerWithoutTls, GetsNothingFromWhoRequiresIt) {
  const SmtpPeer peer;
  auto settings = to_port(peer.port());
  settings.tls = Tls::starttls;
  EXPECT_EQ(Smtp::make(settings).value().send("b@eastport.example", {"a@home.example"}, mail).front().fate, Fate::later);
  EXPECT_TRUE(peer.taken().empty());
}

TEST(AServerThatKnowsItsSenders, IsToldWhoWeAre) {
  const SmtpPeer peer({"--sign-in", "portico", "sesame"});
  auto settings = to_port(peer.port());
  settings.user = "portico";
  settings.password = "wrong";
  const auto unknown = Smtp::make(settings).value().send("b@eastport.example", {"a@home.example"}, mail).front();
  EXPECT_EQ(unknown.fate, Fate::later) << "the recipient is not at fault";
  EXPECT_EQ(unknown.code, 535);
  EXPECT_THAT(unknown.reason, Not(HasSubstr("wrong")));
  settings.password = "sesame";
  EXPECT_EQ(Smtp::make(settings).value().send("b@eastport.example", {"a@home.example"}, mail).front().fate, Fate::delivered);
  settings.user = "";
  EXPECT_EQ(Smtp::make(settings).value().send("b@eastport.example", {"a@home.example"}, mail).front().fate, Fate::later)
      << "530 to MAIL FROM is about us";
}

TEST(Settings, ThatMakeNoSenseAreRefused) {
  const auto field = [](void (*change)(SmtpSettings&)) {
    auto settings = to_port(25);
    change(settings);
    const auto made = Smtp::make(settings);
    return made ? std::string("taken") : made.error().faults.front().field;
  };
  EXPECT_EQ(field([](SmtpSettings& s) { s.host = "mail.town.example"; }), "tls") << "to another machine without TLS";
  EXPECT_EQ(field([](SmtpSettings& s) { s.host = "mail.town.example/x", s.tls = Tls::starttls; }), "host");
  EXPECT_EQ(field([](SmtpSettings& s) { s.port = 0; }), "port");
  EXPECT_EQ(field([](SmtpSettings& s) { s.own_name = "a\r\nMAIL FROM:<>"; }), "own_name");
  EXPECT_EQ(field([](SmtpSettings& s) { s.send_within = Millis{0}; }), "send_within");
  EXPECT_EQ(field([](SmtpSettings&) {}), "taken");
  Smtp smtp = Smtp::make(to_port(25)).value();
  EXPECT_THROW(smtp.send("", {}, mail), std::invalid_argument);
  EXPECT_THROW(smtp.send("", {"a@b.example>\r\nDATA"}, mail), std::invalid_argument);
  EXPECT_THROW(smtp.send("a b", {"a@b.example"}, mail), std::invalid_argument);
}

TEST(AConversation, IsUnderstoodLineByLine) {
  Conversation heard;
  heard.answered("220 peer\r\n");
  heard.said("MAIL FROM:<a@b.example> SIZE=3\r\n");
  heard.answered("250-2.1.0 well\r\n");
  heard.answered("250 2.1.0 then\r\n");
  EXPECT_EQ(heard.to_mail()->text, "well then");
  heard.said("RCPT TO:<c@d.example>\r\n");
  heard.answered("550 2.1.1 odd\x01\xff\r\n");
  EXPECT_EQ(heard.to_recipient("c@d.example")->enhanced, "") << "a class that does not fit the code";
  EXPECT_EQ(heard.to_recipient("c@d.example")->text, "2.1.1 odd??");
  EXPECT_EQ(heard.to_recipient("x@d.example"), std::nullopt);
  heard.said("DATA\r\n");
  heard.answered("354 go on\r\n");
  EXPECT_EQ(heard.to_end(), std::nullopt);
  heard.answered("250\r\n");
  EXPECT_EQ(heard.to_end()->code, 250);
  heard.answered("nonsense\r\n");
  EXPECT_EQ(heard.last()->code, 250);
}

}  // namespace
}  // namespace portico::mail
