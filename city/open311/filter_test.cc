#include "city/open311/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "city/cases/town.h"

namespace portico::open311 {
namespace {

using std::chrono::days;
using testing::ElementsAre;
using testing::HasSubstr;
using Sort = cases::Filter::Sort;

const Instant now = cases::monday_noon;
const std::shared_ptr<const directory::Snapshot> town = cases::small_town();

Outcome<Wanted> read(const Fields& query) { return read_wanted(query, *town, now); }
std::vector<std::string> places(const Outcome<Wanted>& wanted) {
  std::vector<std::string> fields;
  if (!wanted)
    for (const auto& fault : wanted.error().faults) fields.push_back(fault.field);
  return fields;
}
Instant at(std::string_view text) { return *parse_instant(text, ""); }

TEST(WithoutDates, TheNewestThousandOfTheLast90DaysAreMeant) {
  const auto wanted = read({});
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->filter.opened_from, now - days(90));
  EXPECT_FALSE(wanted->filter.opened_to);
  EXPECT_EQ(wanted->filter.limit, 1000);
  EXPECT_EQ(wanted->filter.offset, 0);
  EXPECT_EQ(wanted->filter.sort, Sort::newest);
  EXPECT_TRUE(wanted->filter.listed_only);
  EXPECT_FALSE(wanted->extensions);
}

TEST(ARangeOfDates, IsCutToItsNewest90Days) {
  const auto wide = read({{"start_date", "2020-01-01T00:00:00Z"}, {"end_date", "2025-06-30T00:00:00Z"}});
  EXPECT_EQ(wide->filter.opened_from, at("2025-06-30T00:00:00Z") - days(90));
  EXPECT_EQ(wide->filter.opened_to, at("2025-06-30T00:00:00.001Z")) << "the end that is named is within";
  const auto from = read({{"start_date", "2026-02-01T00:00:00Z"}});
  EXPECT_EQ(from->filter.opened_from, at("2026-02-01T00:00:00Z"));
  const auto old = read({{"start_date", "2020-01-01T00:00:00Z"}});
  EXPECT_EQ(old->filter.opened_from, now - days(90));
  const auto until = read({{"end_date", "2025-06-30T00:00:00Z"}});
  EXPECT_EQ(until->filter.opened_from, at("2025-06-30T00:00:00Z") - days(90));
}

TEST(AnInstant, MayHaveAnyZoneButNeedsOne) {
  EXPECT_EQ(read({{"start_date", "2026-02-01T02:00:00 02:00"}})->filter.opened_from, at("2026-02-01T00:00:00Z"))
      << "a + that became a blank";
  EXPECT_EQ(read({{"start_date", "2026-02-01T00:00:00-05:00"}})->filter.opened_from, at("2026-02-01T05:00:00Z"));
  const auto without = read({{"start_date", "2026-02-01T00:00:00"}, {"end_date", "yesterday"}});
  EXPECT_THAT(places(without), ElementsAre("start_date", "end_date"));
  EXPECT_THAT(without.error().faults[0].reason, HasSubstr("start_date"));
  EXPECT_THAT(places(read({{"start_date", "2026-02-02T00:00:00Z"}, {"end_date", "2026-02-01T00:00:00Z"}})), ElementsAre("start_date"));
}

TEST(WhatWasUpdated, IsAskedForByItsOwnDatesAndComesInTheirOrder) {
  const auto wanted = read({{"updated_after", "2026-03-01T00:00:00Z"}, {"updated_before", "2026-03-02T00:00:00Z"}});
  EXPECT_EQ(wanted->filter.updated_from, at("2026-03-01T00:00:00Z"));
  EXPECT_EQ(wanted->filter.updated_to, at("2026-03-02T00:00:00.001Z"));
  EXPECT_FALSE(wanted->filter.opened_from) << "an old request may have news";
  EXPECT_EQ(wanted->filter.sort, Sort::updated);
}

TEST(Codes, AreListsAndEachUnknownOneIsNamed) {
  const auto wanted = read({{"service_code", "POTHOLE, GRAFFITI,"}, {"status", "open"}});
  EXPECT_THAT(wanted->filter.services, ElementsAre("POTHOLE", "GRAFFITI"));
  EXPECT_EQ(wanted->filter.status, cases::Status::open);
  EXPECT_FALSE(read({{"status", "open,closed"}})->filter.status);
  const auto unknown = read({{"service_code", "NOPE,POTHOLE,NADA"}, {"status", "pending"}});
  ASSERT_THAT(places(unknown), ElementsAre("service_code", "service_code", "status"));
  EXPECT_THAT(unknown.error().faults[0].reason, HasSubstr("NOPE"));
  EXPECT_THAT(unknown.error().faults[1].reason, HasSubstr("NADA"));
  EXPECT_THAT(unknown.error().faults[2].reason, HasSubstr("pending"));
}

TEST(Numbers, OverrideEverythingElse) {
  const auto wanted = read({{"service_request_id", "2345-678X,9999-9999"}, {"service_code", "NOPE"}, {"status", "nope"}, {"page", "0"}});
  ASSERT_TRUE(wanted);
  EXPECT_THAT(wanted->filter.numbers, ElementsAre("2345-678X", "9999-9999"));
  EXPECT_FALSE(wanted->filter.opened_from);
}

TEST(APage, CountsFromOneAndEndsAtTheTenThousandthRow) {
  const auto third = read({{"page", "3"}, {"page_size", "50"}});
  EXPECT_EQ(third->filter.offset, 100);
  EXPECT_EQ(third->filter.limit, 50);
  EXPECT_EQ(read({{"page_size", "5000"}})->filter.limit, 1000) << "1,000 is the largest page";
  EXPECT_FALSE(read({{"page", "10"}})->nothing);
  EXPECT_TRUE(read({{"page", "11"}})->nothing);
  EXPECT_TRUE(read({{"page", "9223372036854775807"}})->nothing);
  EXPECT_THAT(places(read({{"page", "0"}, {"page_size", "x"}})), testing::UnorderedElementsAre("page", "page_size"));
  const auto further = read({{"page", "500"}, {"cursor", "0.1.2"}});
  EXPECT_FALSE(further->nothing) << "cursors go further";
  EXPECT_EQ(further->filter.offset, 0);
}

TEST(AnEmptyParameter, CountsAsNotSent) {
  const auto wanted =
      read({{"status", ""}, {"service_code", ""}, {"bbox", ""}, {"lat", ""}, {"page", ""}, {"start_date", ""}, {"sort", ""}});
  ASSERT_TRUE(wanted);
  EXPECT_TRUE(wanted->filter.services.empty());
}

TEST(UnknownParameters, AreIgnored) { EXPECT_TRUE(read({{"api_key", "x"}, {"colour", "blue"}, {"jurisdiction_id", "elsewhere"}})); }

TEST(APlace, IsABoxOrACircle) {
  const auto box = read({{"bbox", "-74.1, 40.5,-73.9,40.9"}});
  ASSERT_TRUE(box);
  EXPECT_EQ(box->filter.box->south_west, (geo::Point{40.5, -74.1}));
  EXPECT_EQ(box->filter.box->north_east, (geo::Point{40.9, -73.9}));
  for (const char* bad : {"1,2,3", "1,2,3,x", "0,5,1,4", "0,0,0,91", "1,2,3,4,5", "-181,0,0,1"})
    EXPECT_THAT(places(read({{"bbox", bad}})), ElementsAre("bbox")) << bad;
  const auto circle = read({{"lat", "40.7"}, {"long", "-74"}, {"radius", "250"}});
  EXPECT_EQ(circle->filter.near, (geo::Point{40.7, -74}));
  EXPECT_EQ(circle->filter.radius, 250);
  EXPECT_THAT(places(read({{"lat", "40.7"}})), ElementsAre("long", "radius"));
  EXPECT_THAT(places(read({{"lat", "north"}, {"long", "200"}, {"radius", "-1"}})), ElementsAre("lat", "long", "radius"));
}

TEST(TheOrder, IsOneOfThree) {
  EXPECT_EQ(read({{"sort", "oldest"}})->filter.sort, Sort::oldest);
  EXPECT_EQ(read({{"sort", "updated"}})->filter.sort, Sort::updated);
  EXPECT_THAT(places(read({{"sort", "colour"}})), ElementsAre("sort"));
}

TEST(Bulk, KnowsNoWindow) {
  const auto all = read_wanted({}, *town, now, true);
  EXPECT_FALSE(all->filter.opened_from);
  EXPECT_FALSE(all->filter.opened_to);
}

TEST(Words, AndExtensionsAreTaken) {
  const auto wanted = read({{"q", "deep hole"}, {"extensions", "true"}});
  EXPECT_EQ(wanted->filter.words, "deep hole");
  EXPECT_TRUE(wanted->extensions);
}

}  // namespace
}  // namespace portico::open311
