#include "app/house.h"

#include <fmt/format.h>

#include "app/hooks.h"
#include "app/sandbox.h"
#include "city/announcements/migrations.h"
#include "city/cases/migrations.h"
#include "city/cases/routes_live.h"
#include "city/cases/template_kinds.h"
#include "city/contacts/migrations.h"
#include "city/directory/migrations.h"
#include "city/documents/migrations.h"
#include "city/documents/routes.h"
#include "city/feedback/ask.h"
#include "city/feedback/migrations.h"
#include "city/feedback/voices.h"
#include "city/registers/migrations.h"
#include "city/standards/migrations.h"
#include "platform/files/migrations.h"
#include "platform/identity/migrations.h"
#include "platform/ledger/migrations.h"
#include "platform/notify/migrations.h"
#include "platform/store/migrations.h"
#include "platform/store/secrets.h"
#include "platform/webhooks/migrations.h"
#include "platform/webhooks/routes_post.h"

namespace portico::app {
namespace {

constexpr std::size_t number_key_bytes = 32, sealing_key_bytes = 32;

identity::Settings identity_settings(const Settings& settings) {
  return {
      .session = {.idle = std::chrono::minutes(settings.people.idle_minutes), .whole = std::chrono::hours(settings.people.session_hours)},
      .cost = {},
      .audit_kept = std::chrono::days(settings.people.audit_days)};
}

open311::Settings open311_settings(const Settings& settings, open311::Faqs faqs) {
  const std::string public_url = public_url_of(settings);
  const bool both = settings.sandbox || has_sandbox(settings);
  return {.prefix = settings.sandbox ? std::string(sandbox_path) : std::string(),
          .public_url = public_url,
          .test_url = both ? public_url + std::string(sandbox_path) : std::string(),
          .keys = settings.keys,
          .faqs = std::move(faqs)};
}

std::vector<notify::Template> all_templates() {
  auto all = notify::digest_templates();
  for (auto& one : cases::built_in_templates()) all.push_back(std::move(one));
  return all;
}

// They were made once when the settings were read: what is wrong with them was told there.
std::vector<std::unique_ptr<notify::Channel>> channels_of(const Settings& settings, const notify::SenderSettings& sender) {
  auto made = make_channels(settings.channels, settings.data, settings.sandbox, sender.domain);
  if (!made) throw std::runtime_error(made.error().faults.front().field + ": " + made.error().faults.front().reason);
  return *std::move(made);
}

contacts::ReplyAddresses reply_addresses(store::Store& store, const Settings& settings, Chance& chance) {
  return {store::secret(store, "contacts.replies", number_key_bytes, chance), settings.sandbox ? "" : settings.mail_in.replies_at};
}

std::vector<open311::Faq> faqs_of(std::vector<documents::Answer> answers) {
  std::vector<open311::Faq> faqs;
  for (auto& each : answers)
    faqs.push_back({.id = std::move(each.code),
                    .title = std::move(each.title),
                    .answer = std::move(each.text),
                    .category = std::move(each.category),
                    .services = std::move(each.services),
                    .agency = std::move(each.agency),
                    .language = std::move(each.language),
                    .reviewed = std::move(each.reviewed)});
  return faqs;
}

std::set<std::string> all_referenced_files(store::Reader& reader, std::span<const std::string> hashes) {
  auto wanted = cases::referenced_files(reader, hashes);
  wanted.merge(contacts::referenced_files(reader, hashes));
  return wanted;
}

std::filesystem::path beside_this_program(std::string_view name) {
  std::error_code unknown;
  return std::filesystem::read_symlink("/proc/self/exe", unknown).parent_path() / name;
}

}  // namespace

std::vector<store::Migration> all_migrations() {
  std::vector<store::Migration> all;
  for (const auto& module :
       {store::migrations(), ledger::migrations(), identity::migrations(), notify::migrations(), files::migrations(),
        webhooks::migrations(), directory::migrations(), standards::migrations(), registers::migrations(), announcements::migrations(),
        cases::migrations(), feedback::migrations(), contacts::migrations(), documents::migrations()})
    all.insert(all.end(), module.begin(), module.end());
  return all;
}

notify::Kinds all_kinds() {
  notify::Kinds all;
  all.add(notify::digest_kind());
  for (auto& kind : cases::template_kinds()) all.add(std::move(kind));
  return all;
}

store::Settings store_settings(const Settings& settings) {
  store::Settings wanted;
  wanted.folder = settings.data;
  wanted.postgres = settings.database;
  wanted.schema = settings.schema;
  return wanted;
}

House::House(Settings given, Log& to, const TimeSource& by_time)
    : settings(std::move(given)),
      time(by_time),
      store(store::Store::open(store_settings(settings), all_migrations())),
      identity(*store, time, chance, identity_settings(settings)),
      directory(*store),
      surroundings(directory, settings.people.second_factor_for),
      streets(*store),
      base_maps(*store, directory, streets),
      standards(*store),
      number_key(store::secret(*store, "cases.number", number_key_bytes, chance)),
      report_key(store::secret(*store, "cases.report", number_key_bytes, chance)),
      cases(*store, directory, standards, time, chance, number_key),
      pins(*store),
      redactions(*store, cases, settings.data),
      jobs(*store, cases, to, &redactions),
      reckoner(*store, cases, standards, time, to),
      scheduler(*store, cases, time, to),
      files(*store, {.folder = settings.data, .program = beside_this_program("portico-pictures")}, time),
      sweeper(files, all_referenced_files, time, to),
      announcements(*store, time),
      documents(*store),
      answers_read(*store, to),
      open311(*store, directory, standards, cases, files, time,
              open311_settings(settings,
                               [this](const directory::Snapshot& city, const std::string& language) {
                                 return faqs_of(documents::answers(documents, city, language));
                               })),
      ledger(*store, {.folder = settings.data}, time, chance, to),
      tail(
          *store, to, [this] { return live.anybody(); },
          [this](const ledger::Event& event) { live.tell(event.subject, cases::changed_event(event.position)); }),
      webhook_secrets(store::secret(*store, "webhooks.sealing", sealing_key_bytes, chance), chance),
      webhook_deliverer(*store, webhook_secrets, time, chance, to, webhooks::post,
                        [this](store::Reader& reader, const ledger::Event& event) { return described(reader, cases, event); },
                        {.source = public_url_of(settings)}),
      storm(settings.storm, settings.data, time, to),
      book(cases, directory, standards, public_url_of(settings)),
      answerable(book, cases, reply_addresses(*store, settings, chance)),
      everybody(answerable, directory),
      staff(everybody, surroundings),
      templates(*store, all_kinds(), all_templates()),
      sender(*store, templates, staff, channels_of(settings, sender_settings(public_url_of(settings))),
             sender_settings(public_url_of(settings)), time, chance, to),
      contacts(*store, directory, cases, files, sender.marks(), reply_addresses(*store, settings, chance),
               store::secret(*store, "contacts.marks", number_key_bytes, chance), time),
      mail_redactions(*store, contacts, settings.data),
      contacts_keeper(*store, contacts, mail_redactions, to),
      mail_in(contacts, settings.sandbox ? MailInSettings{} : settings.mail_in, time, to),
      log(to) {
  store->after_commit([this] { ++writes; });
  for (auto& subscriber : cases::subscribers(directory, &jobs)) ledger.subscribe(std::move(subscriber));
  ledger.subscribe(feedback::ask_subscriber(directory, standards, cases));
  ledger.subscribe(feedback::voices_subscriber(directory, standards, cases));
  ledger.subscribe(contacts::redaction_subscriber(time));
  // Before anybody is served: what an older back-up brought back goes again.
  if (const int mails = mail_redactions.bring_together(); mails > 0)
    log.write(Severity::warning, "an older database was found: redacted again", {{"mails", std::to_string(mails)}});
  if (const int again = redactions.bring_together(); again > 0)
    log.write(Severity::warning, "an older database was found: redacted again", {{"cases", std::to_string(again)}});
}

void House::start() {
  jobs.start();
  reckoner.start();
  scheduler.start();
  sweeper.start();
  answers_read.start();
  ledger.start();
  tail.start();
  if (!settings.sandbox) webhook_deliverer.start();  // nobody outside is told of what was tried out
  if (settings.channels.any()) sender.start();
  contacts_keeper.start();
  mail_in.start();
}

void House::stop() {
  mail_in.stop();
  contacts_keeper.stop();
  sender.stop();
  webhook_deliverer.stop();
  tail.stop();
  ledger.stop();
  answers_read.stop();
  sweeper.stop();
  scheduler.stop();
  reckoner.stop();
  jobs.stop();
}

void House::emergency_changed() {
  standards.refresh();
  reckoner.reckon_again();
  ++writes;
}

void House::refresh() {
  directory.refresh();
  streets.refresh();
  base_maps.refresh();
  standards.refresh();
  reckoner.reckon_again();
  templates.refresh();
  announcements.refresh();
  documents.refresh();
  ++writes;
}

}  // namespace portico::app
