// The sender: takes notes out of the outbox when they are due, has the modules above say whom they are for, fills the templates, gives
// messages to the channels, and records what became of them.
//
// Once in the database, at least once outside: what a carrier answered is recorded in one transaction for many messages. Whoever kills the
// process between the two gets those messages again, with the same Message-ID.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/chance.h"
#include "base/instant.h"
#include "base/log.h"
#include "platform/notify/channel.h"
#include "platform/notify/marks.h"
#include "platform/notify/reach.h"
#include "platform/notify/telling.h"
#include "platform/notify/templates.h"
#include "platform/notify/timing.h"
#include "platform/store/store.h"

namespace portico::notify {

// Some of one digest is written out; the rest is counted.
inline constexpr int written_out = 50, most_gathered = 500;
// "digest": fields count, news, more. Whoever makes the Kinds adds it, with the templates of digest_templates().
TemplateKind digest_kind();
std::vector<Template> digest_templates();

struct SenderSettings {
  std::string domain = "localhost";  // of Message-IDs
  std::string unsubscribe_url = {};  // a token is put behind it; "": no such links
  int batch = 100;                   // messages of a channel that are recorded together
  int parallel = 8;                  // of them on their way at once
  BackOff back_off = {};
  int per_address = 20;                          // in the last hour; what is more waits, and becomes a digest
  Millis rest = std::chrono::milliseconds(200);  // between two looks, so that many notes become one transaction
};

struct ChannelState {
  ChannelKind channel = ChannelKind::mail;
  std::int64_t sent = 0, tries_failed = 0;  // since the start
  int down = 0;                             // times in a row that it was
  std::optional<Instant> rests_until;       // while it is down
  std::string why;                          // it is down
};

class Sender {
 public:
  // `book`, `templates` and what else is given by reference outlive it. One channel of a kind.
  Sender(store::Store& store, const Templates& templates, const AddressBook& book, std::vector<std::unique_ptr<Channel>> channels,
         SenderSettings settings, const TimeSource& time, Chance& chance, Log& log);
  ~Sender();

  void start();  // threads of its own: one that takes notes, one for each channel
  void stop();   // what is on its way is waited for and recorded

  // Does what there is to do by now, on the calling thread; how many notes and messages that were. Not while it runs.
  int round();

  const Marks& marks() const;
  std::vector<ChannelState> channels() const;

 private:
  struct Inside;
  std::shared_ptr<Inside> inside_;
};

}  // namespace portico::notify
