#include "city/open311/render.h"

#include <gtest/gtest.h>

#include "base/outcome.h"
#include "city/open311/errors.h"

namespace portico::open311 {
namespace {

std::string xml_of(std::string_view text) {
  std::string out;
  append_xml_text(out, text);
  return out;
}
std::string json_of(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

TEST(Text, ComesBackEscapedInBothFormats) {
  EXPECT_EQ(xml_of("<b>Tom & \"Jerry\"</b>"), "&lt;b&gt;Tom &amp; &quot;Jerry&quot;&lt;/b&gt;");
  EXPECT_EQ(json_of("a\"b\\c\n\td"), "a\\\"b\\\\c\\n\\td");
  EXPECT_EQ(xml_of("a\r\nb"), "a&#13;\nb");
  EXPECT_EQ(xml_of("Qu\xC3\xA9 \xF0\x9F\x95\xB3"), "Qu\xC3\xA9 \xF0\x9F\x95\xB3");
  EXPECT_EQ(json_of("]]>'"), "]]>'");
}

TEST(Text, LosesTheCharactersThatXmlForbids) {
  EXPECT_EQ(xml_of(std::string("a") + '\0' +
                   "\x01\x0B\x1F"
                   "b\xEF\xBF\xBE"
                   "c\xEF\xBF\xBF"
                   "d\xEF\xBB\xBF"),
            "abcd\xEF\xBB\xBF");
  EXPECT_EQ(json_of(std::string("a") + '\0' +
                    "\x08"
                    "b\xEF\xBF\xBE"),
            "ab");
  EXPECT_EQ(xml_of("\xEF\xBF"), "\xEF\xBF") << "a cut character is left as it is";
}

TEST(Shapes, AreArraysWithoutARootInJsonAndNestedElementsInXml) {
  const auto write = [](Format format) {
    std::string out;
    Writer writer(format, out);
    writer.begin_list("things");
    for (int i = 1; i <= 2; ++i) {
      writer.begin_item("thing");
      writer.text("id", std::to_string(i));
      writer.absent("zipcode");
      writer.degrees("lat", i == 1 ? std::optional(40.5) : std::nullopt);
      writer.flag("metadata", true);
      writer.begin_list("groups");
      if (i == 1) writer.entry("group", "a");
      if (i == 1) writer.entry("group", "b");
      writer.end_list("groups");
      writer.begin_object("more");
      writer.integer("order", i);
      writer.instant("due", from_millis(0));
      writer.end_object("more");
      writer.text_or_null("last", "");
      writer.end_item("thing");
    }
    writer.end_list("things");
    return out;
  };
  EXPECT_EQ(
      write(Format::json),
      R"([{"id":"1","zipcode":null,"lat":40.5,"metadata":true,"groups":["a","b"],"more":{"order":1,"due":"1970-01-01T00:00:00Z"},"last":null},)"
      R"({"id":"2","zipcode":null,"lat":null,"metadata":true,"groups":[],"more":{"order":2,"due":"1970-01-01T00:00:00Z"},"last":null}])");
  EXPECT_EQ(
      write(Format::xml),
      R"(<?xml version="1.0" encoding="utf-8"?><things><thing><id>1</id><zipcode/><lat>40.5</lat><metadata>true</metadata>)"
      R"(<groups><group>a</group><group>b</group></groups><more><order>1</order><due>1970-01-01T00:00:00Z</due></more><last/></thing>)"
      R"(<thing><id>2</id><zipcode/><lat/><metadata>true</metadata><groups></groups><more><order>2</order>)"
      R"(<due>1970-01-01T00:00:00Z</due></more><last/></thing></things>)");
}

TEST(Errors, AreOneForEachFault) {
  const Refusal refusal{Refused::invalid, {{"lat", "lat required with long", "degrees north"}, {"X", "X required", ""}}};
  EXPECT_EQ(errors_body(Format::json, refusal),
            R"~([{"code":400,"description":"lat required with long (accepted: degrees north)"},{"code":400,"description":"X required"}])~");
  EXPECT_EQ(errors_body(Format::xml, {Refused::not_found, {{"", "a < b", ""}}}),
            R"(<?xml version="1.0" encoding="utf-8"?><errors><error><code>404</code><description>a &lt; b</description></error></errors>)");
}

}  // namespace
}  // namespace portico::open311
