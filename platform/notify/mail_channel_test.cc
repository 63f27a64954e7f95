#include "platform/notify/mail_channel.h"

#include <gmock/gmock.h>

#include "platform/mail/testing.h"

namespace portico::notify {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = Delivery::Kind;

class AMailServer : public ::testing::Test {
 protected:
  std::unique_ptr<Channel> channel() const {
    MailSettings settings;
    settings.server = {.host = "127.0.0.1", .port = peer.port(), .tls = mail::Tls::none, .own_name = "portico.town.example"};
    settings.from = {"Town", "no-reply@town.example"};
    settings.bounces = "bounces@town.example";
    return mail_channel(std::move(settings)).value();
  }
  static Message to(std::string address) {
    return {.id = "portico.abc@town.example",
            .thread = "portico.thread@town.example",
            .address = std::move(address),
            .name = "Ana",
            .reply_to = "reply+key@town.example",
            .language = "es",
            .subject = "Su solicitud",
            .text = "Está hecha.",
            .html = "<p>Está hecha.</p>",
            .at = parse_instant("2026-03-02T12:00:00Z", "").value()};
  }
  mail::SmtpPeer peer;
};

TEST_F(AMailServer, IsGivenWhatWasRendered) {
  const auto mail = channel();
  EXPECT_EQ(mail->send(to("ana@home.example")).kind, Kind::taken);
  Message news = to("ana@home.example");
  news.unsubscribe_url = "https://311.town.example/unsubscribe/abc";
  EXPECT_EQ(mail->send(news).kind, Kind::taken);
  const auto taken = peer.taken();
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_EQ(taken[0].from, "bounces@town.example");
  EXPECT_THAT(taken[0].to, ElementsAre("ana@home.example"));
  EXPECT_THAT(taken[0].bytes, AllOf(HasSubstr("Message-Id: <portico.abc@town.example>"), HasSubstr("Auto-Submitted: auto-generated"),
                                    HasSubstr("Reply-To: reply+key@town.example"), Not(HasSubstr("List-Unsubscribe"))));
  EXPECT_THAT(taken[1].bytes, AllOf(HasSubstr("List-Unsubscribe: <https://311.town.example/unsubscribe/abc>"),
                                    HasSubstr("List-Unsubscribe-Post: List-Unsubscribe=One-Click")));
  EXPECT_EQ(taken[1].connection, 1) << "the connection is kept";
}

TEST_F(AMailServer, IsToldThatAMailAnswersAndGetsNoSenderToAnswer) {
  Message answer = to("ana@home.example");
  answer.answers = true;
  EXPECT_EQ(channel()->send(answer).kind, Kind::taken);
  ASSERT_EQ(peer.taken().size(), 1U);
  EXPECT_EQ(peer.taken()[0].from, "");
  EXPECT_THAT(peer.taken()[0].bytes, HasSubstr("Auto-Submitted: auto-replied"));
}

TEST_F(AMailServer, IsUnderstood) {
  const auto mail = channel();
  EXPECT_EQ(mail->send(to("gone@home.example")), (Delivery{Kind::no_such_address, "550 5.1.1", ""}));
  EXPECT_EQ(mail->send(to("later@home.example")), (Delivery{Kind::later, "451 4.2.0", ""}));
  EXPECT_EQ(mail->send(to("refuse@home.example")), (Delivery{Kind::refused, "554 5.7.1", ""})) << "the mail, not the address";
  EXPECT_EQ(mail->send(to("drop@home.example")).kind, Kind::down);
  EXPECT_EQ(mail->send(to("ana@home.example")).kind, Kind::taken) << "over another connection";
  EXPECT_EQ(mail->send(to("no address")).kind, Kind::refused);
  peer.kill();
  EXPECT_EQ(mail->send(to("ana@home.example")).kind, Kind::down);
}

TEST(MailServersAnswers, AreHeldAgainstWhoeverTheyMean) {
  using Fate = mail::Delivery::Fate;
  EXPECT_EQ(read_delivery({Fate::later, 535, "5.7.8", "who are you"}).kind, Kind::down);
  EXPECT_EQ(read_delivery({Fate::later, 421, "4.3.2", "closing"}).kind, Kind::down);
  EXPECT_EQ(read_delivery({Fate::later, 452, "4.2.2", "full"}).kind, Kind::later);
  EXPECT_EQ(read_delivery({Fate::refused, 550, "5.7.1", "spam"}).kind, Kind::refused);
  EXPECT_EQ(read_delivery({Fate::refused, 550, "", "no"}).kind, Kind::refused);
  EXPECT_EQ(read_delivery({Fate::refused, 550, "5.1.10", "takes no mail"}).kind, Kind::no_such_address);
}

TEST(MailSettings, AreRefusedWithTheirPlace) {
  MailSettings settings;
  settings.server = {.host = "127.0.0.1", .port = 25, .tls = mail::Tls::none, .own_name = "portico.town.example"};
  settings.from = {"Town", "no-reply"};
  EXPECT_EQ(mail_channel(settings).error().faults.front().field, "mail.from");
}

}  // namespace
}  // namespace portico::notify
