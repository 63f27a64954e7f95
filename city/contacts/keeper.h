// Looks after what contacts hold, on a thread of its own: what was kept long enough goes, and what was taken out leaves the database's
// files.
#pragma once

#include <memory>

#include "base/log.h"
#include "city/contacts/redactions.h"

namespace portico::contacts {

class Keeper {
 public:
  Keeper(store::Store& store, const Contacts& contacts, Redactions& redactions, Log& log);
  ~Keeper();
  void start();  // once
  void stop();

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace portico::contacts
