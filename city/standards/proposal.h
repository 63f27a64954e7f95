// A promise that an agency proposes, and what the reviewing offices say to it: values and pure rules. The commands are in review.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/directory/directory.h"
#include "city/standards/clock_reading.h"
#include "city/standards/standards.h"

namespace portico::standards {

// What one office has to say, and by when.
struct OfficeReview {
  enum class Decision { none, approved, returned };
  std::string office;
  Instant due;  // by its target in standards.toml when the promise was proposed
  Decision decision = Decision::none;
  std::optional<Instant> decided;
  std::string reason;      // why; an approval may say nothing
  std::string decided_by;  // as the ledger names them: "operator"
};
std::string_view name_of(OfficeReview::Decision decision);  // "approved"; "" for none

struct Proposal {
  enum class State { under_review, approved, returned, withdrawn };
  std::int64_t id = 0;
  std::int64_t version = 0;  // of the ledger's subject "proposal:7"
  std::string agency;
  SlaVersion sla;          // as proposed; without id
  std::string reason;      // why, in plain words
  std::int64_t again = 0;  // the returned or withdrawn proposal that it follows; 0: none
  State state = State::under_review;
  Instant proposed;
  std::string proposed_by;            // as the ledger names them
  std::optional<Instant> ended;       // when it was approved by all, returned or withdrawn
  std::string ended_reason;           // of a withdrawal; an office's reason stands with its review
  std::vector<OfficeReview> reviews;  // by office
  std::string evidence;               // canonical JSON (record_evidence.h), fixed when it was proposed
  std::string hash, evidence_hash;    // SHA-256 of the promise's record and of the evidence, hex: the ledger tells the same
  std::int64_t published = 0;         // id of the SLA version that came of it

  OfficeReview* review(std::string_view office);  // nullptr where that office has nothing to say
  const OfficeReview* review(std::string_view office) const { return const_cast<Proposal*>(this)->review(office); }
  bool approved_by_all() const;
};
std::string_view name_of(Proposal::State state);  // "under_review"
std::optional<Proposal::State> proposal_state(std::string_view name);

// Whether the office is, or was, late: its decision came after its due instant, or has not come and the proposal still waits for it.
bool overdue(const Proposal& proposal, const OfficeReview& review, Instant now);

struct ProposalFilter {  // for lists, newest first; what is empty does not filter
  std::optional<Proposal::State> state;
  std::string service, agency;
  std::int64_t before = std::numeric_limits<std::int64_t>::max();  // ids below this one
  int limit = 50;
};

// An agency said anew that its promise still holds.
struct Confirmation {
  std::string service;
  std::int64_t version = 0;  // of the service's confirmations, from 1
  std::int64_t sla = 0;
  std::string agency;
  Instant at;
  std::string confirmed_by, reason;
};

// A draft was made public.
struct Publication {
  std::string service;
  std::int64_t version = 0;  // of the service's publications, from 1
  std::int64_t sla = 0;
  Instant at;
  std::string published_by;
};

// A proposal as somebody wrote it.
struct WrittenProposal {
  std::string service, agency;  // agency "": the service's own
  std::string effective;        // "2027-01-01"
  std::string reason;
  std::int64_t again = 0;
  std::map<std::string, std::string> words;  // language → the promise in plain words
  std::vector<WrittenClock> clocks;
  // Where a fault lies, by the field's name as it stands above; empty: the name itself.
  std::function<std::string(std::string_view field)> place;
};

// Reads service, agency, effective, reason, again, [words] and [[clock]] from a TOML file; faults tell its lines, then and when it is
// checked.
Outcome<WrittenProposal> read_proposal(const std::filesystem::path& file);

// Everything that can be wrong with it by itself, held against the city, its calendars and its policy: the refusal lists all of it. What it
// gives has neither id, evidence nor hashes yet; each office's due instant counts from `now`.
Outcome<Proposal> check_proposal(const WrittenProposal& written, const directory::Snapshot& city, const Snapshot& standards, Instant now);

// What an office says, put into the proposal: a return ends it, and so does the last approval. Refused where the proposal waits for nothing
// any more, where the office is none of its reviewers or has decided, and for a return without a reason.
Outcome<void> decide(Proposal& proposal, std::string_view office, OfficeReview::Decision decision, std::string_view reason, Instant at,
                     std::string_view by);

// The agency takes it back. Refused where it waits for nothing any more or is another agency's.
Outcome<void> withdraw(Proposal& proposal, std::string_view agency, std::string_view reason, Instant at);

std::chrono::sys_days local_date(const directory::Snapshot& city, Instant at);  // the city's; UTC's where no city is loaded

}  // namespace portico::standards
