// For tests of reviewing: a small city on a fresh database of each kind, whose promises two offices review. Never linked into the program.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "city/directory/load.h"
#include "city/directory/migrations.h"
#include "city/directory/pack.h"
#include "city/directory/plan.h"
#include "city/directory/testing.h"
#include "city/standards/load.h"
#include "city/standards/migrations.h"
#include "city/standards/plan.h"
#include "city/standards/promises.h"
#include "city/standards/review.h"
#include "city/standards/tables_review.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/ledger.h"
#include "platform/ledger/migrations.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"

namespace portico::standards {

// Harborview has a pothole service of DSW with a promise from its pack, and a draft TREE of DPT without one.
class ReviewStory : public store::DatabaseTest {
 protected:
  void SetUp() override {
    std::vector<store::Migration> all;
    for (const auto part : {store::migrations(), ledger::migrations(), directory::migrations(), migrations()})
      all.insert(all.end(), part.begin(), part.end());
    open(all);
    pack.write("calendars.toml",
               "[calendar.office]\nweek = { mon = [\"09:00-17:00\"], tue = [\"09:00-17:00\"], wed = [\"09:00-17:00\"], "
               "thu = [\"09:00-17:00\"], fri = [\"09:00-17:00\"] }\n");
    pack.write("slas.toml",
               "[[sla]]\nservice = \"POTHOLE\"\neffective = 2025-01-06\nwords = \"We fill it within 5 days.\"\n" + clocks("5d"));
    pack.write("standards.toml", std::string(standards_toml));
    pack.change("services.toml", "code = \"TREE\"\n", "code = \"TREE\"\ndraft = true\n");
    load();
  }

  static std::string clocks(const std::string& outcome) {
    return "[[sla.clock]]\nkind = \"first_status\"\ntarget = \"1d\"\ncalendar = \"office\"\n[[sla.clock]]\nkind = \"outcome\"\ntarget = "
           "\"" +
           outcome + "\"\ncalendar = \"office\"\n";
  }

  // What the load would do, or did, with the promises.
  std::string load() {
    std::vector<Fault> faults;
    const auto read = directory::read_pack(pack.path(), faults);
    const auto city = directory::snapshot_of(read);
    const auto promises = read_promises(pack.path(), city, local_date(city, now), faults);
    for (const auto& fault : faults) ADD_FAILURE() << fault.field << ": " << fault.reason;
    const auto city_plan = directory::plan(*directory::Directory(store()).now(), read);
    const auto plan = standards::plan(*Standards(store()).now(), promises, "2026a");
    const auto done = store().run<std::int64_t>([&](store::Tx& tx) -> Outcome<std::int64_t> {
      if (auto loaded = directory::apply(tx, city_plan, now, "operator"); !loaded) return loaded;
      return apply(tx, plan, now, "operator", "2026a");
    });
    EXPECT_TRUE(done.has_value());
    return to_text(plan);
  }

  WrittenProposal pothole_in(const std::string& days) const {
    WrittenProposal written;
    written.service = "POTHOLE";
    written.effective = "2026-12-01";
    written.reason = "New crews began in the summer.";
    written.words = {{"en", "We fill it within " + days + " working days."}, {"es", "En " + days + " días."}};
    written.clocks = {clock("first_status", "1d"), clock("outcome", days + "d")};
    return written;
  }
  static WrittenClock clock(std::string kind, std::string target) {
    WrittenClock written;
    written.kind = std::move(kind);
    written.target = std::move(target);
    written.calendar = "office";
    return written;
  }

  // Runs a command against the city as it is now.
  template <class T, class Command>
  Outcome<T> run(Command command) {
    const auto city = directory::Directory(store()).now();
    const auto standards = Standards(store()).now();
    const CityNow as_it_is{*city, *standards};
    return store().run<T>([&](store::Tx& tx) { return command(tx, as_it_is); });
  }

  Outcome<Proposal> propose(const WrittenProposal& written, const PastCases& cases = nobody_asked) {
    const auto city = directory::Directory(store()).now();
    const auto standards = Standards(store()).now();
    auto checked = check_proposal(written, *city, *standards, now);
    if (!checked) return checked;
    const auto evidence = gather_evidence({.promise = checked->sla}, *city, *standards, cases, now);
    if (!evidence) return std::unexpected(evidence.error());
    return store().run<Proposal>([&](store::Tx& tx) { return propose_sla(tx, *checked, *evidence, "key:street works"); });
  }
  Proposal proposed(const WrittenProposal& written) {
    auto made = propose(written);
    if (!made) throw std::runtime_error(made.error().faults.front().reason);
    return std::move(*made);
  }
  Outcome<Proposal> approve(std::int64_t id, std::string_view office, std::string_view reason = "") {
    return run<Proposal>([&](store::Tx& tx, const CityNow& as_it_is) {
      return approve_sla(tx, id, office, reason, as_it_is, now, "key:" + std::string(office));
    });
  }
  Outcome<Proposal> send_back(std::int64_t id, std::string_view office, std::string_view reason) {
    return run<Proposal>(
        [&](store::Tx& tx, const CityNow&) { return return_sla(tx, id, office, reason, now, "key:" + std::string(office)); });
  }
  Outcome<Publication> publish(std::string_view service) {
    return run<Publication>(
        [&](store::Tx& tx, const CityNow& as_it_is) { return publish_service(tx, service, as_it_is, now, "operator"); });
  }
  std::optional<Proposal> found(std::int64_t id) {
    std::optional<Proposal> proposal;
    store().read([&](store::Reader& reader) { proposal = find_proposal(reader, id); });
    return proposal;
  }

  std::vector<ledger::Event> events(std::string_view subject) {
    StillTime time(now);
    crypto::SystemChance chance;
    SilentLog log;
    ledger::Ledger(store(), {.folder = settings().folder}, time, chance, log).seal_now();  // PostgreSQL shows sealed events alone
    std::vector<ledger::Event> told;
    store().read([&](store::Reader& reader) { told = ledger::events_of(reader, subject); });
    return told;
  }
  std::vector<std::string> types(std::string_view subject) {
    std::vector<std::string> told;
    for (const auto& event : events(subject)) told.push_back(event.type);
    return told;
  }

  static void nobody_asked(std::string_view, Instant, Instant, const std::function<void(const PastCase&)>&) {}

  static constexpr std::string_view standards_toml =
      "[[reviewer]]\ncode = \"technology\"\nname = { en = \"Department of Technology\" }\ntarget = \"10d\"\ncalendar = \"office\"\n"
      "[[reviewer]]\ncode = \"operations\"\nname = { en = \"Office of Operations\" }\ntarget = \"240H\"\n";

  directory::PackFolder pack;
  Instant now = *parse_instant("2026-11-23T15:00:00Z", "");  // Monday, 10:00 in New York
};

}  // namespace portico::standards
