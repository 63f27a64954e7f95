// Stories of people who sign in, and of others who would like to, on both databases.
#include "platform/identity/identity.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "platform/crypto/crypto.h"
#include "platform/identity/audit.h"
#include "platform/identity/code.h"
#include "platform/identity/migrations.h"
#include "platform/identity/people.h"
#include "platform/ledger/ledger.h"
#include "platform/ledger/migrations.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"

namespace portico::identity {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Why = NotEntered::Why;

constexpr auto good_password = "four words in a row", here = "192.0.2.7", elsewhere = "198.51.100.9";
const Settings quick{.session = {}, .cost = {.kibibytes = 64, .passes = 1}};

class SigningIn : public store::DatabaseTest {
 protected:
  void SetUp() override {
    std::vector<store::Migration> all;
    for (const auto& module : {store::migrations(), ledger::migrations(), migrations()})
      all.insert(all.end(), module.begin(), module.end());
    open(all);
    identity_ = std::make_unique<Identity>(store(), time_, chance_, quick);
    add("ana.ruiz@city.example");
  }
  void TearDown() override { identity_.reset(); }

  Identity& door() { return *identity_; }
  void restart() { identity_ = std::make_unique<Identity>(store(), time_, chance_, quick); }
  void pass(Millis time) { time_.set(time_.now() + time); }
  Outcome<Person> run(const std::function<Outcome<Person>(store::Tx&)>& command) { return store().run<Person>(command); }
  Person add(const std::string& name, const std::string& password = good_password) {
    const auto person =
        run([&](store::Tx& tx) { return add_person(tx, check_new_person({name, "Ana R.", "Streets"}).value(), time_.now(), "operator"); });
    const std::string encoded = door().hash(password, name).value();
    return run([&](store::Tx& tx) { return set_password(tx, name, encoded, time_.now(), "operator"); }).value();
  }
  Entry sign_in(std::string_view password = good_password, std::string_view from = here) {
    return door().sign_in("Ana.Ruiz@city.example ", password, from, "");
  }
  std::string token() { return sign_in().value().token; }
  // Switches the second factor on for whoever holds the token; gives the secret.
  std::string with_second_factor(const std::string& token, std::vector<std::string>* recovery = nullptr) {
    const std::string secret = door().begin_second_factor(*door().who(token)).value();
    const auto codes = door().confirm_second_factor(*door().who(token), code_at(secret, step_of(time_.now())));
    EXPECT_TRUE(codes);
    if (recovery) *recovery = *codes;
    return secret;
  }
  std::vector<std::string> audited() {
    std::vector<std::string> what;
    store().read([&](store::Reader& reader) {
      for (const auto& row : list_audit(reader, 0, std::nullopt, 100)) what.insert(what.begin(), row.what);
    });
    return what;
  }
  // Whether the bytes stand in any file of the data folder.
  bool on_disk(const std::string& bytes) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(settings().folder)) {
      if (!file.is_regular_file()) continue;
      std::ifstream in(file.path(), std::ios::binary);
      if (std::string(std::istreambuf_iterator<char>(in), {}).contains(bytes)) return true;
    }
    return false;
  }

  StillTime time_{*parse_instant("2026-03-02T12:00:00Z", "")};
  crypto::SystemChance chance_;
  SilentLog log_;
  std::unique_ptr<Identity> identity_;
};
ON_EACH_DATABASE(SigningIn);

TEST_P(SigningIn, LetsInWhoeverKnowsThePasswordAndNobodyElse) {
  const auto entered = sign_in();
  ASSERT_TRUE(entered);
  EXPECT_EQ(entered->who.person.public_name, "Ana R.");
  EXPECT_EQ(entered->token.size(), 43U) << "256 bits";
  const auto who = door().who(entered->token);
  ASSERT_TRUE(who);
  EXPECT_EQ(who->person.name, "ana.ruiz@city.example");
  EXPECT_EQ(sign_in("four words in a ro").error().why, Why::wrong);
  EXPECT_EQ(door().sign_in("nobody@city.example", good_password, here, "").error().why, Why::wrong);
  EXPECT_EQ(door().sign_in("no name\n", good_password, here, "").error().why, Why::wrong);
  EXPECT_FALSE(door().who(""));
  EXPECT_FALSE(door().who("made up"));
  EXPECT_THAT(audited(), ElementsAre("added", "password_set", "signed_in", "wrong_password", "unknown_name", "unknown_name"));
}

TEST_P(SigningIn, EndsWithTheSession) {
  const std::string first = token(), second = token();
  EXPECT_NE(first, second);
  door().sign_out(first);
  EXPECT_FALSE(door().who(first));
  ASSERT_TRUE(door().who(second));
  pass(std::chrono::minutes(29));
  EXPECT_TRUE(door().who(second)) << "used within the half hour";
  store()
      .run<bool>([](store::Tx&) -> Outcome<bool> { return true; }, store::Urgency::background)
      .value();  // behind the note that it was seen
  pass(std::chrono::minutes(29));
  EXPECT_TRUE(door().who(second));
  store().run<bool>([](store::Tx&) -> Outcome<bool> { return true; }, store::Urgency::background).value();
  pass(std::chrono::minutes(30));
  EXPECT_FALSE(door().who(second)) << "left alone for half an hour";
}

TEST_P(SigningIn, EndsAfterTwelveHoursHoweverBusy) {
  const std::string busy = token();
  for (int i = 0; i < 35; ++i) {
    pass(std::chrono::minutes(20));
    ASSERT_TRUE(door().who(busy)) << i;
    store().run<bool>([](store::Tx&) -> Outcome<bool> { return true; }, store::Urgency::background).value();
  }
  pass(std::chrono::minutes(20));
  EXPECT_FALSE(door().who(busy));
}

TEST_P(SigningIn, EndsWhereTheClockIsSetFarBackAndIsOpenAgainAtOnce) {
  const std::string before = token();
  pass(-std::chrono::hours(72));
  EXPECT_FALSE(door().who(before)) << "nobody knows how long it was left alone";
  const std::string after = token();
  EXPECT_TRUE(door().who(after));
  pass(-std::chrono::seconds(5));
  EXPECT_TRUE(door().who(after)) << "a clock that is put right by seconds ends nothing";
}

TEST_P(SigningIn, TakesTheOldSessionAway) {
  const std::string old = token();
  const auto again = door().sign_in("ana.ruiz@city.example", good_password, here, old);
  ASSERT_TRUE(again);
  EXPECT_FALSE(door().who(old));
  EXPECT_TRUE(door().who(again->token));
}

TEST_P(SigningIn, WaitsLongerWithEachWrongPasswordAlsoAfterARestartAndNeverForEver) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in("wrong wrong wrong").error().why, Why::wrong) << i;
  const auto early = sign_in();
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().why, Why::wait) << "the right password too: nobody learns that it is right";
  EXPECT_EQ(early.error().wait, Millis{1'000});
  restart();
  EXPECT_EQ(sign_in("wrong wrong wrong", elsewhere).error().why, Why::wait) << "from anywhere";
  pass(Millis{1'000});
  EXPECT_EQ(sign_in("wrong wrong wrong").error().why, Why::wrong);
  EXPECT_EQ(sign_in().error().wait, Millis{2'000});
  pass(Millis{60'000});
  EXPECT_TRUE(sign_in());
  EXPECT_EQ(sign_in("wrong wrong wrong").error().why, Why::wrong) << "and begins anew";
}

TEST_P(SigningIn, TreatsANameThatNobodyHasAsOneThatSomebodyHas) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(door().sign_in("nobody@city.example", "wrong wrong wrong", here, "").error().why, Why::wrong);
  EXPECT_EQ(door().sign_in("nobody@city.example", "wrong wrong wrong", elsewhere, "").error().why, Why::wait);
  EXPECT_TRUE(sign_in()) << "others go on";
}

TEST_P(SigningIn, SlowsDownWhoeverTriesManyNamesFromOneAddress) {
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(door().sign_in("name-" + std::to_string(i), "wrong wrong wrong", here, "").error().why, Why::wrong);
  EXPECT_EQ(sign_in().error().why, Why::wait);
  EXPECT_TRUE(sign_in(good_password, elsewhere));
}

TEST_P(SigningIn, CountsTriesThatComeAtOnce) {
  std::vector<Why> answers(12, Why::no_step);
  {
    std::vector<std::jthread> guessers;
    for (auto& answer : answers) guessers.emplace_back([&] { answer = sign_in("wrong wrong wrong").error().why; });
  }
  EXPECT_EQ(std::ranges::count(answers, Why::wrong), 5) << "each counts before its password is looked at";
  EXPECT_EQ(std::ranges::count(answers, Why::wait), 7);
}

TEST_P(SigningIn, AsksForTheSecondFactorWhereItIsOnAndTakesEachCodeOnce) {
  const std::string secret = with_second_factor(token());
  pass(std::chrono::minutes(1));
  const auto half = sign_in();
  ASSERT_TRUE(half);
  EXPECT_EQ(half->who.session.stage, Session::Stage::code_wanted);
  EXPECT_FALSE(door().who(half->token)) << "the password alone opens nothing";
  EXPECT_TRUE(door().code_wanted(half->token));
  EXPECT_EQ(door().give_code(half->token, "000000", here).error().why, Why::wrong);
  const std::string code = code_at(secret, step_of(time_.now()));
  const auto whole = door().give_code(half->token, code, here);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->who.session.how, "second_factor");
  EXPECT_NE(whole->token, half->token) << "a new one, now that it opens more";
  EXPECT_TRUE(door().who(whole->token));
  EXPECT_EQ(door().give_code(half->token, code, here).error().why, Why::no_step);
  EXPECT_EQ(door().give_code(sign_in().value().token, code, here).error().why, Why::wrong) << "seen over a shoulder";
}

TEST_P(SigningIn, GuessesAtCodesWaitHoweverOftenThePasswordIsRight) {
  with_second_factor(token());
  pass(std::chrono::minutes(1));
  int tries = 0;
  for (; tries < 20; ++tries) {
    const auto half = sign_in();
    if (!half) break;
    EXPECT_NE(door().give_code(half->token, "000000", here).error().why, Why::no_step);
  }
  EXPECT_LT(tries, 5);
}

TEST_P(SigningIn, AnOfficeWithSecondFactorsBehindOneAddressIsNotSlowedDown) {
  const std::string secret = with_second_factor(token());
  for (int i = 0; i < 25; ++i) {
    pass(Millis{30'000});
    const auto half = sign_in();
    ASSERT_TRUE(half) << i;
    ASSERT_TRUE(door().give_code(half->token, code_at(secret, step_of(time_.now())), here)) << i;
  }
}

TEST_P(SigningIn, ForgetsASignInThatWaitsTooLongForItsCode) {
  const std::string secret = with_second_factor(token());
  const auto half = sign_in();
  pass(std::chrono::minutes(10));
  EXPECT_EQ(door().give_code(half->token, code_at(secret, step_of(time_.now())), here).error().why, Why::no_step);
  EXPECT_EQ(door().give_code("made up", "123456", here).error().why, Why::no_step);
}

TEST_P(SigningIn, TakesARecoveryCodeOnce) {
  std::vector<std::string> codes;
  with_second_factor(token(), &codes);
  const auto whole = door().give_code(sign_in().value().token, " " + codes[3], here);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->who.session.how, "recovery_code");
  EXPECT_EQ(door().recovery_codes_left(whole->who.person), 9);
  EXPECT_EQ(door().give_code(sign_in().value().token, codes[3], here).error().why, Why::wrong);
  EXPECT_TRUE(door().give_code(sign_in().value().token, codes[4], here));
}

TEST_P(SigningIn, IsOverWithANewPasswordAndTheOtherBrowsersAreOut) {
  const std::string mine = token(), other = token();
  const auto who = *door().who(mine);
  EXPECT_FALSE(door().change_password(who, "not my password", "five words in a long row"));
  const auto weak = door().change_password(who, good_password, "short");
  ASSERT_FALSE(weak);
  EXPECT_EQ(weak.error().faults.front().field, "password");
  ASSERT_TRUE(door().change_password(who, good_password, "five words in a long row"));
  EXPECT_TRUE(door().who(mine));
  EXPECT_FALSE(door().who(other));
  EXPECT_EQ(sign_in().error().why, Why::wrong);
  EXPECT_TRUE(sign_in("five words in a long row"));
}

TEST_P(SigningIn, ListsOnesOwnSessionsAndEndsThem) {
  add("ben@city.example");
  const std::string mine = token(), other = token();
  const std::string bens = door().sign_in("ben@city.example", good_password, here, "").value().token;
  const auto who = *door().who(mine);
  EXPECT_EQ(door().sessions_of(who.person).size(), 2U);
  EXPECT_FALSE(door().end_session(who, session_hash(bens))) << "another's";
  EXPECT_TRUE(door().who(bens));
  EXPECT_TRUE(door().end_session(who, session_hash(other)));
  EXPECT_FALSE(door().who(other));
}

TEST_P(SigningIn, IsClosedToTheDisabledWithoutSayingSo) {
  const std::string mine = token();
  ASSERT_TRUE(run([&](store::Tx& tx) { return disable_person(tx, "ana.ruiz@city.example", time_.now(), "person:3"); }));
  EXPECT_FALSE(door().who(mine));
  EXPECT_EQ(sign_in().error().why, Why::wrong);
  EXPECT_FALSE(door().enter_by_oidc("ana.ruiz@city.example", here, ""));
  EXPECT_FALSE(run([&](store::Tx& tx) { return disable_person(tx, "ana.ruiz@city.example", time_.now(), "person:3"); }));
  ASSERT_TRUE(run([&](store::Tx& tx) { return enable_person(tx, "ana.ruiz@city.example", time_.now(), "person:3"); }));
  EXPECT_TRUE(sign_in());
}

TEST_P(SigningIn, ByAnotherHousesWordOpensToWhomIsKnownByThatAddress) {
  const auto entered = door().enter_by_oidc("Ana.Ruiz@City.example", here, "");
  ASSERT_TRUE(entered);
  EXPECT_EQ(door().who(entered->token)->session.how, "oidc");
  EXPECT_FALSE(door().enter_by_oidc("stranger@city.example", here, "")) << "nobody makes an account of their own";
  add("crew-7");
  EXPECT_FALSE(door().enter_by_oidc("crew-7", here, "")) << "no address";
}

TEST_P(SigningIn, ASecondFactorIsResetByOthersAndSwitchedOffByOnesPassword) {
  const std::string mine = token();
  with_second_factor(mine);
  const auto who = *door().who(mine);
  EXPECT_FALSE(door().begin_second_factor(who)) << "on already";
  EXPECT_FALSE(door().drop_second_factor(who, "not my password"));
  ASSERT_TRUE(door().drop_second_factor(who, good_password));
  EXPECT_EQ(sign_in().value().who.session.stage, Session::Stage::whole);
  with_second_factor(token());
  ASSERT_TRUE(run([&](store::Tx& tx) { return reset_second_factor(tx, "ana.ruiz@city.example", time_.now(), "person:3"); }));
  EXPECT_EQ(sign_in().value().who.session.stage, Session::Stage::whole);
  EXPECT_THAT(audited(), Contains("second_factor_reset").Times(2));
}

TEST_P(SigningIn, RaisesTheCostOfAnOldHashWhenThePasswordIsAtHand) {
  const Settings dearer{.session = {}, .cost = {.kibibytes = 128, .passes = 1}};
  identity_ = std::make_unique<Identity>(store(), time_, chance_, dearer);
  ASSERT_TRUE(sign_in());
  EXPECT_TRUE(sign_in());
  const bool raised = dialect() != store::Dialect::sqlite || on_disk("$argon2id$v=19$m=128,");
  EXPECT_TRUE(raised);
}

TEST_P(SigningIn, KeepsNoPasswordTokenSecretOrAddressInTheClear) {
  if (dialect() != store::Dialect::sqlite) GTEST_SKIP() << "looks into the embedded database's files";
  std::vector<std::string> codes;
  const std::string mine = token(), secret = with_second_factor(mine, &codes);
  for (const auto& hidden : {std::string(good_password), mine, secret, codes[0], fold_recovery_code(codes[0]), std::string(here)})
    EXPECT_FALSE(on_disk(hidden)) << hidden;
  EXPECT_TRUE(on_disk("ana.ruiz@city.example")) << "or this looks in the wrong place";
}

TEST_P(SigningIn, TellsTheLedgerByNumberAlone) {
  ledger::Ledger ledger(store(), {.folder = settings().folder}, time_, chance_, log_);
  with_second_factor(token());
  static_cast<void>(sign_in("wrong wrong wrong"));
  ASSERT_TRUE(
      run([&](store::Tx& tx) { return grant_person(tx, "ana.ruiz@city.example", {"dispatcher", "DSW", ""}, time_.now(), "operator"); }));
  EXPECT_FALSE(
      run([&](store::Tx& tx) { return grant_person(tx, "ana.ruiz@city.example", {"dispatcher", "DSW", ""}, time_.now(), "operator"); }));
  const auto revoked =
      run([&](store::Tx& tx) { return revoke_person(tx, "ana.ruiz@city.example", {"dispatcher", "DSW", ""}, time_.now(), "operator"); });
  ASSERT_TRUE(revoked);
  EXPECT_TRUE(revoked->grants.empty());
  ledger.seal_now();
  std::vector<std::string> types;
  store().read([&](store::Reader& reader) {
    for (const auto& event : ledger::events_of(reader, "person:1")) {
      types.push_back(event.type);
      EXPECT_THAT(event.payload + event.actor, Not(HasSubstr("na"))) << event.payload;
    }
  });
  EXPECT_THAT(types, ElementsAre("PersonAdded/1", "PasswordSet/1", "SignedIn/1", "SecondFactorSwitchedOn/1", "SignInRefused/1",
                                 "PersonGranted/1", "PersonRevoked/1"));
}

TEST_P(SigningIn, ForgetsOldAuditRows) {
  pass(std::chrono::days(200));
  static_cast<void>(sign_in());
  EXPECT_EQ(audited().size(), 3U);
  pass(std::chrono::days(201));
  static_cast<void>(sign_in());
  EXPECT_THAT(audited(), ElementsAre("signed_in", "signed_in")) << "those of the first day are over 400 days old";
}

TEST_P(SigningIn, NamesEachFaultOfAPersonByItsField) {
  const auto refused = check_new_person({"x", "", "two\nlines"});
  ASSERT_FALSE(refused);
  std::vector<std::string> fields;
  for (const auto& fault : refused.error().faults) fields.push_back(fault.field);
  EXPECT_THAT(fields, ElementsAre("name", "public_name", "department"));
  const auto twice = run([&](store::Tx& tx) {
    return add_person(tx, check_new_person({"ANA.ruiz@city.example", "A", "B"}).value(), time_.now(), "operator");
  });
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().kind, Refused::conflict);
  EXPECT_FALSE(run([&](store::Tx& tx) { return enable_person(tx, "nobody", time_.now(), "operator"); }));
}

}  // namespace
}  // namespace portico::identity
