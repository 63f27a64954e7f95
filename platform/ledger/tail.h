// Hears each event soon after it has a position, from now on: for what is shown live. Keeps no cursor: what happens while nobody listens,
// or while the program is down, is passed over, so whoever begins to listen reads first what there is.
#pragma once

#include <functional>
#include <memory>

#include "base/log.h"
#include "platform/ledger/ledger.h"

namespace portico::ledger {

class Tail {
 public:
  // Both are called on a thread of its own. While `anybody` says no, events are not read.
  Tail(store::Store& store, Log& log, std::function<bool()> anybody, std::function<void(const Event&)> hear);
  ~Tail();
  void start();  // once
  void stop();

 private:
  struct Inside;
  std::shared_ptr<Inside> inside_;
};

}  // namespace portico::ledger
