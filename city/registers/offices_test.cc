#include "city/registers/offices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portico::registers {
namespace {

using testing::ElementsAre;

class Offices : public testing::Test {
 protected:
  Offices() {
    city.city.languages = {"en"};
    city.agencies = {{.code = "DHB", .name = {{"en", "Homes"}}}, {.code = "OLD", .name = {{"en", "Gone"}}, .retired = true}};
    city.sites = {site("HIGH", {"en", "es"}), site("PORT", {"en", "ar"}), site("MILL", {"en"}), site("GONE", {"en", "zh"})};
    city.sites.back().retired = true;
    offers.by_site = {{"HIGH", {"DHB", {"HEAT", "MOLD"}, {"step_free"}}},
                      {"PORT", {"", {}, {"parking"}}},
                      {"MILL", {"DPV", {"METER"}, {}}},
                      {"GONE", {"DHB", {}, {}}}};
    for (const auto& [code, agency, listed] : {std::tuple{"HEAT", "DHB", true}, {"SECRET", "DHB", false}, {"METER", "DPV", true}}) {
      directory::Service service;
      service.code = code;
      service.agency = agency;
      service.listed = listed;
      city.services.push_back(service);
    }
    city.prepare();
  }

  static directory::Site site(std::string code, std::vector<std::string> languages) {
    directory::Site made;
    made.code = std::move(code);
    made.languages = std::move(languages);
    return made;
  }

  std::vector<std::string> codes(const Wish& wish) const {
    std::vector<std::string> all;
    for (const auto* each : offices(city, offers, wish)) all.push_back(each->code);
    return all;
  }

  directory::Snapshot city;
  Offers offers;
};

TEST_F(Offices, AreAllThatAreNotRetired) {
  EXPECT_THAT(codes({}), ElementsAre("HIGH", "MILL", "PORT"));
  EXPECT_EQ(office(city, "GONE"), nullptr);
  EXPECT_EQ(office(city, "PORT")->code, "PORT");
  EXPECT_THAT(spoken(city), ElementsAre("ar", "en", "es"));
}

TEST_F(Offices, OfTheWholeCityFitEveryAgencyAndService) {
  EXPECT_THAT(codes({.agency = "DHB", .service = "", .language = "", .access = ""}), ElementsAre("HIGH", "PORT"));
  EXPECT_THAT(codes({.agency = "", .service = "METER", .language = "", .access = ""}), ElementsAre("MILL", "PORT"));
  EXPECT_THAT(codes({.agency = "", .service = "TREE", .language = "", .access = ""}), ElementsAre("PORT"));
}

TEST_F(Offices, FitALanguageAndAWayInOnlyWhereTheySaySo) {
  EXPECT_THAT(codes({.agency = "", .service = "", .language = "es", .access = ""}), ElementsAre("HIGH"));
  EXPECT_THAT(codes({.agency = "", .service = "", .language = "", .access = "parking"}), ElementsAre("PORT"));
  EXPECT_THAT(codes({.agency = "DHB", .service = "", .language = "ar", .access = "step_free"}), ElementsAre());
}

TEST_F(Offices, OfAnAgencyAreItsOwnAlone) {
  ASSERT_EQ(offices_of(city, offers, "DHB").size(), 1U);
  EXPECT_EQ(offices_of(city, offers, "DHB").front()->code, "HIGH");
}

TEST_F(Offices, AndServicesAreNamedWhereThePublicMaySeeThem) {
  ASSERT_EQ(services_of(city, "DHB").size(), 1U);
  EXPECT_EQ(services_of(city, "DHB").front()->code, "HEAT");
  ASSERT_EQ(agencies(city).size(), 1U);
}

}  // namespace
}  // namespace portico::registers
