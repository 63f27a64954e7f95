// Orders around promises: proposals, their reviews, evidence, confirmations, and publishing a service (docs/review.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "city/standards/proposal.h"

namespace portico::app {

struct ProposeSla {
  std::filesystem::path file;
};
struct ListProposals {
  std::optional<standards::Proposal::State> state;
  std::string service;
};
struct ShowProposal {
  std::int64_t id = 0;
};
struct ReviewSla {
  std::int64_t id = 0;
  bool approves = true;  // false: returns it
  std::string office, reason;
};
struct WithdrawSla {
  std::int64_t id = 0;
  std::string reason;
};
struct ConfirmSla {
  std::string service, reason;
};
struct ListUnconfirmed {
  bool overdue_only = false;
};
struct ShowEvidence {
  std::string service;         // whose promise in force counts; "" where a file is given
  std::filesystem::path file;  // a proposal whose promise counts
  std::string from, until;     // local dates, "" unless said
};
struct PublishService {
  std::string service;
};

}  // namespace portico::app
