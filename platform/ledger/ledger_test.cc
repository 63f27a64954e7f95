#include "platform/ledger/ledger.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/text.h"
#include "platform/ledger/heads.h"
#include "platform/ledger/merkle.h"
#include "platform/ledger/testing_story.h"

namespace portico::ledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

Hash hash_of(const std::string& bytes) {
  Hash hash;
  std::ranges::copy(bytes, hash.begin());
  return hash;
}

std::vector<Hash> hashes_of(const std::vector<std::string>& proof) {
  std::vector<Hash> hashes;
  for (const auto& bytes : proof) hashes.push_back(hash_of(bytes));
  return hashes;
}

class LedgerIs : public LedgerStory {};
ON_EACH_DATABASE(LedgerIs);

TEST_P(LedgerIs, InTheOrderInWhichThingsHappenedWithoutGaps) {
  happened(told("case:1", 1));
  happened(told("case:2", 1));
  EXPECT_FALSE(store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
    append(tx, told("case:3", 1));
    return refuse(Refused::conflict, "case", "another was faster");
  }));
  happened(told("case:1", 2, "MessageSent/1", R"({"text":"é"})"));
  ledger().seal_now();

  const auto all = events();
  ASSERT_EQ(all.size(), 3u);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].position, static_cast<std::int64_t>(i) + 1);
  EXPECT_EQ(all[2].subject, "case:1");
  EXPECT_EQ(all[2].actor, "open311");
  EXPECT_EQ(all[2].type, "MessageSent/1");
  EXPECT_EQ(all[2].payload, R"({"text":"é"})");
  store().read([&](store::Reader& reader) {
    const auto of_one = events_of(reader, "case:1");
    ASSERT_EQ(of_one.size(), 2u);
    EXPECT_EQ(of_one[0].version, 1);
    EXPECT_EQ(of_one[1].version, 2);
    EXPECT_EQ(events_after(reader, 1, 1).at(0).subject, "case:2");
    EXPECT_EQ(last_position(reader), 3);
  });
}

TEST_P(LedgerIs, NeverGoingBackInTime) {
  const Instant nine = time_.now();
  happened(told("case:1", 1));
  time_.set(nine - Millis{5000});  // the machine's clock was set back
  happened(told("case:2", 1));
  ledger().seal_now();
  time_.set(nine - Millis{4000});
  happened(told("case:3", 1));
  ledger().seal_now();
  for (const auto& event : events()) EXPECT_EQ(event.at, nine);
  EXPECT_EQ(ledger().newest_head()->at, nine);
}

TEST_P(LedgerIs, StrictAboutWhatItIsTold) {
  const auto tell = [&](const NewEvent& event) {
    return store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      append(tx, event);
      return true;
    });
  };
  EXPECT_THROW(tell(told("", 1)), std::logic_error);
  EXPECT_THROW(tell(told("case:1", 0)), std::logic_error);
  EXPECT_THROW(tell(told("case:1", 1, "CaseOpened/1", R"({},"position":9)")), std::logic_error);
  ledger().seal_now();
  EXPECT_TRUE(events().empty());
  EXPECT_FALSE(ledger().newest_head());
}

TEST(Leaf, IsTheCanonicalTextOfTheEvent) {
  Event event{{from_millis(1'772'442'000'123), "staff:17", "case:4711", 2, "CaseClosed/1", R"({"outcome":"done"})"}, 9};
  EXPECT_EQ(
      leaf_bytes(event),
      R"({"actor":"staff:17","at":1772442000123,"payload":{"outcome":"done"},"position":9,"subject":"case:4711","type":"CaseClosed/1","version":2})");
}

TEST_P(LedgerIs, SealedUnderHeadsThatAnybodyCanCheck) {
  happened_often(700);
  ledger().seal_now();
  happened(told("case:1", 2));
  ledger().seal_now();
  ledger().seal_now();  // nothing new: no head

  const auto heads = read_heads(heads_file()).value();
  ASSERT_EQ(heads.size(), 2u);
  EXPECT_EQ(heads[0].size, 700);
  EXPECT_EQ(heads[1], *ledger().newest_head());
  const auto key = from_hex(trim(read_file(settings().folder / "ledger.pub"))).value();
  EXPECT_EQ(heads[1].key, hex(crypto::view(crypto::sha256(key))).substr(0, 16));
  const std::string text = "portico-head\n701\n" + hex(heads[1].root) + "\n" + std::to_string(to_millis(heads[1].at)) + "\n";
  EXPECT_TRUE(crypto::verify_signature(key, text, heads[1].signature));

  Edge tree;
  for (const auto& event : events()) tree.append(leaf_hash(leaf_bytes(event)));
  EXPECT_EQ(crypto::view(tree.root()), heads[1].root);
}

TEST_P(LedgerIs, SignedByAKeyThatNobodyElseMayRead) {
  happened(told("case:1", 1));
  ledger().seal_now();
  const auto path = settings().folder / "ledger.key";
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  const auto key = ledger().newest_head()->key;

  close_all();
  open_all();
  happened(told("case:2", 1));
  ledger().seal_now();
  EXPECT_EQ(ledger().newest_head()->key, key);
  EXPECT_EQ(ledger().newest_head()->size, 2);

  close_all();
  fs::permissions(path, fs::perms::others_read, fs::perm_options::add);
  open_all();
  happened(told("case:3", 1));
  EXPECT_THROW(ledger().seal_now(), std::runtime_error);
}

TEST_P(LedgerIs, SealedByItselfSoonAfter) {
  ledger().start();
  happened_often(300);
  EXPECT_TRUE(becomes([&] { return ledger().newest_head().value_or(Head{}).size == 300; }));
  happened(told("case:1", 2));
  ledger().stop();  // and what is left, at the end
  EXPECT_EQ(ledger().newest_head()->size, 301);
  EXPECT_EQ(ledger().sealer().behind, 0);
  EXPECT_TRUE(verify(store(), settings().folder, {}).findings.empty());
}

TEST_P(LedgerIs, SealedAfterARestartWhereACrashCameBefore) {
  happened_often(10);
  close_all();  // nothing was sealed
  open_all();
  ledger().start();
  EXPECT_TRUE(becomes([&] { return ledger().newest_head().value_or(Head{}).size == 10; }));
  EXPECT_EQ(ledger().sealer().stopped, "");
}

TEST_P(LedgerIs, WholeAgainWhereACrashTookTheLastLineOfTheFile) {
  for (int i = 1; i <= 3; ++i) {
    happened(told("case:" + std::to_string(i), 1));
    ledger().seal_now();
  }
  const std::string before = read_file(heads_file());
  for (const std::size_t kept : {before.size() - 1, before.size() - 200, before.size() / 3, std::size_t{10}, std::size_t{0}}) {
    close_all();
    fs::resize_file(heads_file(), kept);
    open_all();
    EXPECT_TRUE(verify(store(), settings().folder, {}).findings.empty()) << kept;
    ledger().seal_now();
    EXPECT_EQ(read_file(heads_file()), before) << kept;
  }
}

TEST_P(LedgerIs, WholeAgainWhereACutOfThePowerLeftHolesInTheFile) {
  for (int i = 1; i <= 8; ++i) {
    happened(told("case:" + std::to_string(i), 1));
    ledger().seal_now();
  }
  const std::string before = read_file(heads_file());
  for (const std::size_t hole : {std::size_t{0}, std::size_t{512}, std::size_t{1024}}) {  // a sector; the lines behind it arrived
    close_all();
    std::string torn = before;
    torn.replace(hole, 512, 512, '\0');
    std::ofstream(heads_file(), std::ios::binary | std::ios::trunc) << torn;
    open_all();
    EXPECT_TRUE(verify(store(), settings().folder, {}).findings.empty()) << hole;
    ledger().seal_now();
    EXPECT_EQ(read_file(heads_file()), before) << hole;
  }
}

TEST_P(LedgerIs, SaidToFailWhereItsFileIsNotItsOwn) {
  std::ofstream(heads_file()) << "something else\n";
  happened(told("case:1", 1));
  ledger().start();
  EXPECT_TRUE(becomes([&] { return !ledger().sealer().stopped.empty(); }));
  EXPECT_THAT(ledger().sealer().stopped, HasSubstr("heads.jsonl"));
  EXPECT_TRUE(log_.heard("the ledger cannot be sealed"));
  fs::remove(heads_file());
  EXPECT_TRUE(becomes([&] { return ledger().sealer().stopped.empty(); }));
  EXPECT_EQ(read_heads(heads_file())->size(), 1u);
}

TEST_P(LedgerIs, ProvenEventByEvent) {
  happened_often(600);
  ledger().seal_now();
  happened_often(700);
  ledger().seal_now();
  const auto all = events();
  const auto heads = read_heads(heads_file()).value();
  store().read([&](store::Reader& reader) {
    for (const auto& head : heads)
      for (const std::int64_t position : {std::int64_t{1}, std::int64_t{257}, std::int64_t{512}, head.size}) {
        const auto proof = prove_inclusion(reader, position, head.size);
        ASSERT_TRUE(proof);
        const auto leaf = leaf_hash(leaf_bytes(all[static_cast<std::size_t>(position) - 1]));
        EXPECT_TRUE(verify_inclusion(leaf, position - 1, head.size, hashes_of(*proof), hash_of(head.root)));
      }
    const auto grown = prove_consistency(reader, heads[0].size, heads[1].size);
    ASSERT_TRUE(grown);
    EXPECT_TRUE(verify_consistency(600, hash_of(heads[0].root), 1300, hash_of(heads[1].root), hashes_of(*grown)));

    EXPECT_EQ(prove_inclusion(reader, 1, 1301).error().kind, Refused::not_found);
    EXPECT_EQ(prove_inclusion(reader, 601, 600).error().kind, Refused::not_found);
    EXPECT_EQ(prove_inclusion(reader, 0, 600).error().kind, Refused::not_found);
    EXPECT_EQ(prove_consistency(reader, 700, 600).error().kind, Refused::invalid);
    EXPECT_EQ(prove_consistency(reader, 1, 1301).error().faults[0].accepted, "1 to 1300");
  });
}

TEST(HeadLine, IsReadBackAsItWasWritten) {
  const auto key = crypto::SigningKey::from_seed(std::string(32, 'k'));
  const Head head = sign_head(key, 4711, leaf_hash("x"), from_millis(1'772'442'000'123));
  const auto line = to_line(head);
  EXPECT_EQ(parse_head(line, "kept.jsonl:1"), head);
  EXPECT_EQ(parse_head(line + "\r\n", "kept.jsonl:1"), head);
  for (const std::string& bad : {std::string(), std::string("{}"), line.substr(1), line + "}", line.substr(0, line.size() - 3) + "x}"}) {
    const auto refused = parse_head(bad, "kept.jsonl:7");
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().faults[0].field, "kept.jsonl:7");
  }
  EXPECT_TRUE(signature_fits(head, key.public_key()));
  Head other = head;
  other.size = 4712;
  EXPECT_FALSE(signature_fits(other, key.public_key()));
  EXPECT_EQ(read_heads("/nowhere/heads.jsonl").error().kind, Refused::not_found);
}

}  // namespace
}  // namespace portico::ledger
