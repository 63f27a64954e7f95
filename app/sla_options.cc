#include "app/sla_options.h"

#include <CLI/CLI.hpp>

namespace portico::app {
namespace {

using Orders = std::function<void(CLI::App&, std::function<Order()>)>;

void add_review(CLI::App& sla, SlaAsked& asked, const Orders& orders, bool approves) {
  auto* command = approves ? sla.add_subcommand("approve", "an office finds a proposal reasonable; the last one's word publishes it")
                           : sla.add_subcommand("return", "an office returns a proposal, with a reason");
  command->add_option("ID", asked.review.id, "the proposal")->required();
  command->add_option("--office", asked.review.office, "the reviewing office, by its code in standards.toml")
      ->required()
      ->type_name("CODE");
  auto* reason = command->add_option("--reason", asked.review.reason, "why")->type_name("TEXT");
  if (!approves) reason->required();
  orders(*command, [&asked, approves] {
    asked.review.approves = approves;
    return Order(asked.review);
  });
}

void add_proposals(CLI::App& sla, SlaAsked& asked, const Orders& orders) {
  auto* propose = sla.add_subcommand("propose", "propose the promise that a file says; the evidence is gathered and kept with it");
  propose->add_option("FILE", asked.propose.file, "the proposal (TOML)")->required()->check(CLI::ExistingFile);
  orders(*propose, [&asked] { return Order(asked.propose); });

  auto* list = sla.add_subcommand("list", "proposals, newest first");
  list->add_option("--state", asked.state, "under_review, approved, returned or withdrawn; all unless said")
      ->check(CLI::IsMember({"under_review", "approved", "returned", "withdrawn"}));
  list->add_option("--service", asked.list.service, "of one service")->type_name("CODE");
  orders(*list, [&asked] {
    asked.list.state = standards::proposal_state(asked.state);
    return Order(asked.list);
  });

  auto* show = sla.add_subcommand("show", "one proposal with its reviews and its evidence");
  show->add_option("ID", asked.show.id, "the proposal")->required();
  orders(*show, [&asked] { return Order(asked.show); });

  add_review(sla, asked, orders, true);
  add_review(sla, asked, orders, false);

  auto* withdraw = sla.add_subcommand("withdraw", "the agency takes a proposal back");
  withdraw->add_option("ID", asked.withdraw.id, "the proposal")->required();
  withdraw->add_option("--reason", asked.withdraw.reason, "why")->type_name("TEXT");
  orders(*withdraw, [&asked] { return Order(asked.withdraw); });
}

void add_promises_in_force(CLI::App& sla, SlaAsked& asked, const Orders& orders) {
  auto* evidence = sla.add_subcommand("evidence", "how long cases really took, beside the promise in force or a proposal");
  auto* service = evidence->add_option("SERVICE", asked.evidence.service, "the service whose promise in force counts");
  auto* file =
      evidence->add_option("--file", asked.evidence.file, "a proposal whose promise counts")->type_name("FILE")->check(CLI::ExistingFile);
  file->excludes(service);
  evidence->add_option("--from", asked.evidence.from, "cases opened from this day on; the last twelve months unless said")
      ->type_name("DATE");
  evidence->add_option("--until", asked.evidence.until, "and before this one")->type_name("DATE");
  orders(*evidence, [&asked] { return Order(asked.evidence); });

  auto* confirm = sla.add_subcommand("confirm", "the agency says that the promise in force still holds");
  confirm->add_option("SERVICE", asked.confirm.service, "its service")->required();
  confirm->add_option("--reason", asked.confirm.reason, "what the agency says to it")->type_name("TEXT");
  orders(*confirm, [&asked] { return Order(asked.confirm); });

  auto* unconfirmed = sla.add_subcommand("unconfirmed", "promises in force, those longest unconfirmed first; 4 where one is overdue");
  unconfirmed->add_flag("--overdue", asked.unconfirmed.overdue_only, "only those that are overdue");
  orders(*unconfirmed, [&asked] { return Order(asked.unconfirmed); });
}

}  // namespace

void add_sla(CLI::App& portico, SlaAsked& asked, const Orders& orders) {
  auto* sla = portico.add_subcommand("sla", "propose and review promises (docs/review.md)")->require_subcommand(1);
  add_proposals(*sla, asked, orders);
  add_promises_in_force(*sla, asked, orders);
  auto* service = portico.add_subcommand("service", "services of the city")->require_subcommand(1);
  auto* publish = service->add_subcommand("publish", "make a draft public, under an approved promise in force");
  publish->add_option("SERVICE", asked.publish.service, "the draft's code")->required();
  orders(*publish, [&asked] { return Order(asked.publish); });
}

}  // namespace portico::app
