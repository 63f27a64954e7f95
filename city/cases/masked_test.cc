#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/text.h"
#include "city/cases/case.h"

namespace portico::cases {
namespace {

TEST(Masking, HidesEmailAddresses) {
  EXPECT_EQ(masked("Write to ana.maria+311@mail.example.org, please"), "Write to [email], please");
  EXPECT_EQ(masked("5551234567@x.example"), "[email]");
  EXPECT_EQ(masked("josé@correo.example."), "[email].");
  EXPECT_EQ(masked("meet me @ Quay Street"), "meet me @ Quay Street");
  EXPECT_EQ(masked("2 lights @Key.St"), "2 lights @Key.St");
}

TEST(Masking, HidesPhoneNumbersAsPeopleWriteThem) {
  for (const char* number :
       {"212-555-0100", "(212) 555-0100", "212.555.0100", "212 555 0100", "2125550100", "1-212-555-0100", "+1 (212) 555-0100",
        "+44 20 7946 0018", "020 7946 0018", "01 42 68 53 00", "12125550100", "212 5550100", "555-0100", "555.0100"})
    EXPECT_EQ(masked(std::string("Call ") + number + " after 5."), "Call [phone] after 5.") << number;
}

TEST(Masking, LeavesWhatACrewNeedsToFindThePlace) {
  for (const char* place : {"118 Quay Street",
                            "118-24 Jamaica Ave",
                            "At 1040-1060 Mill Road",
                            "555-1234 Ferry Avenue, 2 doors down",
                            "ZIP 11201",
                            "04601-1234",
                            "on 03/12/2026 at 10:30",
                            "01/02/2026 10:30",
                            "since 2026-03-01",
                            "2026-03-01 09:15",
                            "40.712776, -74.005974",
                            "pole 44120017",
                            "request 2345-678X",
                            "2345-6789",
                            "Apt 12B, floor 3",
                            "APT 1204",
                            "RTE1234 northbound",
                            "3 holes, 2 ft wide, 14 in deep",
                            "#1234567890",
                            "lot 12 block 0045",
                            "Bus 7 at 3rd Ave and 42nd St",
                            "Flushing Ave 120-130 and 140-150"})
    EXPECT_EQ(masked(place), place);
}

TEST(Masking, HidesLicencePlates) {
  EXPECT_EQ(masked("A van, ABC-1234, blocks the driveway"), "A van, [plate], blocks the driveway");
  EXPECT_EQ(masked("ABC1234 parks here"), "[plate] parks here");
  EXPECT_EQ(masked("blue car, license plate: 7xyz123."), "blue car, license plate: [plate].");
  EXPECT_EQ(masked("plate number is FG 4521 today"), "plate number is [plate] today");
  EXPECT_EQ(masked("License # 8ABC-12"), "License # [plate]");
  EXPECT_EQ(masked("A plate fell off the wall. 1180 Quay Street"), "A plate fell off the wall. 1180 Quay Street");
  EXPECT_EQ(masked("metal plate in the road"), "metal plate in the road");
}

RC_GTEST_PROP(Masking, NeverBreaksTextAndIsAtRestAfterOnce, (std::string noise)) {
  std::erase(noise, '\0');
  const std::string once = masked(noise);
  if (valid_utf8(noise)) RC_ASSERT(valid_utf8(once));
  RC_ASSERT(masked(once).size() <= once.size() + 7);
}

}  // namespace
}  // namespace portico::cases
