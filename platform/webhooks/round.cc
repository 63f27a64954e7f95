#include "platform/webhooks/round.h"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace portico::webhooks {
namespace {

constexpr int looked_at = 500;  // events a step

Step redelivery(store::Reader& reader, Step step, const Parked& again, const Deliverer::Describe& describe) {
  step.redelivers = true;
  step.reached = step.webhook.position;
  step.more = true;
  auto events = ledger::events_after(reader, again.position - 1, 1);
  if (events.empty()) throw std::logic_error("a parked event is not in the ledger");
  Described described = describe(reader, events.front());
  step.told.push_back({std::move(events.front()), std::move(described)});
  return step;
}

std::string why_of(const Answer& answer) { return answer.status ? "HTTP " + std::to_string(answer.status) : answer.trouble; }

}  // namespace

std::optional<Step> next_step(store::Reader& reader, std::int64_t id, std::int64_t seen, Instant now, int events_a_call,
                              const Deliverer::Describe& describe) {
  Step step;
  auto webhook = tables::webhook_by_id(reader, id);
  if (!webhook || webhook->off || webhook->next_try > now) return std::nullopt;
  step.webhook = *std::move(webhook);
  step.sealed_secret = tables::sealed_secret_of(reader, id);
  if (const auto again = tables::first_asked_again(reader, id)) return redelivery(reader, std::move(step), *again, describe);

  step.reached = std::max(step.webhook.position, seen);
  std::map<std::string, std::optional<bool>, std::less<>> waits;  // subject → is_parked
  auto events = ledger::events_after(reader, step.reached, looked_at);
  step.more = events.size() == static_cast<std::size_t>(looked_at);
  for (ledger::Event& event : events) {
    if (step.told.size() == static_cast<std::size_t>(events_a_call)) {
      step.more = true;
      break;
    }
    step.reached = event.position;
    Described described = describe(reader, event);
    if (!wanted(step.webhook, event, described)) continue;
    auto [waiting, is_new] = waits.try_emplace(event.subject);
    if (is_new) waiting->second = tables::is_parked(reader, id, event.subject);
    if (waiting->second)
      step.parked.push_back({event.position, event.subject, "", now, *waiting->second});
    else
      step.told.push_back({std::move(event), std::move(described)});
  }
  return step;
}

void record_silence(store::Tx& tx, const Step& step) {
  if (!tables::move_position(tx, step.webhook.id, step.webhook.position, step.reached)) return;
  for (const Parked& each : step.parked) tables::park(tx, step.webhook.id, each);
}

void record_step(store::Tx& tx, const Step& step, const Answer& answer, Millis took, Instant now, unsigned char chance) {
  const std::int64_t id = step.webhook.id;
  const auto there = tables::webhook_by_id(tx, id);
  if (!there) return;  // removed meanwhile
  const ledger::Event &first = step.told.front().event, &last = step.told.back().event;
  tables::insert_delivery(tx, id, {now, first.position, last.position, static_cast<std::int64_t>(step.told.size()), answer.status, took});
  switch (answered(answer.status)) {
    case Answered::taken:
      if (step.redelivers)
        tables::unpark(tx, id, first.position);
      else
        record_silence(tx, step);
      break;
    case Answered::refused:
      if (step.redelivers) {
        tables::park_again(tx, id, first.subject, first.position, why_of(answer));
      } else if (step.told.size() == 1 && there->position == step.webhook.position) {
        record_silence(tx, step);
        tables::park(tx, id, {first.position, first.subject, why_of(answer), now, false});
      }
      break;
    case Answered::gone:
      if (!there->off) (void)switch_off_webhook(tx, id, "gone", now, "webhook:" + std::to_string(id));
      break;
    case Answered::later:
      tables::fail(tx, id, now + rest_after(there->failures + 1, chance), why_of(answer));
      break;
  }
}

}  // namespace portico::webhooks
