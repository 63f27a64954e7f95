// Brings events to webhooks: to each in the ledger's order, at least once, and nothing of a subject before what was refused of it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/chance.h"
#include "base/instant.h"
#include "base/log.h"
#include "platform/store/store.h"
#include "platform/webhooks/call.h"
#include "platform/webhooks/webhook.h"
#include "platform/webhooks/webhooks.h"

namespace portico::webhooks {

struct Answer {
  int status = 0;       // of HTTP; 0 where nobody answered
  std::string trouble;  // why nobody did
};

class Deliverer {
 public:
  using Post = std::function<Answer(const Call&)>;  // blocks; called from several threads, once at a time for a webhook
  using Describe = std::function<Described(store::Reader&, const ledger::Event&)>;
  struct Settings {
    std::string source;  // of every CloudEvent: the server's public address
    int events_a_call = 100;
  };
  Deliverer(store::Store& store, const Secrets& secrets, const TimeSource& time, Chance& chance, Log& log, Post post, Describe describe,
            Settings settings);
  ~Deliverer();

  void start();  // once; a thread for each webhook
  void stop();   // waits for calls that are under way
  void look();   // all webhooks take what they can now, on the calling thread; for a clock that was set

 private:
  struct Inside;
  std::shared_ptr<Inside> inside_;
};

}  // namespace portico::webhooks
