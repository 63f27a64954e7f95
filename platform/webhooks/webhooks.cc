#include "platform/webhooks/webhooks.h"

#include <stdexcept>

#include "platform/crypto/seal.h"
#include "platform/webhooks/events.h"
#include "platform/webhooks/tables.h"

namespace portico::webhooks {
namespace {

constexpr std::size_t secret_bytes = 32;

std::string subject_of(std::int64_t id) { return "webhook:" + std::to_string(id); }

template <class Event>
void tell(store::Tx& tx, std::int64_t id, const Event& event, Instant now, std::string_view actor) {
  ledger::append(tx, {.at = now,
                      .actor = std::string(actor),
                      .subject = subject_of(id),
                      .version = tables::next_version(tx, id),
                      .type = std::string(Event::type),
                      .payload = to_json(event)});
}

Outcome<Webhook> known(store::Reader& reader, std::int64_t id) {
  auto found = tables::webhook_by_id(reader, id);
  if (!found) return refuse(Refused::not_found, "webhook", "There is no webhook " + std::to_string(id) + ".", "a number of /webhooks");
  return *std::move(found);
}

}  // namespace

std::string Secrets::drawn() const { return chance_.bytes(secret_bytes); }

std::string Secrets::sealed(std::int64_t webhook, std::string_view secret) const {
  return crypto::base64_url(crypto::seal(key_, secret, subject_of(webhook), chance_));
}

std::string Secrets::opened(std::int64_t webhook, std::string_view sealed) const {
  const auto bytes = crypto::from_base64_url(sealed);
  const auto secret = bytes ? crypto::unseal(key_, *bytes, subject_of(webhook)) : std::nullopt;
  if (!secret) throw std::runtime_error("the secret of webhook " + std::to_string(webhook) + " cannot be opened");
  return *secret;
}

Outcome<Webhook> add_webhook(store::Tx& tx, const NewWebhook& checked, const Secrets& secrets, std::string_view secret, Instant now,
                             std::string_view actor) {
  Webhook added;
  static_cast<NewWebhook&>(added) = checked;
  added.id = tx.next("webhooks.webhook");
  added.position = ledger::last_position(tx);
  added.added = now;
  tables::insert_webhook(tx, added, secrets.sealed(added.id, secret));
  tell(tx, added.id, WebhookAdded{added.id, added.position, added.concerning, added.types}, now, actor);
  return known(tx, added.id);
}

Outcome<Webhook> switch_off_webhook(store::Tx& tx, std::int64_t id, std::string_view why, Instant now, std::string_view actor) {
  const auto webhook = known(tx, id);
  if (!webhook) return webhook;
  if (webhook->off) return refuse(Refused::conflict, "webhook", "It is switched off already.");
  tables::set_state(tx, id, true);
  tell(tx, id, WebhookSwitchedOff{id, std::string(why)}, now, actor);
  return known(tx, id);
}

Outcome<Webhook> switch_on_webhook(store::Tx& tx, std::int64_t id, Instant now, std::string_view actor) {
  const auto webhook = known(tx, id);
  if (!webhook) return webhook;
  if (!webhook->off) return refuse(Refused::conflict, "webhook", "It is switched on already.");
  tables::set_state(tx, id, false);
  tell(tx, id, WebhookSwitchedOn{id}, now, actor);
  return known(tx, id);
}

Outcome<Webhook> replay_webhook(store::Tx& tx, std::int64_t id, std::int64_t position, Instant now, std::string_view actor) {
  const auto webhook = known(tx, id);
  if (!webhook) return webhook;
  const std::int64_t last = ledger::last_position(tx);
  if (position < 0 || position > last)
    return refuse(Refused::invalid, "position", "The ledger holds no position " + std::to_string(position) + ".",
                  "0 to " + std::to_string(last));
  tables::set_position(tx, id, position);
  tables::unpark_behind(tx, id, position);
  tell(tx, id, WebhookReplayed{id, position}, now, actor);
  return known(tx, id);
}

Outcome<Webhook> redeliver_webhook(store::Tx& tx, std::int64_t id, std::string_view subject, Instant now, std::string_view actor) {
  const auto webhook = known(tx, id);
  if (!webhook) return webhook;
  if (tables::ask_again(tx, id, subject) == 0)
    return refuse(Refused::not_found, "subject", "No event of this is parked.", "a subject of the list of parked events");
  tables::set_next_try(tx, id, now);
  tell(tx, id, WebhookRedelivered{id, std::string(subject)}, now, actor);
  return known(tx, id);
}

Outcome<Webhook> remove_webhook(store::Tx& tx, std::int64_t id, Instant now, std::string_view actor) {
  auto webhook = known(tx, id);
  if (!webhook) return webhook;
  tell(tx, id, WebhookRemoved{id}, now, actor);
  tables::delete_webhook(tx, id);
  return webhook;
}

}  // namespace portico::webhooks
