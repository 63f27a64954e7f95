// Copies of the public requests, kept by somebody else: a full one, and then only what is other than it was.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "city/cases/case.h"
#include "city/directory/directory.h"
#include "platform/ledger/ledger.h"
#include "platform/store/store.h"

namespace portico::cases {

// Which requests look other than they did, by the ledger's events behind one position and up to another. A load of the city counts too: it
// may change the name or the showing of requests of which the ledger says nothing. Keeps two bits a request.
class Changes {
 public:
  static Changes between(store::Store& store, const directory::Snapshot& city, std::int64_t since, std::int64_t until);

  bool everywhere() const { return all_ || !services_.empty() || !agencies_.empty(); }  // not only in the requests that have events
  bool touch(const Case& subject) const;
  // Whether the public may have seen it before. Only then may its number be told to say that it is gone.
  bool may_have_been_seen(const Case& subject) const;
  std::int64_t next_after(std::int64_t id) const;  // the next request with an event; 0 at the end. For changes that are not everywhere

 private:
  void hear(const directory::Snapshot& city, const ledger::Event& event);
  void hear_of_case(const directory::Snapshot& city, const ledger::Event& event);

  std::vector<bool> touched_, was_public_;                // by id: has an event; was of a service whose requests are public
  std::map<std::int64_t, std::set<std::string>> was_of_;  // services whose requests are not, but may have been
  std::set<std::string> services_, agencies_;             // that are other than they were
  std::set<std::string> showing_;                         // services of which it changed whether their requests are public
  bool all_ = false;                                      // the city's languages or districts: names that stand in any request
};

struct CopyRow {
  Case subject;
  bool gone = false;            // it was there, and is not public any more
  std::optional<Instant> told;  // when the words of its status_notes were said
};
struct CopyPage {
  std::vector<CopyRow> rows;  // by id
  std::int64_t through = 0;   // all up to this id was looked at
  bool end = false;
};

// Walks requests by id, each page in a snapshot of its own, so that nothing is held up by a copy that takes its time. What is changed
// behind it meanwhile has a later position in the ledger.
class Copying {
 public:
  // `changes`: nothing for a full copy. Requests behind `last_id` are left for the next one.
  Copying(store::Store& store, std::shared_ptr<const directory::Snapshot> city, std::optional<Changes> changes, std::int64_t last_id)
      : store_(store), city_(std::move(city)), changes_(std::move(changes)), last_id_(last_id) {}

  CopyPage after(std::int64_t id) const;  // what is to be copied of the next 500 requests

 private:
  std::vector<Case> read(store::Reader& reader, std::int64_t id, CopyPage& page) const;
  bool is_public(const Case& subject) const;

  store::Store& store_;
  std::shared_ptr<const directory::Snapshot> city_;
  std::optional<Changes> changes_;
  std::int64_t last_id_;
};

std::int64_t newest_public(store::Store& store, const directory::Snapshot& city);  // its id; 0 where there is none

}  // namespace portico::cases
