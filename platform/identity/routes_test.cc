// The cookie, where a sign-in leads to, and the code that a phone reads.
#include "platform/identity/routes.h"

#include <gmock/gmock.h>

#include "platform/identity/qr.h"
#include "platform/identity/routes_pages.h"

namespace portico::identity {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

http::Request with(std::string name, std::string value) {
  http::Request request;
  request.headers = {{std::move(name), std::move(value)}, {"host", "311.city.example"}};
  return request;
}

TEST(TheCookie, IsReadByItsWholeName) {
  EXPECT_EQ(token_of(with("cookie", "lang=es; portico=abc; x=y"), false), "abc");
  EXPECT_EQ(token_of(with("cookie", "portico=abc"), true), "") << "over HTTPS another one counts";
  EXPECT_EQ(token_of(with("cookie", "__Host-portico=abc"), true), "abc");
  for (const char* other : {"", "porticos=abc", "xportico=abc", "portico", "portico="})
    EXPECT_EQ(token_of(with("cookie", other), false), "");
  EXPECT_EQ(token_of(with("cookie", "portico=" + std::string(5000, 'x')), false), "");
}

TEST(TheCookie, IsForOurPagesAloneAndForNoScript) {
  EXPECT_EQ(cookie_of("abc", true), "__Host-portico=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
  EXPECT_EQ(cookie_of("abc", false), "portico=abc; Path=/; HttpOnly; SameSite=Lax");
  EXPECT_EQ(cookie_of("", false), "portico=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
}

TEST(AForm, ComesFromOurOwnPage) {
  EXPECT_TRUE(from_own_page(with("x", "y"), "")) << "old browsers do not say";
  EXPECT_TRUE(from_own_page(with("origin", "https://311.city.example"), ""));
  EXPECT_TRUE(from_own_page(with("origin", "https://public.example"), "https://public.example/"));
  for (const char* other : {"null", "https://evil.example", "https://311.city.example.evil.example", "x"})
    EXPECT_FALSE(from_own_page(with("origin", other), "https://public.example")) << other;
}

TEST(ASignIn, LeadsBackToOurOwnPathsAlone) {
  EXPECT_EQ(local_path("/desk/requests?state=open"), "/desk/requests?state=open");
  for (const std::string other :
       {"", "desk", "https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nSet-Cookie: x", "/a b", "/a\\b"})
    EXPECT_EQ(local_path(other), "") << other;
  EXPECT_EQ(local_path("/" + std::string(600, 'x')), "");
}

TEST(TheWordsOfItsPages, AreThereInEachLanguage) { EXPECT_THAT(messages().missing("es"), IsEmpty()); }

TEST(AQrCode, IsAPictureWithALabelAndWithoutStyle) {
  const std::string svg = qr_svg("otpauth://totp/x?secret=GEZDGNBV", "A \"code\" & more");
  EXPECT_THAT(svg, HasSubstr("aria-label=\"A &quot;code&quot; &amp; more\""));
  EXPECT_THAT(svg, HasSubstr("<path d=\"M4 4h7v1h-7z")) << "the corner of every code, inside its quiet zone";
  EXPECT_EQ(svg.find("style"), std::string::npos);
  EXPECT_EQ(qr_svg(std::string(5000, 'x'), "too long"), "");
}

}  // namespace
}  // namespace portico::identity
