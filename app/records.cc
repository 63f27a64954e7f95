#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "app/command.h"
#include "app/house.h"
#include "city/announcements/check.h"
#include "city/cases/check.h"
#include "city/cases/check_outbox.h"
#include "city/cases/check_photos.h"
#include "city/cases/import.h"
#include "city/cases/person.h"
#include "city/contacts/check.h"
#include "city/contacts/person.h"
#include "city/documents/check.h"
#include "city/standards/check.h"
#include "platform/identity/check.h"
#include "platform/ledger/proof.h"
#include "platform/notify/check.h"

namespace portico::app {
namespace {

Outcome<cases::ImportReport> import_one(House& house, const cases::Mapping& mapping, const std::filesystem::path& file, Console& console) {
  const cases::Importer importer(*house.store, house.directory, house.cases, house.time);
  return importer.run({.file = file,
                       .reports = house.settings.data / "imports",
                       .progress =
                           [&](const cases::ImportProgress& now) {
                             const double share =
                                 now.bytes_total > 0 ? static_cast<double>(now.bytes) / static_cast<double>(now.bytes_total) : 1;
                             console.progress(file.filename().string(), share, fmt::format("{} rows", now.rows));
                           }},
                      mapping);
}

// A role or an agency that is out of use is no fault: such a grant allows nothing any more.
std::string fault_of_grant(const directory::Snapshot& city, const identity::Grant& grant) {
  if (city.role(grant.role) == nullptr) return "the city has no such role";
  if (!grant.agency.empty() && city.agency(grant.agency) == nullptr) return "the city has no such agency";
  return {};
}

}  // namespace

int carry_out(House& house, const Import& import, Console& console) {
  const auto mapping = cases::Mapping::read(import.mapping);
  if (!mapping) {
    console.faults(mapping.error());
    return refused;
  }
  int worst = done;
  for (const auto& file : import.files) {
    const auto report = import_one(house, *mapping, file, console);
    if (report) {
      console.out(cases::to_text(*report));
    } else {
      console.faults(report.error());
      worst = refused;
    }
  }
  house.ledger.seal_now();
  return worst;
}

int carry_out(House& house, const VerifyLedger& verify, Console& console) {
  std::vector<ledger::Head> kept;
  if (!verify.heads.empty()) {
    auto read = ledger::read_heads(verify.heads);
    if (!read) {
      console.faults(read.error());
      return refused;
    }
    kept = std::move(*read);
  }
  const ledger::Verdict verdict = ledger::verify(*house.store, house.settings.data, kept);
  for (const auto& finding : verdict.findings) console.out(finding + "\n");
  console.out(fmt::format("{} events, {} signed heads, {} heads kept elsewhere: {}\n", verdict.events, verdict.heads, verdict.kept_heads,
                          verdict.findings.empty() ? "all is as it was signed" : "NOT as it was signed"));
  return verdict.findings.empty() ? done : findings;
}

int carry_out(House& house, const ProveCase& wanted, Console& console) {
  house.ledger.seal_now();
  Outcome<ledger::Proof> proof = refuse(Refused::not_found, "number", "there is no request " + wanted.number, "the number of a request");
  house.store->read([&](store::Reader& reader) {
    if (const auto found = house.cases.find_for_staff(reader, wanted.number))
      proof = ledger::prove(reader, house.settings.data, "case:" + std::to_string(found->id), wanted.size);
  });
  if (!proof) {
    console.faults(proof.error());
    return refused;
  }
  console.out(ledger::to_json(*proof));
  return done;
}

int check_proof(const std::filesystem::path& file, const std::filesystem::path& heads, Console& console) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  const auto proof = ledger::parse_proof(text.str());
  if (!proof) {
    console.faults(proof.error());
    return refused;
  }
  std::vector<ledger::Head> kept;
  if (!heads.empty()) {
    auto read = ledger::read_heads(heads);
    if (!read) {
      console.faults(read.error());
      return refused;
    }
    kept = std::move(*read);
  }
  const auto found = ledger::check(*proof, kept);
  for (const auto& finding : found) console.out(finding + "\n");
  console.out(fmt::format("{}, {} entries, head of {} signed {}: {}\n", proof->subject, proof->events.size(), proof->head.size,
                          iso8601(proof->head.at), found.empty() ? "all of it stands" : "it does NOT stand"));
  return found.empty() ? done : findings;
}

int carry_out(House& house, const Erase&, Console& console) {
  const int erased = house.redactions.erase(), mails = house.mail_redactions.erase();
  console.out(fmt::format("{} redacted requests erased from all files of the database\n", erased));
  if (mails > 0) console.out(fmt::format("{} redacted mails erased from them\n", mails));
  return done;
}

int carry_out(House& house, const ExportPerson& person, Console& console) {
  house.store->read([&](store::Reader& reader) {
    console.out(cases::to_json(cases::cases_of_person(reader, house.cases, person.email), contacts::mails_of_person(reader, person.email)));
  });
  return done;
}

int carry_out(House& house, const Redact& wanted, Console& console) {
  const auto redacted = house.store->run<cases::Case>(
      [&](store::Tx& tx) { return house.cases.redact_case(tx, wanted.number, {wanted.reason, wanted.place}, {"operator"}); });
  if (!redacted) {
    console.faults(redacted.error());
    return refused;
  }
  house.redactions.bring_together();
  return carry_out(house, Erase{}, console);
}

int carry_out(House& house, const Check&, Console& console) {
  house.ledger.seal_now();
  const cases::Checked checked = cases::check(*house.store, *house.directory.now(), *house.standards.now(), house.number_key);
  const cases::CheckedPhotos photos = cases::check_photos(*house.store, house.files);
  const standards::CheckedReviews reviews = standards::check_reviews(*house.store);
  const cases::CheckedOutbox outbox = cases::check_outbox(*house.store, *house.directory.now());
  const identity::CheckedPeople people = identity::check_people(
      *house.store, [city = house.directory.now()](const identity::Grant& grant) { return fault_of_grant(*city, grant); });
  const notify::CheckedTellings tellings = notify::check_tellings(*house.store);
  const contacts::Checked mails = contacts::check(*house.store, house.files, *house.directory.now());
  const documents::CheckedArticles articles = documents::check_articles(*house.store, *house.directory.now());
  const announcements::CheckedAnnouncements announced = announcements::check_announcements(*house.store);
  std::size_t count = 0;
  for (const auto* found : {&checked.findings, &photos.findings, &reviews.findings, &outbox.findings, &people.findings, &tellings.findings,
                            &mails.findings, &articles.findings, &announced.findings}) {
    for (const auto& finding : *found) console.out(finding + "\n");
    count += found->size();
  }
  if (photos.unnamed > 0)
    console.out(
        fmt::format("note: no photo names {} of the files; they are on their way, or are swept a day after they came\n", photos.unnamed));
  console.out(fmt::format(
      "{} cases, {} photos, {} proposals, {} notes, {} mails, {} persons, {} articles and {} announcements walked, {} findings\n",
      checked.cases, photos.photos, reviews.proposals, outbox.notes, mails.contacts, people.persons, articles.articles,
      announced.announcements, count));
  return count == 0 ? done : findings;
}

}  // namespace portico::app
