#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "platform/http/http.h"

namespace portico::http {
namespace {

using testing::HasSubstr;

Request posted(std::string type, std::string body) {
  Request request;
  request.method = Method::post;
  request.headers = {{"content-type", std::move(type)}};
  request.body = std::move(body);
  return request;
}
Outcome<Form> urlencoded(std::string body) {
  return parse_form(posted("application/x-www-form-urlencoded; charset=utf-8", std::move(body)));
}
Outcome<Form> multipart(std::string body) { return parse_form(posted("multipart/form-data; boundary=\"XX\"", std::move(body))); }
std::string reason(const Outcome<Form>& form) { return form ? "" : form.error().faults.at(0).reason; }

TEST(AQuery, IsDecodedInTheOrderSent) {
  EXPECT_EQ(parse_query("a=1&b=two+words&a=%C3%A9&empty=&bare&&=x"),
            (Pairs{{"a", "1"}, {"b", "two words"}, {"a", "\xC3\xA9"}, {"empty", ""}, {"bare", ""}, {"", "x"}}));
  EXPECT_EQ(parse_query("a=100%&b=%zz&c=%4"), (Pairs{{"a", "100%"}, {"b", "%zz"}, {"c", "%4"}}));
}

TEST(AQuery, CountsAnEmptyValueAsNotSent) {
  Request request;
  request.query = parse_query("status=&status=open");
  EXPECT_EQ(request.asked("status"), "open");
  EXPECT_EQ(request.asked("missing"), "");
}

RC_GTEST_PROP(PercentEncoding, ComesBackAsItWas, (const std::string& text)) {
  RC_ASSERT(percent_decode(percent_encode(text), false) == text);
  RC_ASSERT(percent_decode(percent_encode(text), true) == text);
}

TEST(AForm, HoldsAttributesAsTheirNamesStand) {
  const auto form = urlencoded("service_code=POTHOLE&attribute%5BWHERE%5D=lane&attribute[KIND][]=a&attribute[KIND][]=b");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->value("service_code"), "POTHOLE");
  EXPECT_EQ(form->value("attribute[WHERE]"), "lane");
  EXPECT_EQ(form->fields.size(), 4u);
}

TEST(AForm, RefusesWhatIsNoText) {
  const auto broken = urlencoded("description=%FF%FE");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().faults[0].field, "description");
  EXPECT_FALSE(urlencoded("description=a%00b"));
}

TEST(AForm, RefusesAnotherTypeAndSaysWhatIsTaken) {
  const auto json = parse_form(posted("application/json", "{}"));
  ASSERT_FALSE(json);
  EXPECT_THAT(json.error().faults[0].accepted, HasSubstr("multipart/form-data"));
  EXPECT_TRUE(parse_form(posted("", ""))) << "nothing sent is an empty form";
}

TEST(AForm, IsBounded) {
  std::string body;
  for (int i = 0; i < 2000; ++i) body += "a=1&";
  const auto form = urlencoded(body);
  ASSERT_FALSE(form);
  EXPECT_EQ(form.error().kind, Refused::too_large);
}

TEST(AMultipartForm, GivesFieldsAndFiles) {
  const auto form = multipart(
      "a preamble\r\n--XX\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\nA hole,\r\n--X deep\r\n"
      "--XX\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a \\\"b\\\".jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\xFF\xD8\r\n"
      "--XX\r\nContent-Disposition: form-data; name=empty\r\n\r\n\r\n--XX--\r\nan epilogue");
  ASSERT_TRUE(form) << reason(form);
  EXPECT_EQ(form->fields, (Pairs{{"description", "A hole,\r\n--X deep"}, {"empty", ""}}));
  ASSERT_EQ(form->files.size(), 1u);
  EXPECT_EQ(form->files[0].field, "media");
  EXPECT_EQ(form->files[0].file_name, "a \"b\".jpg");
  EXPECT_EQ(form->files[0].type, "image/jpeg");
  EXPECT_EQ(form->files[0].bytes, "\xFF\xD8");
}

TEST(AMultipartForm, RefusesWhatIsDamaged) {
  const std::string head = "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n";
  for (const std::string& body :
       {std::string(), std::string("--YY\r\n"), std::string("--XX"), std::string("--XX\r\n"), head, head + "\r\n", head + "\r\nvalue",
        head + "\r\nvalue\r\n--XX", std::string("--XX\r\n\r\nvalue\r\n--XX--"),
        std::string("--XX\r\nContent-Disposition: form-data\r\n\r\nvalue\r\n--XX--"),
        std::string("--XX\r\nno colon\r\n\r\nvalue\r\n--XX--"), head + "\r\n\xFF\r\n--XX--",
        head + "Content-Transfer-Encoding: base64\r\n\r\nQQ==\r\n--XX--", head + "X: " + std::string(9000, 'x') + "\r\n\r\nv\r\n--XX--"}) {
    EXPECT_FALSE(multipart(body)) << body.substr(0, 200);
  }
  EXPECT_FALSE(parse_form(posted("multipart/form-data", "--XX--")));
  EXPECT_FALSE(parse_form(posted("multipart/form-data; boundary=", "----")));
}

RC_GTEST_PROP(AMultipartForm, ComesBackAsItWasSent, (const std::vector<std::pair<std::string, std::string>>& sent)) {
  std::string body;
  std::vector<std::string> values;
  for (const auto& [name, value] : sent) {
    if (value.find("\r\n--XX") != std::string::npos) continue;
    body += "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n" + value + "\r\n";
    values.push_back(value);
  }
  const auto form = multipart(body + "--XX--\r\n");
  RC_ASSERT(form.has_value());
  RC_ASSERT(form->files.size() == values.size());
  for (std::size_t i = 0; i < values.size(); ++i) RC_ASSERT(form->files[i].bytes == values[i]);
}

RC_GTEST_PROP(AForm, NeverBreaksOnWhateverIsSent, (const std::string& bytes)) {
  (void)multipart("--XX\r\nContent-Disposition:" + bytes + "\r\n\r\n--XX--");
  (void)multipart("--XX" + bytes);
  (void)urlencoded(bytes);
  (void)parse_form(posted("multipart/form-data;" + bytes, "--" + bytes));
}

}  // namespace
}  // namespace portico::http
