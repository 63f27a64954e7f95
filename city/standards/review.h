// Reviewing promises: an agency proposes, every reviewing office approves or returns, and what all have approved is published. Confirming a
// promise once a year, and making a draft public, are here too. The commands take the caller's transaction and tell the ledger; `actor` is
// who the ledger says did it. Call Standards::refresh() once they are durable, after publish_service Directory::refresh() as well.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/directory/directory.h"
#include "city/standards/evidence.h"
#include "city/standards/proposal.h"
#include "city/standards/standards.h"
#include "platform/store/store.h"

namespace portico::standards {

// The city as it is: what a command holds things against.
struct CityNow {
  const directory::Snapshot& city;
  const Snapshot& standards;
};

// `checked` is what check_proposal() gave; the evidence is fixed with it. Refused as a conflict while another proposal for the service is
// under review, and where the proposal that it follows is none of the service's that was returned or withdrawn.
Outcome<Proposal> propose_sla(store::Tx& tx, Proposal checked, const Evidence& evidence, std::string_view actor);

// One office approves. Where it is the last, the promise is published as a load would publish it, from its day on: from the day of this
// approval where its day has passed meanwhile. Refused where its service or a calendar of it is no longer there.
Outcome<Proposal> approve_sla(store::Tx& tx, std::int64_t id, std::string_view office, std::string_view reason, const CityNow& now,
                              Instant at, std::string_view actor);

// One office returns it, with a reason: the proposal has ended, and the agency may propose anew.
Outcome<Proposal> return_sla(store::Tx& tx, std::int64_t id, std::string_view office, std::string_view reason, Instant at,
                             std::string_view actor);

// The agency takes back what is under review. `agency` "" : whoever's it is.
Outcome<Proposal> withdraw_sla(store::Tx& tx, std::int64_t id, std::string_view agency, std::string_view reason, Instant at,
                               std::string_view actor);

// The agency says that the promise in force for its service still holds. `agency` "": the service's own.
Outcome<Confirmation> confirm_sla(store::Tx& tx, std::string_view service, std::string_view agency, std::string_view reason,
                                  const CityNow& now, Instant at, std::string_view actor);

// A promise in force and when it was confirmed last: published, come into force, or confirmed by its agency, whichever is latest.
struct Confirmed {
  const SlaVersion* sla = nullptr;  // lives as long as the snapshot
  std::string agency;
  std::chrono::sys_days confirmed, due;  // local dates; confirmed anew by the end of the day before `due`
  bool overdue = false;
};
// Of every service that is public, those longest unconfirmed first.
std::vector<Confirmed> confirmations(const CityNow& now, std::chrono::sys_days today);

// Makes a draft public. Refused, in plain words, where there is no such draft, and where no promise of it is in force: there is none, it
// begins later, it waits for an office, was returned, or came with the pack and was not reviewed where offices review.
Outcome<Publication> publish_service(store::Tx& tx, std::string_view service, const CityNow& now, Instant at, std::string_view actor);

}  // namespace portico::standards
