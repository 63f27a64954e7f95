// Commands: who is told, from where, and again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/chance.h"
#include "base/instant.h"
#include "base/outcome.h"
#include "platform/store/store.h"
#include "platform/webhooks/webhook.h"

namespace portico::webhooks {

// Seals the secrets of webhooks; made once, from a key that the store keeps.
class Secrets {
 public:
  Secrets(std::string key, Chance& chance) : key_(std::move(key)), chance_(chance) {}
  std::string drawn() const;  // 32 raw bytes
  std::string sealed(std::int64_t webhook, std::string_view secret) const;
  std::string opened(std::int64_t webhook, std::string_view sealed) const;  // throws std::runtime_error for one of another key

 private:
  std::string key_;
  Chance& chance_;
};

// It is told what comes from now on.
Outcome<Webhook> add_webhook(store::Tx& tx, const NewWebhook& checked, const Secrets& secrets, std::string_view secret, Instant now,
                             std::string_view actor);
Outcome<Webhook> switch_off_webhook(store::Tx& tx, std::int64_t id, std::string_view why, Instant now, std::string_view actor);
Outcome<Webhook> switch_on_webhook(store::Tx& tx, std::int64_t id, Instant now, std::string_view actor);
// All behind `position` is told again, what is parked there too; from 0 to the ledger's last position.
Outcome<Webhook> replay_webhook(store::Tx& tx, std::int64_t id, std::int64_t position, Instant now, std::string_view actor);
// The parked events of a subject are tried again, in their order.
Outcome<Webhook> redeliver_webhook(store::Tx& tx, std::int64_t id, std::string_view subject, Instant now, std::string_view actor);
Outcome<Webhook> remove_webhook(store::Tx& tx, std::int64_t id, Instant now, std::string_view actor);  // what it was

}  // namespace portico::webhooks
