#include <fmt/format.h>

#include "app/command.h"
#include "app/house.h"
#include "app/permissions.h"
#include "app/sandbox.h"
#include "app/time.h"
#include "city/cases/samples.h"
#include "city/contacts/rule.h"
#include "city/directory/drawings.h"
#include "city/directory/ground.h"
#include "city/directory/load.h"
#include "city/directory/pack.h"
#include "city/directory/plan.h"
#include "city/directory/streets.h"
#include "city/documents/pack.h"
#include "city/documents/write.h"
#include "city/registers/load.h"
#include "city/registers/pack.h"
#include "city/standards/load.h"
#include "city/standards/plan.h"
#include "city/standards/promises.h"
#include "platform/calendar/calendar.h"
#include "platform/notify/templates.h"

namespace portico::app {
namespace {

constexpr std::string_view operator_actor = "operator";

std::chrono::sys_days local_date(std::string_view zone_name, Instant at) {
  const auto zone = calendar::Zone::find(zone_name, "zone");
  // A zone that nobody knows is a fault of the pack, told with its line; until then any date will do.
  if (!zone) return std::chrono::floor<std::chrono::days>(at);
  return std::chrono::sys_days{std::chrono::floor<std::chrono::days>(zone->local_of(at)).time_since_epoch()};
}

struct WholePack {
  directory::Pack city;
  standards::Promises promises;
  std::vector<notify::Template> templates;
  contacts::MailPolicy mail;
  std::vector<documents::Article> articles;
  registers::Offers offers;
};

// Each holds against what it may say, and is for a service that there is.
std::vector<notify::Template> read_templates(const std::filesystem::path& folder, const directory::Snapshot& city,
                                             std::vector<Fault>& faults) {
  auto read = notify::read_template_folder((folder / "templates").string());
  if (!read) {
    faults.insert(faults.end(), read.error().faults.begin(), read.error().faults.end());
    return {};
  }
  const notify::Kinds kinds = all_kinds();
  for (const auto& one : *read) {
    if (const auto held = notify::check(kinds, one); !held)
      faults.insert(faults.end(), held.error().faults.begin(), held.error().faults.end());
    if (!one.service.empty() && city.service(one.service) == nullptr)
      faults.push_back({one.place, "There is no service " + one.service + ".", "a code of services.toml"});
  }
  return *std::move(read);
}

// Both readers' faults in one list: whoever mends a pack wants to see them all.
Outcome<WholePack> read_whole(const std::filesystem::path& folder, Instant at) {
  std::vector<Fault> faults;
  WholePack pack;
  pack.city = directory::read_pack(folder, faults);
  check_role_permissions(pack.city, faults);
  const directory::Snapshot snapshot = directory::snapshot_of(pack.city);
  pack.promises = standards::read_promises(folder, snapshot, local_date(pack.city.city.zone, at), faults);
  pack.templates = read_templates(folder, snapshot, faults);
  pack.mail = contacts::read_mail_policy(folder, snapshot, faults);
  pack.articles = documents::read_articles(folder, snapshot, faults);
  pack.offers = registers::read_offers(folder, snapshot, faults);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return pack;
}

struct WholePlan {
  directory::Plan city;
  standards::Plan promises;
  std::string tzdata;
  std::string streets, ground;  // packed
  std::vector<notify::Template> templates;
  contacts::MailPolicy mail;
  std::vector<documents::Article> articles;
  registers::Offers offers;
};

Outcome<void> apply(House& house, const WholePlan& plan, Instant at) {
  auto loaded = house.store->run<std::int64_t>([&](store::Tx& tx) -> Outcome<std::int64_t> {
    auto city = directory::apply(tx, plan.city, at, operator_actor);
    if (!city) return city;
    if (auto streets = directory::load_drawing(tx, directory::Drawing::streets, plan.streets, *city, at, operator_actor); !streets)
      return std::unexpected(streets.error());
    if (auto ground = directory::load_drawing(tx, directory::Drawing::ground, plan.ground, *city, at, operator_actor); !ground)
      return std::unexpected(ground.error());
    if (auto templates = notify::load_templates(tx, house.templates.kinds(), plan.templates, at); !templates)
      return std::unexpected(templates.error());
    contacts::load_mail_policy(tx, plan.mail);
    if (auto articles = documents::load_articles(tx, plan.articles, at, operator_actor); !articles) return articles;
    if (auto offers = registers::load_offers(tx, plan.offers, at, operator_actor); !offers) return offers;
    return standards::apply(tx, plan.promises, at, operator_actor, plan.tzdata);
  });
  if (!loaded) return std::unexpected(loaded.error());
  house.refresh();
  return {};
}

int load_samples(House& house, const std::filesystem::path& pack, Instant at, Console& console) {
  const auto samples = pack / "sample-cases.csv";
  if (!std::filesystem::exists(samples)) {
    console.faults(
        {Refused::invalid,
         {{samples.string(), "there is no such file, and --samples asks for it", "a pack with sample-cases.csv, or no --samples"}}});
    return refused;
  }
  const auto report = cases::load_samples(samples, at, *house.store, house.cases);
  if (!report) {
    console.faults(report.error());
    return refused;
  }
  console.out(fmt::format("{} sample cases opened, {} known already, {} refused\n", report->opened, report->known, report->refused.size()));
  if (report->refused.empty()) return done;
  console.faults({Refused::invalid, report->refused});
  return refused;
}

int load_pack(House& house, const Load& load, Console& console) {
  const Instant at = load.as_of.value_or(house.time.now());
  const auto pack = read_whole(load.pack, at);
  if (!pack) {
    console.faults(pack.error());
    return refused;
  }
  const std::string tzdata = calendar::tzdata_version();
  const WholePlan plan{directory::plan(*house.directory.now(), pack->city),
                       standards::plan(*house.standards.now(), pack->promises, tzdata),
                       tzdata,
                       directory::read_streets(load.pack),
                       directory::read_ground(load.pack),
                       pack->templates,
                       pack->mail,
                       pack->articles,
                       pack->offers};
  documents::Plan articles;
  house.store->read([&](store::Reader& reader) { articles = documents::plan_articles(reader, plan.articles); });
  console.out(directory::to_text(plan.city) + standards::to_text(plan.promises) + documents::to_text(articles));
  if (load.plan_only) return done;
  if (const auto applied = apply(house, plan, at); !applied) {
    console.faults(applied.error());
    return refused;
  }
  const int sampled = load.samples ? load_samples(house, load.pack, at, console) : done;
  house.ledger.seal_now();
  return sampled;
}

}  // namespace

int city_check(const std::filesystem::path& pack, Console& console) {
  const auto read = read_whole(pack, SystemTime().now());
  if (!read) {
    console.faults(read.error());
    console.err(fmt::format("{} faults\n", read.error().faults.size()));
    return refused;
  }
  for (const auto& note : read->city.notes) console.out("note: " + note + "\n");
  console.out(fmt::format("{}: {} agencies, {} services, {} district sets, {} sites, {} calendars, {} promises, {} articles: no faults\n",
                          read->city.city.code, read->city.agencies.size(), read->city.services.size(), read->city.districts.size(),
                          read->city.sites.size(), read->promises.calendars.size(), read->promises.slas.size(), read->articles.size()));
  return done;
}

int carry_out(House& house, const Load& load, Console& console) {
  const int loaded = load_pack(house, load, console);
  if (loaded != done || load.plan_only || house.settings.sandbox || !(load.sandbox || has_sandbox(house.settings))) return loaded;
  console.out(house.sandbox ? "the sandbox beside it:\n" : "the sandbox beside it, served from the next start on:\n");
  if (house.sandbox) return load_pack(*house.sandbox, load, console);
  House sandbox(sandbox_settings(house.settings), house.log, house.time);
  return load_pack(sandbox, load, console);
}

}  // namespace portico::app
