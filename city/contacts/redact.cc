// Words, files and persons go out of contacts: with their case, by somebody's word, or since they were kept long enough.
#include <algorithm>

#include "city/cases/events.h"
#include "city/cases/redact.h"
#include "city/contacts/contacts.h"
#include "city/contacts/events.h"
#include "city/contacts/tables.h"

namespace portico::contacts {
namespace {

constexpr std::string_view retention = "retention";

std::string reasons_in_words() {
  std::string list;
  for (const auto each : cases::redaction_reasons()) list += (list.empty() ? "" : ", ") + std::string(each);
  return list;
}

// How many events tell of it: that it came, and what a person or a rule decided.
std::int64_t told_of(const Contact& contact) { return contact.state == State::dismissed ? 2 : 1; }

}  // namespace

Outcome<void> Contacts::redact_contact(store::Tx& tx, std::int64_t id, std::string_view reason, std::string_view actor) const {
  const auto reasons = cases::redaction_reasons();
  if (std::ranges::find(reasons, reason) == reasons.end())
    return refuse(Refused::invalid, "reason", reason.empty() ? "reason required" : "this reason is not known", reasons_in_words());
  const auto contact = tables::find(tx, id);
  if (!contact) return refuse(Refused::not_found, "contact", "there is no such mail", "a mail of the list");
  if (contact->case_id > 0)
    return refuse(Refused::conflict, "contact", "this mail stands with a request",
                  "the request: what is taken out of it goes from its mails");
  if (contact->redacted) return refuse(Refused::conflict, "contact", "it was taken out already", "a mail that has its words");
  const Instant now = time_.now();
  tables::take_out(tx, id, now);
  if (reason != retention) tables::mark_unlisted(tx, id);  // what is old enough is so after a back-up, too
  const ContactRedacted event{id, std::string(reason), now};
  ledger::append(
      tx, {now, std::string(actor), "contact:" + std::to_string(id), told_of(*contact) + 1, std::string(event.type), to_json(event)});
  return {};
}

Outcome<Contacts::Forgotten> Contacts::forget_old(store::Tx& tx, int limit) const {
  Forgotten forgotten;
  const auto days = tables::kept_days(tx);
  if (!days) return forgotten;
  const auto aged = tables::aged(tx, time_.now() - std::chrono::days(*days), limit);
  for (const std::int64_t id : aged) {
    if (auto done = redact_contact(tx, id, retention, retention); !done) return std::unexpected(done.error());
    ++forgotten.contacts;
    if (tx.slice_over()) break;
  }
  forgotten.more = forgotten.contacts == limit || tx.slice_over();
  return forgotten;
}

ledger::Subscriber redaction_subscriber(const TimeSource& time) {
  ledger::Subscriber subscriber;
  subscriber.name = "contacts.redactions";
  subscriber.types = {std::string(cases::CaseRedacted::type)};
  subscriber.handle = [&time](store::Tx& tx, const ledger::Event& event) {
    for (const auto id : tables::ids_of_case(tx, cases::from_json<cases::CaseRedacted>(event.payload).id))
      tables::take_out(tx, id, time.now());
  };
  subscriber.forget = [](store::Tx&) {};  // a replay takes out again what is out
  return subscriber;
}

}  // namespace portico::contacts
