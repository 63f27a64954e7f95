// The command line: reads what was asked and hands it to the commands of command.h.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <functional>
#include <iostream>

#include "app/command.h"
#include "app/control.h"
#include "app/generate.h"
#include "app/log.h"
#include "app/people_options.h"
#include "app/sla_options.h"
#include "app/time.h"
#include "city/standards/clock_lines.h"

namespace {

using namespace portico;

constexpr const char* about =
    "Portico: the customer service platform of a city.\n"
    "One front door for every request, a clock on every promise, independent proof of what was done.";
constexpr const char* exit_codes =
    "Exit codes: 0 done · 1 something broke · 2 the command line makes no sense · 3 the input was refused · 4 a check found something";

// What the options write to. Settings from --config come first, then what the command line says wins.
struct Asked {
  app::SystemTime time;
  app::TerminalConsole console{time};
  app::Settings settings;
  std::string listen, config, as_of, database;
  std::vector<std::filesystem::path> cities;  // that are served together
  std::vector<std::string> configs;           // one each
  std::filesystem::path pack;
  app::Load load;
  app::Import import;
  app::Backup backup;
  app::Restore restore;
  app::Export exporting;
  std::filesystem::path exported;
  app::VerifyLedger verify;
  app::ProveCase prove;
  app::Redact redact;
  app::Erase erase;
  app::ExportPerson person;
  std::filesystem::path proof, proof_heads;
  app::Check check;
  rehearsal::Size invented;
  rehearsal::Wanted demand;
  std::filesystem::path invented_to;
  std::string from = "2025-01-01T00:00:00Z", before = "2026-01-01T00:00:00Z";
  app::ListRoutes routes;
  app::DeclareEmergency declare;
  app::ExtendEmergency extend;
  app::EndEmergency end;
  app::ListEmergencies list_emergencies;
  app::ShowEmergency show;
  app::SwitchStorm storm;
  app::SlaAsked sla;
  app::PeopleAsked people;
  std::string until, storm_mode;
  std::function<int()> chosen;
};

// Settings file first, then the command line over it.
Outcome<void> settle(app::Settings& settings, const std::string& config, const Asked& asked) {
  if (!config.empty())
    if (auto read = app::read_config(config, settings); !read) return read;
  if (!asked.database.empty()) settings.database = asked.database;
  if (!asked.listen.empty())
    if (auto read = app::read_listen(asked.listen, settings); !read) return read;
  return {};
}

void add_store_options(CLI::App& command, Asked& asked) {
  command.add_option("--data", asked.settings.data, "the data folder; made if it is not there")->required()->type_name("DIR");
  command.add_option("--database", asked.database, "PostgreSQL in place of the embedded database")->type_name("postgresql://…");
  command.add_option("--config", asked.config, "the operator's settings (TOML)")->type_name("FILE")->check(CLI::ExistingFile);
}

// The command carries out `order`: in the process that serves the folder where there is one, else in this one.
void orders_made(CLI::App& command, Asked& asked, Log& log, const std::function<app::Order()>& order) {
  add_store_options(command, asked);
  command.callback([&asked, &log, order] {
    asked.chosen = [&asked, &log, order] {
      const app::Order made = order();
      if (const auto served = app::carry_out_in_server(asked.settings, made, asked.console)) return *served;
      app::House house(asked.settings, log, asked.time);
      return std::visit([&](const auto& known) { return app::carry_out(house, known, asked.console); }, made);
    };
  });
}

template <class Order>
void orders(CLI::App& command, Asked& asked, Order& order, Log& log) {
  orders_made(command, asked, log, [&order] { return app::Order(order); });
}

void add_city(CLI::App& portico, Asked& asked, Log& log) {
  auto* city = portico.add_subcommand("city", "city packs: everything about a city, in open files")->require_subcommand(1);
  auto* check = city->add_subcommand("check", "read a city pack strictly and list every fault with file, line and reason");
  check->add_option("PACK", asked.pack, "the pack's folder")->required()->check(CLI::ExistingDirectory);
  check->callback([&] { asked.chosen = [&] { return app::city_check(asked.pack, asked.console); }; });

  auto* load = city->add_subcommand("load", "bring what is stored in line with a city pack, as a plan, in one transaction");
  load->add_option("PACK", asked.load.pack, "the pack's folder")->required()->check(CLI::ExistingDirectory);
  load->add_flag("--plan", asked.load.plan_only, "print the plan and stop");
  load->add_flag("--samples", asked.load.samples, "also the pack's sample cases, relative to the moment of loading");
  load->add_flag("--sandbox", asked.load.sandbox, "also make a sandbox beside it, for Open311's \"test\" endpoint (docs/jurisdictions.md)");
  load->add_option("--as-of", asked.as_of, "the moment of loading, such as 2026-03-03T14:20:00Z; now unless said")->type_name("INSTANT");
  orders(*load, asked, asked.load, log);
}

void add_clock(CLI::App& portico, Asked& asked) {
  auto* clock = portico.add_subcommand("clock", "work out clocks from JSON lines on standard input (docs/clock.md)");
  clock->callback([&] { asked.chosen = [] { return standards::run_clock(std::cin, std::cout); }; });
}

void add_generating(CLI::App& portico, Asked& asked) {
  auto* generate = portico.add_subcommand("generate", "a city that is nowhere, and requests that nobody made")->require_subcommand(1);
  auto* city = generate->add_subcommand("city", "write a city pack of any size");
  city->add_option("--to", asked.invented_to, "the pack's folder; must not be there")->required()->type_name("FOLDER");
  city->add_option("--services", asked.invented.services, "200 unless said");
  city->add_option("--agencies", asked.invented.agencies, "15 unless said");
  city->add_option("--districts", asked.invented.districts, "59 unless said");
  city->add_option("--seed", asked.invented.seed, "the same seed gives the same city; 1 unless said");
  city->callback([&] { asked.chosen = [&] { return app::generate_city(asked.invented, asked.invented_to, asked.console); }; });

  auto* requests =
      generate->add_subcommand("requests", "write requests in a pack's city to standard output, as CSV for mappings/rehearsal.toml");
  requests->add_option("PACK", asked.pack, "the pack's folder")->required()->check(CLI::ExistingDirectory);
  requests->add_option("--count", asked.demand.count, "how many")->required();
  requests->add_option("--from", asked.from, "the first instant; 2025-01-01T00:00:00Z unless said")->type_name("INSTANT");
  requests->add_option("--until", asked.before, "none from then on; 2026-01-01T00:00:00Z unless said")->type_name("INSTANT");
  requests->add_option("--seed", asked.demand.seed, "the same seed gives the same requests; 1 unless said");
  requests->callback([&] { asked.chosen = [&] { return app::generate_requests(asked.pack, asked.demand, asked.console); }; });
}

int serve_cities(Asked& asked, Log& log) {
  std::vector<app::Settings> all;
  for (std::size_t at = 0; at < asked.cities.size(); ++at) {
    app::Settings one;
    one.data = asked.cities[at];
    if (auto settled = settle(one, at < asked.configs.size() ? asked.configs[at] : "", asked); !settled) {
      asked.console.faults(settled.error());
      return app::usage;
    }
    all.push_back(std::move(one));
  }
  if (asked.configs.size() > asked.cities.size() || (all.size() > 1 && !asked.database.empty())) {
    asked.console.faults({Refused::invalid,
                          {{asked.database.empty() ? "--config" : "--database", "this is not said for each --data",
                            "one --config for each --data, in the same order, with [database] in it"}}});
    return app::usage;
  }
  return app::serve(all, asked.time, log, asked.console);
}

void add_serving(CLI::App& portico, Asked& asked, Log& log) {
  auto* serve = portico.add_subcommand("serve", "serve the city: public pages, Open311, /health, /metrics");
  serve->add_option("--data", asked.cities, "the data folder; made if it is not there. Several: one for each city (docs/jurisdictions.md)")
      ->required()
      ->type_name("DIR");
  serve->add_option("--config", asked.configs, "the operator's settings (TOML); with several cities one each, in the same order")
      ->type_name("FILE")
      ->check(CLI::ExistingFile);
  serve->add_option("--database", asked.database, "PostgreSQL in place of the embedded database; of several cities their settings say it")
      ->type_name("postgresql://…");
  serve->add_option("--listen", asked.listen, "127.0.0.1:8311 unless said")->type_name("ADDRESS:PORT");
  serve->callback([&] { asked.chosen = [&] { return serve_cities(asked, log); }; });
}

void add_exporting(CLI::App& exporting, Asked& asked, Log& log) {
  auto* requests = exporting.add_subcommand("requests", "all public requests, on standard output or in a folder (docs/export.md)");
  auto* format = requests->add_option("--format", asked.exporting.format, "csv, json, xml or geojson; csv unless said")
                     ->check(CLI::IsMember({"csv", "json", "xml", "geojson"}));
  auto* to = requests->add_option("--to", asked.exporting.to, "the folder: slices and a manifest; again goes on where it was cut off")
                 ->type_name("FOLDER");
  requests->add_option("--columns", asked.exporting.columns, "as CSV with the columns that a file names")
      ->type_name("FILE")
      ->check(CLI::ExistingFile)
      ->needs(to)
      ->excludes(format);
  requests->add_option("--since", asked.exporting.since, "only what is other than at a position, or than an earlier export's folder has it")
      ->type_name("POSITION|FOLDER")
      ->needs(to);
  requests->add_option("--slice", asked.exporting.in_slice, "requests in a slice; 50000 unless said")
      ->check(CLI::Range(app::fewest_in_slice, app::most_in_slice))
      ->needs(to);
  orders(*requests, asked, asked.exporting, log);

  auto* check = exporting.add_subcommand("check", "hold an export's folder against its manifest, without any data folder");
  check->add_option("FOLDER", asked.exported, "the export's folder")->required()->check(CLI::ExistingDirectory);
  check->callback([&] { asked.chosen = [&] { return app::check_export(asked.exported, asked.console); }; });
}

void add_records(CLI::App& portico, Asked& asked, Log& log) {
  auto* import = portico.add_subcommand("import", "take in requests from CSV files (plain, .gz, .zst); again and again without doubling");
  import->add_option("--mapping", asked.import.mapping, "how the columns become cases")
      ->required()
      ->type_name("FILE")
      ->check(CLI::ExistingFile);
  import->add_option("FILE", asked.import.files, "the files")->required()->check(CLI::ExistingFile);
  orders(*import, asked, asked.import, log);

  auto* exporting = portico.add_subcommand("export", "write what is on file in open formats")->require_subcommand(1);
  add_exporting(*exporting, asked, log);

  auto* person = exporting->add_subcommand("person", "all that is on file about whoever has an e-mail address, as JSON (docs/privacy.md)");
  person->add_option("--email", asked.person.email)->required()->type_name("ADDRESS");
  orders(*person, asked, asked.person, log);

  auto* ledger = portico.add_subcommand("ledger", "the record of what happened")->require_subcommand(1);
  auto* verify = ledger->add_subcommand("verify", "recompute every hash and hold it against the signed heads");
  verify->add_option("--heads", asked.verify.heads, "heads kept elsewhere, one a line")->type_name("FILE")->check(CLI::ExistingFile);
  orders(*verify, asked, asked.verify, log);
  auto* prove = ledger->add_subcommand("prove", "write the proof that all that happened to a request stands in the ledger");
  prove->add_option("NUMBER", asked.prove.number, "the request's number")->required();
  prove->add_option("--size", asked.prove.size, "under the published head of so many events; the newest unless said")
      ->check(CLI::PositiveNumber);
  orders(*prove, asked, asked.prove, log);
  auto* check_proof = ledger->add_subcommand("check-proof", "check such a proof, without any data folder");
  check_proof->add_option("FILE", asked.proof, "the proof")->required()->check(CLI::ExistingFile);
  check_proof->add_option("--heads", asked.proof_heads, "heads kept elsewhere, one a line")->type_name("FILE")->check(CLI::ExistingFile);
  check_proof->callback([&] { asked.chosen = [&] { return app::check_proof(asked.proof, asked.proof_heads, asked.console); }; });

  auto* redact = portico.add_subcommand("redact", "take the words of a request, and who asked, out for good (docs/privacy.md)");
  redact->add_option("NUMBER", asked.redact.number, "the request's number")->required();
  redact->add_option("--reason", asked.redact.reason, "law, wish, mistake or retention")->required();
  redact->add_flag("--place", asked.redact.place, "the address and the point too");
  orders(*redact, asked, asked.redact, log);
  auto* erase =
      portico.add_subcommand("erase", "leave nothing of redacted requests in the database's files; on PostgreSQL in a quiet hour");
  orders(*erase, asked, asked.erase, log);

  auto* check = portico.add_subcommand("check", "walk all references and effects on file; changes nothing");
  orders(*check, asked, asked.check, log);

  auto* routes = portico.add_subcommand("routes", "every address that is served, with the permission that opens it and what it gives");
  orders(*routes, asked, asked.routes, log);
}

void add_backups(CLI::App& portico, Asked& asked, Log& log) {
  auto* backup = portico.add_subcommand("backup", "write all that is on file into a folder of its own, while others go on working");
  backup->add_option("--to", asked.backup.to, "the back-up's folder; must not be there")->required()->type_name("FOLDER");
  orders(*backup, asked, asked.backup, log);

  auto* restore = portico.add_subcommand("restore", "bring a back-up back; nobody may serve the folder meanwhile");
  restore->add_option("--from", asked.restore.from, "the back-up's folder")->required()->type_name("FOLDER")->check(CLI::ExistingDirectory);
  restore->add_flag("--replace", asked.restore.replace, "set aside what is there under another name, and take its redactions over");
  restore->add_option("--redactions", asked.restore.redactions, "lists of what was redacted since, kept elsewhere")
      ->type_name("FILE")
      ->check(CLI::ExistingFile);
  add_store_options(*restore, asked);
  restore->callback([&] { asked.chosen = [&] { return app::restore(asked.settings, asked.restore, asked.time, log, asked.console); }; });
}

void add_emergency(CLI::App& portico, Asked& asked, Log& log) {
  auto* emergency = portico.add_subcommand("emergency", "suspend or replace promises for a time (docs/storm.md)")->require_subcommand(1);
  auto* declare = emergency->add_subcommand("declare", "declare what a file says");
  declare->add_option("FILE", asked.declare.file, "the declaration (TOML)")->required()->check(CLI::ExistingFile);
  orders(*declare, asked, asked.declare, log);

  auto* extend = emergency->add_subcommand("extend", "give it a later end");
  extend->add_option("CODE", asked.extend.code)->required();
  extend->add_option("--until", asked.until, "the new end, such as 2026-01-16T00:00:00-05:00")->required()->type_name("INSTANT");
  orders(*extend, asked, asked.extend, log);

  auto* end = emergency->add_subcommand("end", "bring it to an end now");
  end->add_option("CODE", asked.end.code)->required();
  orders(*end, asked, asked.end, log);

  auto* show = emergency->add_subcommand("show", "what it says, and the public requests that it touched");
  show->add_option("CODE", asked.show.code)->required();
  orders(*show, asked, asked.show, log);

  orders(*emergency->add_subcommand("list", "all that were ever declared"), asked, asked.list_emergencies, log);
}

void add_storm(CLI::App& portico, Asked& asked, Log& log) {
  auto* storm = portico.add_subcommand("storm", "intake only: lists rest, so that what people send in gets through (docs/storm.md)");
  storm->add_option("MODE", asked.storm_mode, "on, off, auto, or status to only tell")
      ->required()
      ->check(CLI::IsMember({"on", "off", "auto", "status"}));
  orders(*storm, asked, asked.storm, log);
}

Outcome<void> settle(Asked& asked) {
  if (auto settled = settle(asked.settings, asked.config, asked); !settled) return settled;
  if (!asked.as_of.empty()) {
    const auto at = parse_instant(asked.as_of, "--as-of");
    if (!at) return std::unexpected(at.error());
    asked.load.as_of = *at;
  }
  if (!asked.until.empty()) {
    const auto until = parse_instant(asked.until, "--until");
    if (!until) return std::unexpected(until.error());
    asked.extend.until = *until;
  }
  const auto from = parse_instant(asked.from, "--from"), before = parse_instant(asked.before, "--until");
  if (!from || !before) return std::unexpected((from ? before : from).error());
  asked.demand.from = *from;
  asked.demand.until = *before;
  asked.storm.mode = app::storm_mode(asked.storm_mode);
  return {};
}

int run(int argc, char** argv, Log& log) {
  Asked asked;
  CLI::App portico{about, "portico"};
  portico.footer(exit_codes);
  portico.set_version_flag("--version", std::string("portico ") + PORTICO_VERSION);
  portico.require_subcommand(1);
  add_city(portico, asked, log);
  add_serving(portico, asked, log);
  add_generating(portico, asked);
  add_records(portico, asked, log);
  add_backups(portico, asked, log);
  add_emergency(portico, asked, log);
  add_storm(portico, asked, log);
  app::add_sla(portico, asked.sla,
               [&](CLI::App& command, const std::function<app::Order()>& order) { orders_made(command, asked, log, order); });
  app::add_people(portico, asked.people,
                  [&](CLI::App& command, const std::function<app::Order()>& order) { orders_made(command, asked, log, order); });
  add_clock(portico, asked);
  try {
    portico.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return portico.exit(error) == 0 ? app::done : app::usage;
  }
  if (auto settled = settle(asked); !settled) {
    asked.console.faults(settled.error());
    return app::usage;
  }
  return asked.chosen();
}

}  // namespace

int main(int argc, char** argv) {
  const app::SystemTime time;
  app::JsonLog log(time);
  try {
    return run(argc, argv, log);
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "portico: %s\n", broken.what());
    return app::broke;
  }
}
