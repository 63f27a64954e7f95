#include <gmock/gmock.h>

#include "platform/mail/received.h"

namespace portico::mail {
namespace {

using ::testing::HasSubstr;

const Arrival now{.at = parse_instant("2026-03-03T15:15:04Z", "").value(), .sender = std::nullopt};
const std::string head =
    "From: ana@home.example\r\nSubject: hi\r\nMessage-ID: <a@home.example>\r\nDate: Tue, 3 Mar 2026 15:15:00 +0000\r\n";

std::string reason(const std::string& mail, const Limits& limits = {}) {
  const auto received = read(mail, now, limits);
  if (received) return "taken";
  EXPECT_FALSE(received.error().faults.front().accepted.empty());
  return received.error().faults.front().field + ": " + received.error().faults.front().reason;
}

TEST(AMailOf40Megabytes, IsRefusedWithItsSizeAndTheLimit) {
  std::string mail =
      head +
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nA film.\r\n--b\r\nContent-Type: video/mp4; name=film.mp4\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n";
  const std::string line = std::string(76, 'A') + "\r\n";
  while (mail.size() < (30U << 20)) mail += line;
  mail += "--b--\r\n";
  const auto fits = read(mail, now);
  ASSERT_TRUE(fits);
  ASSERT_EQ(fits->files.size(), 1U);
  EXPECT_EQ(fits->text, "A film.\n");
  EXPECT_GT(fits->files[0].bytes.size(), 22'000'000U);
  while (mail.size() < (40U << 20)) mail += line;
  const auto refused = read(mail, now);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Refused::too_large);
  EXPECT_EQ(refused.error().faults.front().reason, "has " + std::to_string(mail.size()) + " bytes");
  EXPECT_EQ(refused.error().faults.front().accepted, "at most 33554432");
}

TEST(AFlood, OfHeadersIsRefused) {
  std::string mail = head;
  for (int i = 0; i < 10'000; ++i) mail += "X-Flood: " + std::to_string(i) + "\r\n";
  EXPECT_THAT(reason(mail + "\r\nhi\r\n"), HasSubstr("headers: there are 10004 lines"));
  EXPECT_THAT(reason(head + "X: " + std::string(300'000, 'x') + "\r\n\r\nhi\r\n"), HasSubstr("headers: there are 5 lines"));
  EXPECT_THAT(reason(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + mail + "\r\nhi\r\n--b--\r\n"),
              HasSubstr("headers: there are 10004 lines"))
      << "of a part's as well";
}

TEST(AFlood, OfPartsIsRefused) {
  std::string mail = head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
  for (int i = 0; i < 100'000; ++i) mail += "--b\r\n\r\n";
  EXPECT_THAT(reason(mail), HasSubstr("parts: there are more parts"));
  std::string deep = head;
  for (int i = 0; i < 30; ++i)
    deep += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + ".\r\n\r\n--b" + std::to_string(i) + ".\r\n";
  EXPECT_THAT(reason(deep + "\r\nhi\r\n"), HasSubstr("deeper than is taken"));
  std::string same = head;  // one boundary for all: the outermost takes every line
  for (int i = 0; i < 600; ++i) same += "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n";
  EXPECT_THAT(reason(same), HasSubstr("parts: "));
}

TEST(ALongText, IsCutAtItsLimitBetweenLetters) {
  std::string words = head + "Content-Type: text/plain; charset=utf-8\r\n\r\n";
  for (int i = 0; i < 100'000; ++i) words += "ñandú ";
  const auto received = read(words, now, {.text = 1001});
  ASSERT_TRUE(received);
  EXPECT_TRUE(received->doubts.cut);
  EXPECT_LE(received->text.size(), 1006U);
  EXPECT_THAT(received->text, ::testing::StartsWith("ñandú ñandú"));
}

TEST(WhatIsNoMail, IsRefused) {
  for (const std::string& nothing :
       {std::string(), std::string("\r\n\r\n"), std::string("Just some words.\r\n"), std::string("\0\x01\xff", 3), std::string("\n: a\n")})
    EXPECT_THAT(reason(nothing), HasSubstr("does not begin with a header")) << nothing;
  EXPECT_EQ(reason("A: b"), "taken") << "ill-formed as it is, it may be somebody's";
}

TEST(TheEnvelope, CountsBeforeTheReturnPath) {
  const std::string mail = "Return-Path: <ana@home.example>\r\n" + head + "\r\nhi\r\n";
  EXPECT_EQ(read(mail, now)->kind, Kind::person);
  EXPECT_EQ(read(mail, {.at = now.at, .sender = ""})->kind, Kind::auto_reply) << "nothing may answer the null return path";
  EXPECT_EQ(read("Return-Path: <>\r\n" + head + "\r\nhi\r\n", {.at = now.at, .sender = "ana@home.example"})->kind, Kind::person);
}

TEST(AMailWithoutAnId, GetsTheSameOneEachTimeThoughItCameOverAnotherServer) {
  const std::string mail = "From: ana@home.example\r\nSubject: hi\r\n\r\nhi\r\n";
  const auto once = read("Received: by a\r\n" + mail, now), again = read("Received: by b\r\n" + mail, now), other = read(mail + "!", now);
  EXPECT_EQ(once->message_id, again->message_id);
  EXPECT_NE(once->message_id, other->message_id);
}

}  // namespace
}  // namespace portico::mail
