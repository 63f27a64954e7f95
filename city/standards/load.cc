#include "city/standards/load.h"

#include "base/text.h"
#include "city/standards/events.h"
#include "city/standards/record.h"
#include "city/standards/tables.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/ledger.h"

namespace portico::standards {
namespace {

// One load: what all its versions have in common.
struct Load {
  store::Tx& tx;
  std::int64_t number;
  Instant at;
  std::string_view actor, tzdata;

  void append(std::string subject, std::int64_t version, std::string_view type, std::string payload) const {
    ledger::append(tx, {.at = at,
                        .actor = std::string(actor),
                        .subject = std::move(subject),
                        .version = version,
                        .type = std::string(type),
                        .payload = std::move(payload)});
  }
};

void publish_calendar(const Load& load, const Change& change, StoredVersion row) {
  row.version = newest_calendar_version(load.tx, change.code) + 1;
  row.tzdata = load.tzdata;
  const auto id = insert_calendar(load.tx, row);
  const auto subject = "calendar:" + change.code;
  if (row.retired) {
    const CalendarRetired event{.id = id, .version = row.version, .load = load.number, .code = change.code};
    return load.append(subject, row.version, event.type, to_json(event));
  }
  const CalendarPublished event{.id = id,
                                .version = row.version,
                                .load = load.number,
                                .code = change.code,
                                .zone = plan_of(row.record).zone,
                                .tzdata = row.tzdata,
                                .hash = row.hash};
  load.append(subject, row.version, event.type, to_json(event));
}

void publish_policy(const Load& load, StoredVersion row) {
  row.version = newest_policy_version(load.tx) + 1;
  insert_policy(load.tx, row);
  const auto policy = policy_of(row.record);
  StandardsPolicyPublished event{
      .version = row.version, .load = load.number, .reviewers = {}, .confirm_every_months = policy.confirm_every_months, .hash = row.hash};
  for (const auto& office : policy.reviewers) event.reviewers.push_back(office.code);
  load.append("policy:standards", row.version, event.type, to_json(event));
}

void publish_sla(const Load& load, const Change& change, StoredVersion row) {
  row.effective = change.effective;
  row.version = newest_sla_version(load.tx, change.code, change.effective) + 1;
  const auto id = insert_sla(load.tx, row);
  const auto subject = "sla:" + change.code + "@" + change.effective;
  if (row.retired) {
    const SlaRetired event{.id = id, .version = row.version, .load = load.number, .service = change.code, .effective = change.effective};
    return load.append(subject, row.version, event.type, to_json(event));
  }
  const auto sla = sla_of(row.record);
  const auto target = [&](ClockKind kind) { return sla.clock(kind) ? to_text(sla.clock(kind)->target) : std::string(); };
  const SlaPublished event{.id = id,
                           .version = row.version,
                           .load = load.number,
                           .service = change.code,
                           .effective = change.effective,
                           .first_status = target(ClockKind::first_status),
                           .outcome = target(ClockKind::outcome),
                           .hash = row.hash,
                           .proposal = row.proposal};
  load.append(subject, row.version, event.type, to_json(event));
}

}  // namespace

Outcome<std::int64_t> apply(store::Tx& tx, const Plan& plan, Instant at, std::string_view actor, std::string_view tzdata) {
  if (plan.empty()) return plan.based_on;
  // The first write is the lock: on PostgreSQL a second load waits here and then finds that its plan is stale.
  const Load load{tx, begin_load(tx), at, actor, tzdata};
  if (load.number != plan.based_on + 1) {
    return refuse(Refused::conflict, "", "Other promises were loaded since this plan was made.",
                  "the same load again: its plan is then made anew");
  }
  for (const auto& change : plan.changes) {
    StoredVersion row{.code = change.code,
                      .load = load.number,
                      .at = at,
                      .retired = change.what == Change::What::retired,
                      .hash = hex(crypto::view(crypto::sha256(change.record))),
                      .record = change.record,
                      .proposal = change.proposal};
    switch (change.kind) {
      case Change::Kind::calendar:
        publish_calendar(load, change, std::move(row));
        break;
      case Change::Kind::sla:
        publish_sla(load, change, std::move(row));
        break;
      case Change::Kind::policy:
        publish_policy(load, std::move(row));
        break;
    }
  }
  return load.number;
}

}  // namespace portico::standards
