#include "platform/notify/templates.h"

#include <gmock/gmock.h>

#include "platform/notify/testing_town.h"

namespace portico::notify {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TheShelf : public Town {
 protected:
  std::string subject(std::string_view service, std::string_view language) {
    templates->refresh();
    const Ready* found = templates->now()->find("status", service, language, "en");
    return found ? found->source + ": " + found->from.subject + " (" + found->from.language + ")" : "none";
  }
  Outcome<std::int64_t> save(const Template& wanted) {
    return store().run<std::int64_t>([&](store::Tx& tx) { return save_template(tx, templates->kinds(), wanted, "person:17", time.now()); });
  }
  Outcome<int> load(const std::vector<Template>& wanted) {
    return store().run<int>([&](store::Tx& tx) { return load_templates(tx, templates->kinds(), wanted, time.now()); });
  }
  static Template for_service(Template one, std::string service) {
    one.service = std::move(service);
    return one;
  }
};
ON_EACH_DATABASE(TheShelf);

TEST_P(TheShelf, GivesTheAdministratorsWordsThenThePacksThenTheProgrammes) {
  EXPECT_EQ(subject("LAMP", "es"), "program: Noticias de {number} (es)");
  EXPECT_EQ(*load({words("status", "es", "Del paquete", "x"), for_service(words("status", "es", "Farola", "x"), "LAMP")}), 2);
  EXPECT_EQ(subject("", "es"), "pack: Del paquete (es)");
  EXPECT_EQ(subject("LAMP", "es"), "pack: Farola (es)");
  EXPECT_EQ(*save(words("status", "es", "De la oficina", "x")), 1);
  EXPECT_EQ(*save(words("status", "es", "De la oficina otra vez", "x")), 2);
  EXPECT_EQ(subject("", "es"), "office: De la oficina otra vez (es)");
  EXPECT_EQ(subject("LAMP", "es"), "pack: Farola (es)") << "what is said of one service is nearer";
  const auto withdrawn =
      store().run<std::int64_t>([&](store::Tx& tx) { return withdraw_template(tx, "status", "", "es", "person:17", time.now()); });
  EXPECT_EQ(*withdrawn, 3);
  EXPECT_EQ(subject("", "es"), "pack: Del paquete (es)");
  EXPECT_FALSE(
      store().run<std::int64_t>([&](store::Tx& tx) { return withdraw_template(tx, "status", "", "es", "person:17", time.now()); }));
  const auto all = read([](store::Reader& reader) { return versions(reader, "status", "", "es"); });
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_EQ(all[0].version, 3);
  EXPECT_TRUE(all[0].withdrawn);
  EXPECT_EQ(all[1].subject, "De la oficina otra vez");
  EXPECT_EQ(all[1].saved_by, "person:17");
  EXPECT_EQ(all[3].source, "pack");
}

TEST_P(TheShelf, FallsBackFromServiceToLanguageToTheFirstLanguage) {
  ASSERT_TRUE(load({for_service(words("status", "en", "Lamp", "x"), "LAMP")}));
  EXPECT_EQ(subject("LAMP", "en"), "pack: Lamp (en)");
  EXPECT_EQ(subject("LAMP", "es"), "program: Noticias de {number} (es)");
  EXPECT_EQ(subject("LAMP", "ko"), "pack: Lamp (en)");
  EXPECT_EQ(subject("POTHOLE", "ko"), "program: News of {number} (en)");
  EXPECT_EQ(templates->now()->find("nothing", "", "en", "en"), nullptr);
}

TEST_P(TheShelf, TakesThePackAsItIsEachTime) {
  const Template one = words("status", "fr", "Du paquet", "x");
  EXPECT_EQ(*load({one}), 1);
  EXPECT_EQ(*load({one}), 0) << "as it was";
  EXPECT_EQ(*load({}), 1);
  EXPECT_EQ(subject("", "fr"), "program: News of {number} (en)");
  EXPECT_EQ(*load({}), 0);
  EXPECT_EQ(*load({one}), 1) << "back again";
  EXPECT_EQ(subject("", "fr"), "pack: Du paquet (fr)");
}

TEST_P(TheShelf, RefusesWhatDoesNotHold) {
  EXPECT_FALSE(save(words("status", "en", "x", "{nothing}")));
  const auto twice = load({words("status", "fr", "x", "y"), words("status", "fr", "z", "y")});
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().faults.at(0).reason, "There are two templates for this.");
  EXPECT_EQ(subject("", "fr"), "program: News of {number} (en)");
  EXPECT_THAT(templates->now()->faults(), IsEmpty());
}

}  // namespace
}  // namespace portico::notify
