#include "city/directory/pack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "city/directory/roles.h"
#include "city/directory/testing.h"

namespace portico::directory {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

// "place: reason (accepted)" of every fault.
std::vector<std::string> faults_of(const PackFolder& folder) {
  const auto pack = read_pack(folder.path());
  std::vector<std::string> faults;
  if (!pack) {
    for (const auto& fault : pack.error().faults) faults.push_back(fault.field + ": " + fault.reason + " (" + fault.accepted + ")");
  }
  return faults;
}

TEST(Pack, IsReadIntoValues) {
  const PackFolder folder;
  EXPECT_THAT(faults_of(folder), IsEmpty());
  const Snapshot city = snapshot_of(read_pack(folder.path()).value());
  EXPECT_EQ(city.city.code, "harborview");
  EXPECT_THAT(city.city.languages, ElementsAre("en", "es"));
  EXPECT_THAT(city.city.brand, ElementsAre(Pair("brand-deep", "#06323b")));
  EXPECT_THAT(city.city.seal_svg, HasSubstr("<circle"));
  EXPECT_TRUE(city.server.post_needs_key);
  EXPECT_EQ(city.server.posts_per_minute, 30);
  EXPECT_EQ(city.agency("DSW")->name.at("en"), "Street Works");
  const Service& pothole = *city.service("POTHOLE");
  EXPECT_THAT(pothole.name, ElementsAre(Pair("en", "Pothole"), Pair("es", "Bache")));
  EXPECT_EQ(pothole.description, Exposure::open);
  EXPECT_EQ(pothole.photos, Exposure::reviewed) << "reviewed unless said";
  ASSERT_EQ(pothole.questions.size(), 1U);
  EXPECT_TRUE(pothole.questions[0].required);
  EXPECT_EQ(in_language(pothole.questions[0].choices[1].name, "es", "en"), "Carril bici");
  EXPECT_EQ(in_language(pothole.questions[0].choices[0].name, "es", "en"), "Driving lane");
  EXPECT_EQ(city.group("streets")->name.at("en"), "Streets and sidewalks");
  EXPECT_EQ(city.sites[0].point, (geo::Point{40.71, -74.01}));
  EXPECT_EQ(city.sites[0].hours_calendar, "office");
  EXPECT_THAT(pack_texts(folder.path()).at("es"), Contains(Pair("sla.POTHOLE.words", "En 3 días")));
  EXPECT_THAT(pack_calendars(folder.path()), ElementsAre("office"));
}

TEST(Pack, NamesRolesAndWhatTheyMayDo) {
  PackFolder folder;
  folder.write("roles.toml", R"([[role]]
code = "dispatcher"
name = { en = "Dispatcher", es = "Despachador" }
permissions = ["read_case:AGENCY", "find_place"]
)");
  EXPECT_THAT(faults_of(folder), IsEmpty());
  const Snapshot city = snapshot_of(read_pack(folder.path()).value());
  ASSERT_NE(city.role("dispatcher"), nullptr);
  EXPECT_EQ(city.role("dispatcher")->name.at("es"), "Despachador");
  EXPECT_THAT(permissions_of(city, "dispatcher", "DSW", ""), ElementsAre("read_case:DSW", "find_place"));
  EXPECT_THAT(permissions_of(city, "dispatcher", "", ""), ElementsAre("find_place")) << "within no agency nothing of an agency";
  EXPECT_THAT(permissions_of(city, "mayor", "DSW", ""), IsEmpty());
}

TEST(Pack, NamesTheFaultsOfRolesWithFileAndLine) {
  PackFolder folder;
  folder.write("roles.toml", R"([[role]]
code = "dispatcher"
name = { es = "Despachador", fr = "Répartiteur" }
permissions = ["read_case:DSW", "Read", "find_place", "find_place"]
[[role]]
code = "dispatcher"
name = { en = "Again" }
permissions = []
may = 1
)");
  const auto faults = faults_of(folder);
  const std::string other = "a verb as \"read_case\", or one within the grant's agency or unit: \"read_case:AGENCY\", \"review_sla:UNIT\"";
  EXPECT_THAT(faults, Contains("roles.toml:3: The city does not have the language \"fr\". (a language of city.toml)"));
  EXPECT_THAT(faults, Contains("roles.toml:3: The name in the city's own language is missing. (name = { en = \"…\" })"));
  EXPECT_THAT(faults, Contains("roles.toml:4: \"read_case:DSW\" cannot be a permission. (" + other + ")"));
  EXPECT_THAT(faults, Contains("roles.toml:4: \"Read\" cannot be a permission. (" + other + ")"));
  EXPECT_THAT(faults, Contains("roles.toml:4: \"find_place\" is there twice. (each permission once)"));
  EXPECT_THAT(faults, Contains(HasSubstr("roles.toml:6: There is a role \"dispatcher\" already.")));
  EXPECT_THAT(faults, Contains(HasSubstr("roles.toml:5: The role may do nothing.")));
  EXPECT_THAT(faults, Contains(HasSubstr("roles.toml:9: ")));
  EXPECT_EQ(faults.size(), 8U);
}

TEST(Pack, GrantsWhatTheCityHasAndWithinWhatARoleAsksFor) {
  PackFolder folder;
  folder.write("roles.toml", R"([[role]]
code = "dispatcher"
name = { en = "Dispatcher" }
permissions = ["read_case:AGENCY"]
[[role]]
code = "reviewer"
name = { en = "Reviewer" }
permissions = ["review_sla:UNIT"]
)");
  const Snapshot city = snapshot_of(read_pack(folder.path()).value());
  EXPECT_TRUE(check_grant(city, "dispatcher", "DSW", ""));
  EXPECT_TRUE(check_grant(city, "dispatcher", "DSW", "north"));
  EXPECT_TRUE(check_grant(city, "reviewer", "", "technology"));
  const auto refused = [&](const char* role, const char* agency, const char* unit) {
    const auto checked = check_grant(city, role, agency, unit);
    return checked ? "" : checked.error().faults.front().field + ": " + checked.error().faults.front().accepted;
  };
  EXPECT_EQ(refused("mayor", "", ""), "role: dispatcher, reviewer");
  EXPECT_EQ(refused("dispatcher", "", ""), "agency: DPT, DSW");
  EXPECT_EQ(refused("dispatcher", "NONE", ""), "agency: DPT, DSW");
  EXPECT_THAT(refused("reviewer", "", ""), HasSubstr("unit: "));
  EXPECT_THAT(refused("dispatcher", "DSW", "two words"), HasSubstr("unit: 1 to 60"));
}

TEST(Pack, PlacesPointsByTheSetInForce) {
  const PackFolder folder;
  const Snapshot city = snapshot_of(read_pack(folder.path()).value());
  const auto day = std::chrono::sys_days(std::chrono::year(2026) / 3 / 3);
  const auto placed = city.place({40.71, -73.99}, day);
  ASSERT_EQ(placed.size(), 1U);
  EXPECT_EQ(placed[0].set, "council");
  EXPECT_EQ(placed[0].area, "2");
  EXPECT_FALSE(placed[0].flagged);
  EXPECT_TRUE(city.place({40.71, -73.97985}, day).at(0).flagged) << "some metres outside";
  EXPECT_THAT(city.place({40.71, -73.99}, std::chrono::sys_days(std::chrono::year(2022) / 12 / 31)), IsEmpty())
      << "before the set is in force";
  EXPECT_TRUE(city.inside_city({40.71, -74.01}));
  EXPECT_FALSE(city.inside_city({40.80, -74.01}));
  EXPECT_EQ(city.area("council", "1")->name, "West");
  EXPECT_EQ(city.area("council", "9"), nullptr);
}

TEST(Pack, ANewDrawingOfASetPlacesFromItsDayOn) {
  PackFolder folder;
  folder.change("districts.toml", "[[set]]", R"([[set]]
code = "council"
name = "Council district"
file = "districts/council2027.geojson"
code_property = "id"
effective = 2027-01-01

[[set]])");
  folder.write("districts/council2027.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"7"},
    "geometry":{"type":"Polygon","coordinates":[[[-74.02,40.70],[-73.98,40.70],[-73.98,40.72],[-74.02,40.72],[-74.02,40.70]]]}}]})");
  ASSERT_THAT(faults_of(folder), IsEmpty());
  const Snapshot city = snapshot_of(read_pack(folder.path()).value());
  EXPECT_EQ(city.place({40.71, -73.99}, std::chrono::sys_days(std::chrono::year(2026) / 12 / 31)).at(0).area, "2");
  EXPECT_EQ(city.place({40.71, -73.99}, std::chrono::sys_days(std::chrono::year(2027) / 1 / 1)).at(0).area, "7");
  EXPECT_NE(city.area("council", "2"), nullptr) << "cases that it placed still know it";
}

struct Spoilt {
  const char *file, *before, *now, *told;
};

// One slip in each kind of file: the place, the reason and what would be accepted are told.
TEST(Pack, TellsEachFaultWithPlaceReasonAndWhatWouldBeAccepted) {
  const Spoilt slips[] = {
      {"city.toml", "zone =", "zon =", "city.toml:5: \"zon\" is not known here. (perhaps \"zone\")"},
      {"city.toml", "code = \"harborview\"", "", "city.toml:1: \"code\" is missing. (code = \"…\")"},
      {"city.toml", "harborview\"", "harbor view\"", "city.toml:2: \"harbor view\" cannot be a code. (1 to 60 of A-Z a-z 0-9 _ . -)"},
      {"city.toml", "\"es\"]", "\"xx\"]", "city.toml:6: No language is called \"xx\". (a BCP 47 tag, as \"es\" or \"zh-Hant\")"},
      {"city.toml", "boundary = \"council\"", "boundary = \"counsil\"",
       "city.toml:9: There is no district set \"counsil\". (perhaps \"council\")"},
      {"city.toml", "#06323B", "red; }", "city.toml:12: \"red; }\" is no colour. (#rrggbb)"},
      {"city.toml", "brand-deep", "brand-depe", "city.toml:12: \"brand-depe\" is not known here. (perhaps \"brand-deep\")"},
      {"agencies.csv", "DPT,Parks and Trees,,,", "DSW,Parks and Trees,,,",
       "agencies.csv:3: There is a agency \"DSW\" already. (another code)"},
      {"agencies.csv", "phone,", "phon,", "agencies.csv:1: There is no column \"phon\" in this file. (perhaps \"phone\")"},
      {"agencies.csv", "DPT,Parks and Trees,,,", "DPT,Parks", "agencies.csv:3: The row has 2 fields, the head has 5. (5 fields)"},
      {"agencies.csv", "DPT,Parks and Trees,", "DPT,,", "agencies.csv:3: The agency has no name. (a name)"},
      {"agencies.csv", "https://", "javascript:", "agencies.csv:2: \"javascript:harborview.example/dsw\" is no web address. (https://…)"},
      {"agencies.csv", "Parks and Trees", "Parks \xff", "agencies.csv:3: The row is not in UTF-8. (UTF-8 without NUL)"},
      {"services.toml", "agency = \"DSW\"", "agency = \"DWS\"", "services.toml:9: There is no agency \"DWS\". (perhaps \"DSW\")"},
      {"services.toml", "group = \"streets\"", "group = \"street\"",
       "services.toml:10: There is no service group \"street\". (perhaps \"streets\")"},
      {"services.toml", "description = \"public\"", "description = \"open\"",
       "services.toml:11: \"open\" is no description. (one of public, reviewed, private)"},
      {"services.toml", "danger_words", "dangerwords", "services.toml:13: \"dangerwords\" is not known here. (perhaps \"danger_words\")"},
      {"services.toml", "required = true", "required = \"yes\"",
       "services.toml:19: \"required\" is neither true nor false. (true or false, without quotes)"},
      {"services.toml", "datatype = \"singlevaluelist\"", "datatype = \"text\"",
       "services.toml:20: Only a list has answers to choose from. (datatype = \"singlevaluelist\" or \"multivaluelist\")"},
      {"services.toml", "key = \"bike\"", "key = \"lane\"", "services.toml:20: The key \"lane\" is there twice. (each key once)"},
      {"services.toml", "\"TREE\"", "\"POTHOLE\"", "services.toml:23: There is a service \"POTHOLE\" already. (another code)"},
      {"services.toml", "[[service]]", "[[service]", "services.toml:5: This is not TOML"},
      {"districts.toml", "districts/council", "districts/counsil",
       "districts.toml:4: There is no file districts/counsil.geojson. (a file in the folder districts)"},
      {"districts.toml", "districts/council", "../council",
       "districts.toml:4: \"../council.geojson\" is not in the folder districts. (districts/NAME.geojson)"},
      {"districts.toml", "2023-01-01", "\"2023-13-01\"", "districts.toml:7: "},
      {"districts/council.geojson", "\"id\":2", "\"id\":1", "districts/council.geojson: feature 2: "},
      {"sites.csv", "office", "offices", "sites.csv:2: There is no calendar \"offices\". (perhaps \"office\")"},
      {"sites.csv", "40.71", "140.71", "sites.csv:2: \"140.71, -74.01\" is no place. (degrees, as 40.7128 and -74.006; or both empty)"},
      {"texts/es.toml", "service.POTHOLE", "service.POTHOEL",
       "texts/es.toml:1: \"service.POTHOEL.name\" names nothing in this pack. (perhaps \"service.POTHOLE.name\")"},
      {"server.toml", "\"key\"", "\"closed\"", "server.toml:2: \"closed\" is no post. (one of open, key)"},
      {"server.toml", "= 30", "= -1", "server.toml:3: \"posts_per_minute\" is out of range. (0 to 1000000)"},
      {"seal.svg", "<circle", "\n<script", "seal.svg:2: \"<script\" may not stand in a seal. (a picture without script)"},
  };
  for (const auto& slip : slips) {
    PackFolder folder;
    folder.change(slip.file, slip.before, slip.now);
    EXPECT_THAT(faults_of(folder), Contains(HasSubstr(slip.told))) << slip.file << ": " << slip.now;
  }
}

TEST(Pack, ListsAllFaultsAtOnce) {
  PackFolder folder;
  folder.remove("agencies.csv");
  folder.write("service.toml", "");
  folder.write("extra/x.txt", "");
  folder.write("texts/de.toml", "");
  folder.write("texts/en.toml", "\"city.name\" = \"x\"\n");
  folder.write(
      "streets.geojson",
      R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"left_from":"x"},"geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]}}]})");
  folder.write("parks.geojson", "{");
  EXPECT_THAT(
      faults_of(folder),
      AllOf(Contains(HasSubstr("agencies.csv: The file is missing.")),
            Contains(HasSubstr("service.toml: A pack has no such file. (perhaps services.toml)")),
            Contains(HasSubstr("extra/: A pack has no such folder.")),
            Contains(HasSubstr("texts/de.toml: The city does not have the language \"de\".")),
            Contains(HasSubstr("texts/en.toml:1: The city's own language is written where the thing itself is.")),
            Contains(HasSubstr("streets.geojson: feature 1: Its \"left_from\" is no house number.")),
            Contains(HasSubstr("parks.geojson: This is not JSON")), Contains(HasSubstr("services.toml:9: There is no agency \"DSW\"."))));
}

TEST(Pack, AFolderThatIsNoneIsToldSo) {
  const auto pack = read_pack("/nowhere/pack");
  ASSERT_FALSE(pack);
  EXPECT_EQ(pack.error().faults.front().reason, "There is no such folder.");
}

TEST(Pack, TheDemoCityHasNoFault) {
  const auto pack = read_pack(std::filesystem::path(PORTICO_ROOT) / "demo");
  if (!pack) {
    for (const auto& fault : pack.error().faults) ADD_FAILURE() << fault.field << ": " << fault.reason << " (" << fault.accepted << ")";
    return;
  }
  EXPECT_GE(pack->services.size(), 60U);
}

}  // namespace
}  // namespace portico::directory
