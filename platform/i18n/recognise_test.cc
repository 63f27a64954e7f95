// Which language people write in: as it stands in short mails, of those that a city speaks.
#include "platform/i18n/recognise.h"

#include <gtest/gtest.h>

namespace portico::i18n {
namespace {

const std::vector<std::string> all{"en", "es", "zh", "ru", "bn", "ht", "ko", "ar", "ur", "fr", "pl"};

TEST(Recognise, KnowsEachOfTheElevenByASentence) {
  const std::pair<const char*, const char*> said[] = {{"en", "The street light in front of our house has been out for two weeks."},
                                                      {"es", "Hay un bache grande frente a la escuela y los niños se caen."},
                                                      {"zh", "我们家门前的路灯已经坏了两个星期，请派人来修理。"},
                                                      {"ru", "На нашей улице уже две недели не горит фонарь."},
                                                      {"bn", "আমাদের রাস্তার বাতি দুই সপ্তাহ ধরে জ্বলছে না।"},
                                                      {"ht", "Gen yon gwo twou nan lari a devan lekòl la, tanpri ranje li."},
                                                      {"ko", "우리 집 앞 가로등이 이 주 동안 꺼져 있습니다."},
                                                      {"ar", "مصباح الشارع أمام منزلنا لا يعمل منذ أسبوعين."},
                                                      {"ur", "ہمارے گھر کے سامنے سڑک کی بتی دو ہفتے سے خراب ہے۔"},
                                                      {"fr", "Le lampadaire devant notre maison est éteint depuis deux semaines."},
                                                      {"zh", "路上有一个洞"},
                                                      {"pl", "Latarnia przed naszym domem nie świeci od dwóch tygodni."}};
  for (const auto& [language, words] : said) EXPECT_EQ(recognise(words, all), language) << words;
}

TEST(Recognise, SaysNothingOfWhatIsNotClear) {
  for (const char* words : {"", "ok", "Hello", "118 Quay Street", "12345 67890", "https://town.example/requests/2345-678X",
                            "ana.maria.lopez.de.la.calle@example.org", "\xff\xfe\x00", "Straßenlaterne"})
    EXPECT_EQ(recognise(words, all), "") << words;
}

TEST(Recognise, ChoosesAmongTheLanguagesThatAreAskedForAlone) {
  const std::vector<std::string> city{"en", "zh-Hant", "es-MX"};
  EXPECT_EQ(recognise("Latarnia przed naszym domem nie świeci od dwóch tygodni.", city), "");
  EXPECT_EQ(recognise("Hay un bache grande frente a la escuela y los niños se caen.", city), "es-MX");
  EXPECT_EQ(recognise("我们家门前的路灯已经坏了两个星期，请派人来修理。", city), "zh-Hant") << "the nearest that it speaks";
  EXPECT_EQ(recognise("Hay un bache grande frente a la escuela.", {}), "");
}

TEST(Recognise, TakesWhateverBytesComeAndALongText) {
  std::string noise;
  for (unsigned i = 0; i < 100'000; ++i) noise += static_cast<char>(i * 7919U % 251U);
  EXPECT_EQ(recognise(noise, all), "");
  std::string book;
  while (book.size() < 100'000) book += "Le lampadaire devant notre maison est éteint depuis deux semaines. ";
  EXPECT_EQ(recognise(book, all), "fr");
}

}  // namespace
}  // namespace portico::i18n
