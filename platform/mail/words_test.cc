// Charsets, HTML, and what of a reply is new.
#include <gmock/gmock.h>

#include "base/text.h"
#include "platform/mail/bounce.h"
#include "platform/mail/charset.h"
#include "platform/mail/html_text.h"
#include "platform/mail/reply_text.h"

namespace portico::mail {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ACharset, IsReadAsItIsUsedRatherThanAsItIsCalled) {
  EXPECT_EQ(to_utf8("caf\xe9", "iso-8859-1").text, "café");
  EXPECT_EQ(to_utf8("\x80 5", "ISO_8859-1").text, "€ 5") << "windows-1252, as everybody means";
  EXPECT_EQ(to_utf8("caf\xe9", "").text, "café");
  EXPECT_TRUE(to_utf8("caf\xe9", "us-ascii").wrong);
  EXPECT_FALSE(to_utf8("cafe", "us-ascii").wrong);
  EXPECT_EQ(to_utf8("café", "koi8-r").text, "café") << "well-formed UTF-8 is no chance";
  EXPECT_EQ(to_utf8("\xd0\x9d\xd0\xb5", "").text, "Не");
  EXPECT_EQ(to_utf8("+AOk-", "utf-7").text, "é");
  EXPECT_EQ(to_utf8(std::string_view("\xff\xfe\x48\0\xe9\0", 6), "utf-16").text, "Hé");
  EXPECT_EQ(to_utf8("\x1b$B%F\x1b(B", "iso-2022-jp").text, "テ");
  EXPECT_EQ(to_utf8("\xb1\xe2", "euc-kr").text, "기");
  EXPECT_EQ(to_utf8("\x81\x30\x8b\x38", "gb2312").text, "Ā") << "gb18030, which holds it";
  const auto broken = to_utf8(
      "a\x81\xff\xfe"
      "b\xb1",
      "big5");
  EXPECT_TRUE(valid_utf8(broken.text));
  EXPECT_THAT(broken.text, HasSubstr("\xef\xbf\xbd"));
  EXPECT_TRUE(to_utf8("\x81\x82", "ibm-thai").unknown);
  EXPECT_EQ(clean_text("\xef\xbb\xbf"
                       "a\rb\r\nc\x1b[31m\te\x7f"),
            "a\nb\nc[31m\te");
  EXPECT_EQ(clean_line("  a\r\n\tb\x07  c\xe9 "), "a b cé");
  EXPECT_EQ(clean_line("ññññ", 5), "ññ");
}

TEST(APage, GivesItsWordsAndNothingElse) {
  EXPECT_EQ(html_text("<p>a<p>b<br>c<div>d</div>e").text, "a\n\nb\nc\n\nd\ne\n");
  EXPECT_EQ(html_text("a &lt;script&gt; &amp;amp; &#128512; &nosuch; &#0;").text, "a <script> &amp; 😀 &nosuch;\n");
  EXPECT_EQ(html_text("<script>var a = '<p>';</script><style>p{}</style><!-- no <b> -->yes").text, "yes\n");
  EXPECT_EQ(html_text("<pre>a\n  b</pre>  c\n d").text, "a\n  b\nc d\n");
  EXPECT_EQ(html_text("<blockquote>a<blockquote>b</blockquote></blockquote>c").text, "> a\n> > b\nc\n");
  EXPECT_EQ(html_text("<p>ñandú 路燈 😀</p>").text, "ñandú 路燈 😀\n");
  EXPECT_EQ(html_text("<img src=http://evil.example/x onerror=alert(1)><a href='javascript:x'>here").text, "here\n");
  EXPECT_EQ(html_text("no tags at all").text, "no tags at all\n");
  EXPECT_EQ(html_text("").text, "");
  EXPECT_EQ(html_text("<").text.find('\0'), std::string::npos);
}

TEST(APage, NestedWithoutEndIsCutAndNotWaitedFor) {
  std::string page = "first ";
  for (int i = 0; i < 200'000; ++i) page += "<b>";
  for (int i = 0; i < 50'000; ++i) page += "</i>";
  const Words words = html_text(page + "last");
  EXPECT_TRUE(words.cut);
  EXPECT_THAT(words.text, HasSubstr("first"));
}

TEST(AFlowedText, GoesOnWhereALineEndsWithABlank) {
  EXPECT_EQ(unflowed("a \nb\nc", false), "a b\nc");
  EXPECT_EQ(unflowed("a \nb", true), "ab");
  EXPECT_EQ(unflowed("> a \n> b\n>> c \nd", false), "> a b\n> > c \nd");
  EXPECT_EQ(unflowed(" > stuffed\n-- \nAna", false), "> stuffed\n-- \nAna");
}

TEST(AReply, StandsAlone) {
  const auto fresh = [](std::string_view text) { return split_reply(text).fresh; };
  EXPECT_EQ(fresh("yes\n\nAm 3. März 2026 schrieb Stadt:\n> no\n"), "yes\n");
  EXPECT_EQ(fresh("yes\n-----Mensaje original-----\nDe: ciudad\nno\n"), "yes\n");
  EXPECT_EQ(fresh("是的\n\n发件人：市政府\n发送时间：2026年3月3日\n主题：4711\n\n旧\n"), "是的\n");
  EXPECT_EQ(fresh("The hours are:\n> not these\nbut those\n"), "The hours are:\nbut those\n") << "no date, no address: her own words";
  EXPECT_EQ(fresh("Where: 5 Elm St\nWhen: every night\nWhat: noise\n"), "Where: 5 Elm St\nWhen: every night\nWhat: noise\n");
  EXPECT_EQ(fresh("a\n---\nb\n"), "a\n---\nb\n") << "a line drawn by hand";
  EXPECT_EQ(fresh("> all\n> quoted\n"), "> all\n> quoted\n");
  EXPECT_EQ(fresh(""), "");
  EXPECT_EQ(split_reply("yes\n--\nAna").quoted, "--\nAna\n");
}

TEST(AStatus, IsReadFromWhateverServersWrite) {
  const auto failures = read_delivery_status(
      "Reporting-MTA: dns; a\r\n\r\nFinal-Recipient: RFC822; <Jose@Home.example>\r\nAction: Failed (bad)\r\nDiagnostic-Code: smtp; 550\r\n "
      "5.7.26 no\r\n"
      "\r\n\r\nfinal-recipient: rfc822;not an address\r\naction: delayed\r\nstatus: 9.9.9\r\n");
  ASSERT_EQ(failures.size(), 2U);
  EXPECT_EQ(failures[0], (Failure{"jose@home.example", "failed", "5.7.26", "550 5.7.26 no"}));
  EXPECT_EQ(failures[1], (Failure{"", "delayed", "", ""}));
  EXPECT_EQ(find_message_id("Subject: a\nMESSAGE-ID:\n <a@b>\n"), "a@b");
  EXPECT_EQ(find_message_id("nothing"), "");
  EXPECT_EQ(message_id_of("<a b@c>"), "");
  EXPECT_EQ(message_id_of(" a@b "), "a@b");
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "Final-Recipient: rfc822;a" + std::to_string(i) + "@b.example\n\n";
  EXPECT_EQ(read_delivery_status(many).size(), 100U);
}

}  // namespace
}  // namespace portico::mail
