#include "city/directory/find_services.h"

#include <gmock/gmock.h>

namespace portico::directory {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Service service(std::string code, std::string english, std::string spanish, std::vector<std::string> keywords) {
  Service made;
  made.code = std::move(code);
  made.name = {{"en", std::move(english)}, {"es", std::move(spanish)}};
  made.keywords = std::move(keywords);
  return made;
}

class FindingAService : public testing::Test {
 protected:
  FindingAService() {
    city.city.languages = {"en", "es"};
    city.services = {service("GRAFFITI", "Graffiti", "Grafiti", {"paint", "wall"}),
                     service("LIGHT", "Street light out", "Farola apagada", {"lamp", "dark"}),
                     service("POTHOLE", "Pothole", "Bache en la calle", {"hole", "road", "street"}),
                     service("RAT", "Rats", "Ratas y ratones, año tras año", {"rodent"})};
    city.services.push_back(service("HORSE", "Horse in the road", "Caballo", {}));
    city.services.back().retired = true;
    city.prepare();
  }
  std::vector<std::string> find(std::string_view text, std::string_view language = "en") const {
    std::vector<std::string> codes;
    for (const auto* each : find_services(city, language, text, 10)) codes.push_back(each->code);
    return codes;
  }
  Snapshot city;
};

TEST_F(FindingAService, GoesByItsNameItsKeywordsAndTheBeginningsOfWords) {
  EXPECT_THAT(find("pothole"), ElementsAre("POTHOLE"));
  EXPECT_THAT(find("POTH"), ElementsAre("POTHOLE"));
  EXPECT_THAT(find("potholes"), ElementsAre("POTHOLE"));
  EXPECT_THAT(find("dark street"), ElementsAre("LIGHT"));
  EXPECT_THAT(find("street"), ElementsAre("LIGHT", "POTHOLE"));  // a name counts for more than a keyword
  EXPECT_THAT(find("there is a hole in the road"), ElementsAre("POTHOLE"));
  EXPECT_THAT(find("horse"), IsEmpty());  // no longer offered
}

TEST_F(FindingAService, ForgivesMistakes) {
  for (const char* misspelt : {"pothle", "pohtole", "pothhole", "potjole"}) EXPECT_THAT(find(misspelt), ElementsAre("POTHOLE")) << misspelt;
  EXPECT_THAT(find("grafitti"), ElementsAre("GRAFFITI"));
  EXPECT_THAT(find("graphity"), IsEmpty());
  EXPECT_THAT(find("cat"), IsEmpty());  // a short word is not guessed at
}

TEST_F(FindingAService, IsInTheReadersLanguageAndInTheCitysOwn) {
  EXPECT_THAT(find("bache", "es"), ElementsAre("POTHOLE"));
  EXPECT_THAT(find("pothole", "es"), ElementsAre("POTHOLE"));
  EXPECT_THAT(find("bache", "en"), IsEmpty());
  EXPECT_THAT(find("ano", "es"), ElementsAre("RAT"));
  EXPECT_THAT(find("AÑO", "es"), ElementsAre("RAT"));
}

TEST_F(FindingAService, TakesWhateverIsTyped) {
  EXPECT_THAT(find(""), IsEmpty());
  EXPECT_THAT(find(" ,;! "), IsEmpty());
  EXPECT_THAT(find(std::string(100'000, 'x')), IsEmpty());
  EXPECT_THAT(find("\xc3"), IsEmpty());
  EXPECT_THAT(find("the"), IsEmpty());
}

}  // namespace
}  // namespace portico::directory
