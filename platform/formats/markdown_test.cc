#include "platform/formats/markdown.h"

#include <gmock/gmock.h>

namespace portico::formats {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(Markdown, BecomesHtmlUnderThePagesOwnHeading) {
  EXPECT_EQ(markdown_to_html("# One\n\nTwo *three*\n\n- four\n- five\n", 2),
            "<h2>One</h2>\n<p>Two <em>three</em></p>\n<ul>\n<li>four</li>\n<li>five</li>\n</ul>\n");
  EXPECT_EQ(markdown_to_html("### Deep\n\n##### Deeper\n\n### Again", 2), "<h2>Deep</h2>\n<h3>Deeper</h3>\n<h2>Again</h2>\n")
      << "no level is left out, whatever the writer left out";
}

TEST(Markdown, LinksLeadOnlyWhereTheyMay) {
  EXPECT_THAT(markdown_to_html("[a](https://town.example/x) [b](mailto:a@town.example) [c](tel:311)", 2),
              AllOf(HasSubstr("href=\"https://town.example/x\""), HasSubstr("href=\"mailto:"), HasSubstr("href=\"tel:311\"")));
  for (const char* wrong :
       {"javascript:alert(1)", "data:text/html,x", "//elsewhere.example", "report", "ftp://town.example", "/\\\\evil.example"})
    EXPECT_EQ(markdown_to_html("[word](<" + std::string(wrong) + ">)", 2), "<p>word</p>\n") << wrong;
  EXPECT_THAT(markdown_to_html("[a](/report/BIN)", 2, [](std::string_view path) { return "/es" + std::string(path); }),
              HasSubstr("href=\"/es/report/BIN\""));
  EXPECT_EQ(markdown_to_html("[**bold** word](vbscript:x)", 2), "<p><strong>bold</strong> word</p>\n");
}

TEST(Markdown, NobodysHtmlAndNoPictureComesThrough) {
  EXPECT_THAT(
      markdown_to_html("<script>alert(1)</script>\n\nHello <img src=x onerror=alert(1)> you\n\n![a cat](https://x.example/cat.png)", 2),
      AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<img")), HasSubstr("Hello"), HasSubstr("a cat")));
  EXPECT_EQ(markdown_to_html("[![alt](http://x.example/p.png)](javascript:x)", 2), "<p>alt</p>\n");
  EXPECT_EQ(markdown_to_html("\xff\xfe", 2), "<p>\xef\xbf\xbd\xef\xbf\xbd</p>\n");
}

TEST(Markdown, GivesItsWordsForASearch) {
  EXPECT_EQ(markdown_to_text("# One\n\nTwo *three*\nfour\n\n- five\n- [six](/x)\n"), "One\nTwo three four\nfive\nsix");
}

TEST(Markdown, WhatWouldBeLeftOutIsNamedWithItsLine) {
  EXPECT_THAT(check_markdown("# Fine\n\n[a](https://town.example)\n", "a.md", 1), IsEmpty());
  const auto faults = check_markdown("One\n\n[a](javascript:x)\n\n<b>two</b>\n\n![c](d.png)\n", "articles/A.en.md", 5);
  ASSERT_THAT(faults, SizeIs(4)) << "the link, both ends of the HTML, the picture";
  EXPECT_EQ(faults[0].field, "articles/A.en.md:7");
  EXPECT_THAT(faults[0].reason, HasSubstr("javascript:x"));
  EXPECT_EQ(faults[1].field, "articles/A.en.md:9");
  EXPECT_EQ(faults[3].field, "articles/A.en.md:11");
}

}  // namespace
}  // namespace portico::formats
