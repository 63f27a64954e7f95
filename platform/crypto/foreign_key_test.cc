#include "platform/crypto/foreign_key.h"

#include <gtest/gtest.h>

#include "platform/crypto/seal.h"

namespace portico::crypto {
namespace {

std::string raw(std::string_view text) { return from_base64_url(text).value(); }

// RFC 7515, appendix A.2 and A.3.
constexpr auto claims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
constexpr auto modulus =
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b"
    "32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5"
    "IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
constexpr auto rsa_signature =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAyn"
    "RFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnv"
    "Wh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
constexpr auto x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
constexpr auto y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
constexpr auto ec_signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

TEST(Rs256, GivesTheAnswerOfRfc7515) {
  const std::string message = std::string("eyJhbGciOiJSUzI1NiJ9.") + claims;
  EXPECT_TRUE(verify_rs256(raw(modulus), raw("AQAB"), message, raw(rsa_signature)));
  EXPECT_FALSE(verify_rs256(raw(modulus), raw("AQAB"), message + "x", raw(rsa_signature)));
  EXPECT_FALSE(verify_rs256(raw(modulus), raw("AQAC"), message, raw(rsa_signature)));
  EXPECT_FALSE(verify_rs256(raw(modulus).substr(0, 128), raw("AQAB"), message, raw(rsa_signature))) << "1024 bits are no key";
  EXPECT_FALSE(verify_rs256("", "", message, ""));
}

TEST(Es256, GivesTheAnswerOfRfc7515) {
  const std::string message = std::string("eyJhbGciOiJFUzI1NiJ9.") + claims;
  EXPECT_TRUE(verify_es256(raw(x), raw(y), message, raw(ec_signature)));
  EXPECT_FALSE(verify_es256(raw(x), raw(y), message + "x", raw(ec_signature)));
  EXPECT_FALSE(verify_es256(raw(x), raw(x), message, raw(ec_signature))) << "no point of the curve";
  EXPECT_FALSE(verify_es256(raw(x), raw(y), message, std::string(64, '\0')));
  EXPECT_FALSE(verify_es256(raw(x), raw(y), message, raw(ec_signature).substr(1)));
}

}  // namespace
}  // namespace portico::crypto
