#include "city/registers/pack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "city/directory/pack.h"
#include "city/directory/testing.h"
#include "city/registers/events.h"

namespace portico::registers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* offices = "site,agency,services,access\nOLDPORT,DSW,POTHOLE TREE,step_free parking\n";

struct Read {
  Offers offers;
  std::vector<std::string> faults;
};

Read read(const directory::PackFolder& folder) {
  Read read;
  std::vector<Fault> faults;
  read.offers = read_offers(folder.path(), directory::snapshot_of(directory::read_pack(folder.path()).value()), faults);
  for (const auto& fault : faults) read.faults.push_back(fault.field + ": " + fault.reason + " (" + fault.accepted + ")");
  return read;
}

TEST(OfficesOfAPack, AreReadIntoValues) {
  directory::PackFolder folder;
  folder.write("offices.csv", offices);
  folder.write("open_data.toml", "licence = \"CC BY 4.0\"\nlicence_url = \"https://licences.example/by\"\n");
  const auto found = read(folder);
  EXPECT_THAT(found.faults, IsEmpty());
  EXPECT_EQ(found.offers.of("OLDPORT").agency, "DSW");
  EXPECT_THAT(found.offers.of("OLDPORT").services, ElementsAre("POTHOLE", "TREE"));
  EXPECT_THAT(found.offers.of("OLDPORT").access, ElementsAre("step_free", "parking"));
  EXPECT_EQ(found.offers.licence, (Licence{"CC BY 4.0", "https://licences.example/by"}));
  EXPECT_EQ(offers_from(record_of(found.offers)), found.offers) << "what is kept is what was read";
}

TEST(OfficesOfAPack, MayBeLeftOut) {
  const directory::PackFolder folder;
  const auto found = read(folder);
  EXPECT_THAT(found.faults, IsEmpty());
  EXPECT_EQ(found.offers, Offers{});
}

TEST(OfficesOfAPack, TellFileLineAndColumnOfWhatIsWrong) {
  const struct {
    const char *before, *now, *told;
  } slips[] = {
      {"OLDPORT", "OLDPROT", "offices.csv:2, column \"site\": There is no site \"OLDPROT\". (perhaps 'OLDPORT')"},
      {"DSW", "DWS", "offices.csv:2, column \"agency\": There is no agency \"DWS\". (perhaps 'DSW')"},
      {"TREE", "TREES", "offices.csv:2, column \"services\": There is no service \"TREES\". (perhaps 'TREE')"},
      {"step_free", "stepfree", "offices.csv:2, column \"access\": \"stepfree\" is no kind of access. (perhaps 'step_free')"},
      {"access", "acess", "offices.csv:1: There is no column \"acess\" in this file. (perhaps 'access')"},
      {"site,", "agency,", "offices.csv:1: The column \"agency\" is there twice. (each column once)"},
      {"parking\n", "parking\nOLDPORT,,,\n", "offices.csv:3, column \"site\": The site \"OLDPORT\" is there twice. (each site once)"},
      {"DSW", "\xff", "offices.csv:2: The row is not in UTF-8. (UTF-8 without NUL)"},
  };
  for (const auto& slip : slips) {
    directory::PackFolder folder;
    folder.write("offices.csv", offices);
    folder.change("offices.csv", slip.before, slip.now);
    EXPECT_THAT(read(folder).faults, testing::Contains(slip.told)) << slip.now;
  }
}

TEST(TheLicenceOfAPack, IsNamedAndLeadsToTheWeb) {
  directory::PackFolder folder;
  folder.write("open_data.toml", "licence_url = \"ftp://x\"\nlicense = \"CC0\"\n");
  EXPECT_THAT(read(folder).faults,
              testing::IsSupersetOf({HasSubstr("open_data.toml"), HasSubstr("\"license\""), HasSubstr("\"ftp://x\" is no web address.")}));
}

TEST(RegistersLoaded, HasThatPayload) {
  std::ifstream file(PORTICO_ROOT "/city/registers/events/RegistersLoaded.json");
  std::string golden((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(payload_of({.hash = "5f1d0a", .licence = "CC BY 4.0", .offices = 9}) + "\n", golden);
}

}  // namespace
}  // namespace portico::registers
