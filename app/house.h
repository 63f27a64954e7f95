// The wiring: one jurisdiction's store, ledger and modules, made in the order in which they stand.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/mail_in.h"
#include "app/settings.h"
#include "app/staff_book.h"
#include "app/storm.h"
#include "app/surroundings.h"
#include "base/instant.h"
#include "base/log.h"
#include "city/announcements/announcements.h"
#include "city/cases/address_book.h"
#include "city/cases/cases.h"
#include "city/cases/pins.h"
#include "city/cases/reckoner.h"
#include "city/cases/redact.h"
#include "city/cases/scheduler.h"
#include "city/cases/subscribers.h"
#include "city/contacts/contact_book.h"
#include "city/contacts/contacts.h"
#include "city/contacts/keeper.h"
#include "city/contacts/reply_book.h"
#include "city/directory/base_map.h"
#include "city/directory/directory.h"
#include "city/directory/streets.h"
#include "city/documents/counts.h"
#include "city/documents/documents.h"
#include "city/open311/routes.h"
#include "city/standards/standards.h"
#include "platform/crypto/crypto.h"
#include "platform/files/files.h"
#include "platform/files/sweeper.h"
#include "platform/http/feed.h"
#include "platform/identity/identity.h"
#include "platform/ledger/ledger.h"
#include "platform/ledger/tail.h"
#include "platform/notify/sender.h"
#include "platform/store/store.h"
#include "platform/webhooks/deliverer.h"
#include "platform/webhooks/webhooks.h"

namespace portico::app {

// Every module's migrations, lowest floor first.
std::vector<store::Migration> all_migrations();

// What may be told, of every module.
notify::Kinds all_kinds();

store::Settings store_settings(const Settings& settings);

class House {
 public:
  // Opens the store (see store::Store::open for what it throws) and reads the city's snapshots. Nothing runs by itself until start().
  House(Settings settings, Log& to, const TimeSource& time);

  void start();  // sealer, subscribers, jobs and scheduler
  void stop();

  const Settings settings;
  const TimeSource& time;
  std::atomic<std::uint64_t> writes{0};  // commits of this process, and snapshots read anew; with the embedded database nobody else writes
  crypto::SystemChance chance;
  std::unique_ptr<store::Store> store;
  identity::Identity identity;
  directory::Directory directory;
  CitySurroundings surroundings;
  directory::Streets streets;
  directory::BaseMaps base_maps;
  standards::Standards standards;
  const std::string number_key;  // behind the cases' numbers
  const std::string report_key;  // under which a report's photos go from page to page
  cases::Cases cases;
  cases::Pins pins;
  cases::Redactions redactions;
  cases::Jobs jobs;
  cases::Reckoner reckoner;
  cases::Scheduler scheduler;
  files::Files files;
  files::Sweeper sweeper;
  announcements::Announcements announcements;
  documents::Documents documents;
  documents::Counter answers_read;
  open311::Open311 open311;
  ledger::Ledger ledger;
  http::Feed live;    // of pages that stay open: topics are subjects of events
  ledger::Tail tail;  // tells it of them
  webhooks::Secrets webhook_secrets;
  webhooks::Deliverer webhook_deliverer;
  Storm storm;
  cases::CaseBook book;
  contacts::ReplyBook answerable;   // the same, with the addresses at which answers land
  contacts::ContactBook everybody;  // and whoever wrote to the city
  StaffBook staff;                  // and who holds which role
  notify::Templates templates;
  notify::Sender sender;  // of what is to be told; runs where a channel is set
  contacts::Contacts contacts;
  contacts::Redactions mail_redactions;
  contacts::Keeper contacts_keeper;
  MailIn mail_in;
  Log& log;
  std::unique_ptr<House> sandbox;  // where this process serves one beside the city's own; see sandbox.h

  // After a load has become durable.
  void refresh();
  // After an emergency was declared, extended or ended, durably. May be called from any thread.
  void emergency_changed();
};

}  // namespace portico::app
