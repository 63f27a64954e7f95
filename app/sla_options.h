// The command line's words for promises: `portico sla …` and `portico service publish`.
#pragma once

#include <functional>
#include <string>

#include "app/command.h"
#include "app/sla.h"

namespace CLI {
class App;
}

namespace portico::app {

// What the options write to.
struct SlaAsked {
  ProposeSla propose;
  ListProposals list;
  ShowProposal show;
  ReviewSla review;
  WithdrawSla withdraw;
  ConfirmSla confirm;
  ListUnconfirmed unconfirmed;
  ShowEvidence evidence;
  PublishService publish;
  std::string state;  // of the list; "" : all
};

// `orders` makes a command carry out what it is given, once the options have been read.
void add_sla(CLI::App& portico, SlaAsked& asked, const std::function<void(CLI::App& command, std::function<Order()> order)>& orders);

}  // namespace portico::app
