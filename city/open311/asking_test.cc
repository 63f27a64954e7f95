#include "city/open311/asking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "city/cases/report.h"

namespace portico::open311 {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> places(const Faults& faults) {
  std::vector<std::string> fields;
  for (const auto& fault : faults) fields.push_back(fault.field);
  return fields;
}

TEST(AForm, IsReadAsARequest) {
  const Read read = read_asked({{"service_code", "GRAFFITI"},
                                {"lat", "40.7"},
                                {"long", "-74.0"},
                                {"address_string", "118 Quay Street"},
                                {"attribute[HOWMANY]", "one"},
                                {"attribute[COLOURS][]", "red"},
                                {"attribute[COLOURS][]", "blue"},
                                {"attribute[EMPTY]", ""},
                                {"description", "On the wall"},
                                {"media_url", "https://pictures.example/1.jpg"},
                                {"email", "ana@example.org"},
                                {"first_name", "Ana"},
                                {"device_id", "d-1"},
                                {"account_id", "a-1"}});
  EXPECT_THAT(read.faults, IsEmpty());
  EXPECT_EQ(read.asked.place.point, (geo::Point{40.7, -74.0}));
  EXPECT_EQ(read.asked.place.address, "118 Quay Street");
  ASSERT_EQ(read.asked.answers.size(), 2u);
  EXPECT_THAT(read.asked.answers[1].values, ElementsAre("red", "blue"));
  EXPECT_EQ(read.asked.reporter.email, "ana@example.org");
  EXPECT_EQ(read.asked.reporter.account_id, "a-1");
  EXPECT_EQ(read.asked.channel, cases::Channel::open311);
}

TEST(APlaceOfARequest, IsAPointAnAddressOrAnId) {
  EXPECT_THAT(places(read_asked({{"lat", "40.7"}}).faults), ElementsAre("long"));
  EXPECT_THAT(places(read_asked({{"long", "40.7"}}).faults), ElementsAre("lat"));
  EXPECT_THAT(places(read_asked({{"lat", "north"}, {"long", "181"}}).faults), ElementsAre("lat", "long"));
  EXPECT_THAT(places(read_asked({{"lat", "nan"}, {"long", "inf"}}).faults), ElementsAre("lat", "long"));
  EXPECT_THAT(places(read_asked({}).faults), ElementsAre("lat"));
  EXPECT_THAT(read_asked({{"address_string", "118 Quay Street"}}).faults, IsEmpty());
  EXPECT_THAT(read_asked({{"address_id", "4711"}}).faults, IsEmpty());
}

TEST(Media, AreWebAddresses) {
  for (const char* bad : {"javascript:alert(1)", "ftp://x", "https://a b", "picture.jpg"})
    EXPECT_THAT(places(read_asked({{"address_id", "1"}, {"media_url", bad}}).faults), ElementsAre("media_url")) << bad;
}

TEST(TheSameRequest, IsTheSameHoweverItIsSent) {
  EXPECT_EQ(canonical({{"a", "1"}, {"api_key", "k"}, {"b", ""}}), canonical({{"a", "1"}}));
  EXPECT_NE(canonical({{"a", "1"}, {"b", "2"}}), canonical({{"a", "12"}, {"b", ""}}));
  EXPECT_NE(canonical({{"a", "1b"}}), canonical({{"a", "1"}, {"b", ""}}));
}

TEST(News, NeedANumberAnIdAStatusAndAnInstant) {
  const auto nothing = read_news({}, "");
  ASSERT_FALSE(nothing);
  EXPECT_THAT(places(nothing.error().faults), ElementsAre("service_request_id", "update_id", "updated_datetime", "status"));
  const auto zoneless = read_news(
      {{"service_request_id", "2345-678X"}, {"update_id", "u1"}, {"status", "OPEN"}, {"updated_datetime", "2026-03-02T12:00:00"}}, "");
  ASSERT_FALSE(zoneless);
  EXPECT_THAT(zoneless.error().faults[0].reason, HasSubstr("updated_datetime"));
}

TEST(News, NameWhoSpeaksOnlyWhereAKeySaysSo) {
  const Fields form{{"service_request_id", "2345-678X"},
                    {"update_id", "u1"},
                    {"status", "FIXED"},
                    {"updated_datetime", "2026-03-02T12:00:00Z"},
                    {"description", "Filled."},
                    {"first_name", "Ana"},
                    {"last_name", "Reyes"},
                    {"email", "ana@example.org"},
                    {"media_url", "https://p.example/1"},
                    {"media_url", "https://p.example/2"}};
  const auto stranger = read_news(form, "");
  ASSERT_TRUE(stranger);
  EXPECT_EQ(stranger->update.author, "");
  EXPECT_EQ(stranger->update.media_url, "https://p.example/1 https://p.example/2");
  EXPECT_TRUE(stranger->update.meaningful);
  const auto agency = read_news(form, "Street Works");
  EXPECT_EQ(agency->update.author, "Ana Reyes");
  EXPECT_EQ(agency->update.department, "Street Works");
}

TEST(Danger, IsHeardInAnyCase) {
  directory::Service service;
  service.danger_words = {"gas smell"};
  EXPECT_TRUE(cases::sounds_dangerous(service, "There is a strong Gas Smell here"));
  EXPECT_FALSE(cases::sounds_dangerous(service, "It smells"));
}

}  // namespace
}  // namespace portico::open311
