#include <fmt/format.h>

#include "app/command.h"
#include "app/house.h"
#include "city/cases/check.h"
#include "city/cases/import.h"
#include "city/open311/export.h"
#include "city/standards/check.h"

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

int carry_out(House& house, const Export& exporting, Console& console) {
  const open311::View view{house.directory.now(), house.standards.now(), house.directory.now()->city.languages.front()};
  open311::Export writer(*open311::Export::kind_named(exporting.format), view, open311::pages_of(*house.store, house.cases, {}));
  for (std::string block; !(block = writer.next()).empty();) console.out(block);
  return done;
}

int carry_out(House& house, const Check&, Console& console) {
  house.ledger.seal_now();
  const cases::Checked checked = cases::check(*house.store, *house.directory.now(), *house.standards.now(), house.number_key);
  const standards::CheckedReviews reviews = standards::check_reviews(*house.store);
  for (const auto& found : {&checked.findings, &reviews.findings}) {
    for (const auto& finding : *found) console.out(finding + "\n");
  }
  const auto count = checked.findings.size() + reviews.findings.size();
  console.out(fmt::format("{} cases and {} proposals walked, {} findings\n", checked.cases, reviews.proposals, count));
  return count == 0 ? done : findings;
}

}  // namespace portico::app
