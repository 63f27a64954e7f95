// Automatic mail, the size of text messages, marks, channels that write files.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "platform/notify/automatic.h"
#include "platform/notify/file_channel.h"
#include "platform/notify/marks.h"
#include "platform/notify/sms.h"
#include "platform/store/testing.h"

namespace portico::notify {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Head = std::vector<std::pair<std::string, std::string>>;

TEST(AutomaticMail, IsKnownForOne) {
  const Head of_a_person{{"From", "Ana <ana@town.example>"}, {"Subject", "Re: your request"}, {"Return-Path", "<ana@town.example>"}};
  EXPECT_FALSE(is_automatic(of_a_person));
  EXPECT_FALSE(is_automatic(Head{{"Auto-Submitted", "No"}, {"From", "ana@town.example"}}));
  const Head automatic[] = {
      {{"Auto-Submitted", "auto-replied; owner-email=\"ana@town.example\""}},
      {{"AUTO-SUBMITTED", "auto-generated"}},
      {{"Precedence", "Bulk"}},
      {{"Return-Path", "<>"}},
      {{"From", "Mail Delivery System <MAILER-DAEMON@mx.example>"}},
      {{"Content-Type", "multipart/report; report-type=delivery-status; boundary=x"}},
      {{"List-Id", "<neighbours.town.example>"}},
      {{"X-Auto-Response-Suppress", "All"}},
      {{"From", "no-reply@shop.example"}},
  };
  for (const auto& head : automatic) EXPECT_TRUE(is_automatic(head)) << head.front().first << ": " << head.front().second;
}

TEST(ATextMessage, IsCountedAsItsCarrierCounts) {
  EXPECT_EQ(sms_size(""), (SmsSize{false, 0, 0}));
  EXPECT_EQ(sms_size(std::string(160, 'a')), (SmsSize{false, 160, 1}));
  EXPECT_EQ(sms_size(std::string(161, 'a')), (SmsSize{false, 161, 2}));
  EXPECT_EQ(sms_size(std::string(306, 'a')), (SmsSize{false, 306, 2}));
  EXPECT_EQ(sms_size(std::string(307, 'a')), (SmsSize{false, 307, 3}));
  EXPECT_EQ(sms_size("Ñandú für 5 €"), (SmsSize{true, 13, 1})) << "GSM has no ú";
  EXPECT_EQ(sms_size("für 5 €"), (SmsSize{false, 8, 1})) << "a euro is two";
  EXPECT_EQ(sms_size(std::string(152, 'a') + "€" + std::string(10, 'a')), (SmsSize{false, 164, 2})) << "and is not divided";
  EXPECT_EQ(sms_size("你好"), (SmsSize{true, 2, 1}));
  EXPECT_EQ(sms_size("🌳"), (SmsSize{true, 2, 1}));
  std::string long_one;
  for (int each = 0; each < 71; ++each) long_one += "ж";
  EXPECT_EQ(sms_size(long_one), (SmsSize{true, 71, 2}));
}

TEST(Marks, AreTheSameForTheSameAndTellNothing) {
  const Marks marks("a secret of thirty-two bytes ....");
  EXPECT_EQ(marks.address(ChannelKind::mail, " Ana@Town.Example "), marks.address(ChannelKind::mail, "ana@town.example"));
  EXPECT_EQ(marks.address(ChannelKind::sms, "+1 (555) 0100"), marks.address(ChannelKind::sms, "+15550100"));
  EXPECT_NE(marks.address(ChannelKind::mail, "a"), marks.address(ChannelKind::letter, "a"));
  EXPECT_NE(marks.address(ChannelKind::mail, "a"), Marks("another").address(ChannelKind::mail, "a"));
  const std::string id = marks.message_id("message:7:reporter:1", "reporter:1", "311.town.example");
  EXPECT_EQ(id, marks.message_id("message:7:reporter:1", "reporter:1", "311.town.example"));
  EXPECT_NE(id, marks.message_id("message:7:reporter:1", "follower:1", "311.town.example"));
  EXPECT_THAT(id, HasSubstr("@311.town.example"));
  EXPECT_THAT(id, Not(HasSubstr("reporter")));
}

TEST(AnUnsubscribeToken, IsForOneAddressAndCannotBeMade) {
  const Marks marks("a secret of thirty-two bytes ....");
  const std::string address = marks.address(ChannelKind::mail, "ana@town.example");
  std::string token = marks.unsubscribe_token(ChannelKind::mail, address);
  const auto read = marks.read_unsubscribe_token(token);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->channel, ChannelKind::mail);
  EXPECT_EQ(read->address, address);
  EXPECT_FALSE(Marks("another").read_unsubscribe_token(token));
  EXPECT_FALSE(marks.read_unsubscribe_token(""));
  EXPECT_FALSE(marks.read_unsubscribe_token(token + "A"));
  token[5] = token[5] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(marks.read_unsubscribe_token(token));
}

TEST(AFolderOfMessages, HasEachWholeAndRepeatsBesideIt) {
  const store::TemporaryFolder temporary;
  const auto folder = temporary.path() / "outbox";
  const auto channel = file_channel(ChannelKind::mail, folder);
  const Message message{
      .id = "portico.abc@town.example", .address = "ana@town.example", .name = "Ana\nBcc: x", .subject = "Hello", .text = "It is done."};
  EXPECT_EQ(channel->send(message).kind, Delivery::Kind::taken);
  EXPECT_EQ(channel->send(message).kind, Delivery::Kind::taken);
  EXPECT_TRUE(std::filesystem::exists(folder / "portico.abc@town.example.mail"));
  EXPECT_TRUE(std::filesystem::exists(folder / "portico.abc@town.example.2.mail"));
  EXPECT_EQ(std::filesystem::status(folder).permissions(), std::filesystem::perms::owner_all);
  std::stringstream text;
  text << std::ifstream(folder / "portico.abc@town.example.mail").rdbuf();
  EXPECT_THAT(text.str(), HasSubstr("Message-ID: <portico.abc@town.example>\n"));
  EXPECT_THAT(text.str(), HasSubstr("\n\nIt is done.\n"));
  EXPECT_THAT(text.str(), Not(HasSubstr("\nBcc:")));
  const auto nowhere = file_channel(ChannelKind::mail, "/proc/nowhere");
  EXPECT_EQ(nowhere->send(message).kind, Delivery::Kind::down);
}

}  // namespace
}  // namespace portico::notify
