// A mail comes in: read, its files kept and a rule looked for before the lane; on it one contact, its event, what becomes of it by itself,
// and what a bounce says.
#include <algorithm>

#include "base/text.h"
#include "city/cases/follow.h"
#include "city/contacts/contact_book.h"
#include "city/contacts/contacts.h"
#include "city/contacts/events.h"
#include "city/contacts/rule.h"
#include "city/contacts/tables.h"
#include "platform/crypto/crypto.h"
#include "platform/i18n/recognise.h"
#include "platform/notify/outbox.h"
#include "platform/notify/suppression.h"

namespace portico::contacts {
namespace {

constexpr std::size_t most_files = 20, hash_bytes = 16, longest_tag = 35;
constexpr Millis crowd_within{3'600'000};

std::string storable(std::string text) {
  std::erase(text, '\0');  // PostgreSQL takes none
  return text;
}

std::vector<std::string> addressed(const mail::Received& mail, const mail::Envelope& envelope) {
  std::vector<std::string> all = envelope.to;
  for (const auto* list : {&mail.to, &mail.cc})
    for (const auto& each : *list) all.push_back(each.address);
  return all;
}

std::string sentence_of(const Refusal& refusal) {
  std::string text;
  for (const Fault& fault : refusal.faults) text += (text.empty() ? "" : "; ") + fault.reason;
  return text;
}

// Anybody can write a bounce: it is believed for a mail of ours whose id it knows, never for an address that it names.
void hear_bounces(store::Tx& tx, const notify::Marks& marks, const mail::Received& mail, Instant at) {
  if (mail.kind != mail::Kind::bounce || mail.bounced_message_id.empty()) return;
  for (const mail::Failure& failure : mail.failures)
    if (failure.action == "failed")
      notify::hear_bounce(tx, marks,
                          {.kind = failure.status.starts_with('4') ? notify::Bounce::Kind::soft : notify::Bounce::Kind::hard,
                           .message_id = mail.bounced_message_id,
                           .status = failure.status},
                          at);
}

}  // namespace

struct Contacts::Taken {
  mail::Received mail;
  Contact contact;  // without what the lane alone knows: id, state, case
  std::vector<ReplyClaim> claims;
  std::optional<cases::Opening> opening;  // by contact.rule
};

Contacts::Contacts(store::Store& store, const directory::Directory& directory, const cases::Cases& cases, files::Files& files,
                   notify::Marks marks, ReplyAddresses replies, std::string secret, const TimeSource& time)
    : store_(store),
      directory_(directory),
      cases_(cases),
      files_(files),
      marks_(std::move(marks)),
      replies_(std::move(replies)),
      secret_(std::move(secret)),
      time_(time) {}

std::string Contacts::keyed(std::string_view what, std::string_view of) const {
  if (of.empty()) return {};
  const auto digest = crypto::hmac_sha256(secret_, std::string(what) + ":" + std::string(of));
  return hex(crypto::view(digest).substr(0, hash_bytes));
}

// What a mail says of its language is often the language of the program that wrote it, and so is the subject: its words come first.
std::string Contacts::recognised(const mail::Received& mail) const {
  const auto city = directory_.now();
  const std::string of_words = i18n::recognise(mail.text, city->city.languages);
  if (!of_words.empty() || !mail.language.empty()) return of_words;
  return i18n::recognise(mail.subject + "\n" + mail.text, city->city.languages);
}

Contact Contacts::contact_of(const mail::Received& mail, Instant at) const {
  const std::string email = lower_ascii(mail.from.address);
  Contact contact;
  contact.at = at;
  contact.kind = mail.kind;
  contact.message = keyed("message", mail.message_id);
  contact.sender = keyed("address", email);
  contact.domain = email.empty() ? "" : keyed("domain", email.substr(email.rfind('@') + 1));
  contact.email = email;
  contact.name = storable(mail.from.name);
  contact.subject = storable(mail.subject);
  contact.words = storable(mail.text);
  if (mail.kind == mail::Kind::person) contact.language = recognised(mail);
  contact.recognised = !contact.language.empty();
  if (!contact.recognised) contact.language = storable(mail.language.substr(0, longest_tag));
  contact.doubts = names_of(mail.doubts);
  if (mail.files.size() > most_files) contact.doubts.emplace_back("more_files");
  return contact;
}

// False where there are too many pictures just now.
bool Contacts::keep_files(const mail::Received& mail, Contact& contact) const {
  for (const mail::File& file : mail.files) {
    if (contact.files.size() == most_files) break;
    KeptFile kept{.turn = static_cast<std::int64_t>(contact.files.size()) + 1, .name = storable(file.name), .stored = {}, .why = {}};
    if (auto stored = files_.take(file.bytes)) {
      kept.stored = *std::move(stored);
    } else {
      if (stored.error() == files::Unfit::busy) return false;
      kept.why = files::name_of(stored.error());
      kept.stored.type = storable(file.type.substr(0, 100));
      kept.stored.size = static_cast<std::int64_t>(file.bytes.size());
    }
    contact.files.push_back(std::move(kept));
  }
  return true;
}

// Where a rule would make it a case that is refused, it waits for a person and says why.
void Contacts::follow_rule(Taken& taken, const std::vector<std::string>& went_to) const {
  if (taken.mail.kind != mail::Kind::person) return;
  std::vector<MailRule> rules;
  store_.read([&](store::Reader& reader) { rules = tables::rules(reader); });
  const MailRule* rule = matching(rules, went_to, taken.mail.subject);
  if (rule == nullptr) return;
  taken.contact.rule = rule->code;
  const std::string& words = trim(taken.contact.words).empty() ? taken.contact.subject : taken.contact.words;
  auto opening = cases_.prepare_opening(asked_by(taken.contact, rule->service, words, *directory_.now()));
  if (opening) taken.opening = *std::move(opening);
  if (!opening) taken.contact.why = sentence_of(opening.error());
}

mail::Answer Contacts::take(std::string_view bytes, const mail::Envelope& envelope) const {
  using Verdict = mail::Answer::Verdict;
  const Instant at = time_.now();
  auto read = mail::read(bytes, {.at = at, .sender = envelope.from});
  if (!read) return {Verdict::refused, read.error().kind == Refused::too_large ? "too large" : "this is no mail"};
  Taken taken{.mail = *std::move(read), .contact = {}, .claims = {}, .opening = {}};
  taken.contact = contact_of(taken.mail, at);
  bool known = false;
  store_.read([&](store::Reader& reader) { known = tables::known(reader, taken.contact.message); });
  if (known) return {};
  const auto went_to = addressed(taken.mail, envelope);
  for (const auto& address : went_to)
    if (const auto claim = replies_.read(address)) taken.claims.push_back(*claim);
  if (!keep_files(taken.mail, taken.contact)) return {Verdict::later, "too many pictures just now"};
  follow_rule(taken, went_to);
  auto done = store_.run<std::int64_t>([&](store::Tx& tx) { return receive(tx, taken); });
  if (!done && taken.opening) {  // nothing of it was kept: once more, for a person
    taken.opening.reset();
    taken.contact.why = sentence_of(done.error());
    done = store_.run<std::int64_t>([&](store::Tx& tx) { return receive(tx, taken); });
  }
  if (!done) return {Verdict::later, "not now"};
  return {};
}

// An address that is signed for one of those who are told of the case; any other lands nowhere.
std::int64_t Contacts::case_of(store::Reader& reader, const Taken& taken) const {
  for (const ReplyClaim& claim : taken.claims) {
    const auto subject = cases_.find_for_staff(reader, claim.number);
    if (!subject) continue;
    const auto told = cases::recipients_of(reader, subject->id);
    if (std::ranges::any_of(told, [&](const std::string& who) { return replies_.right(claim, who); })) return subject->id;
  }
  return 0;
}

Outcome<std::int64_t> Contacts::receive(store::Tx& tx, const Taken& taken) const {
  if (tables::known(tx, taken.contact.message)) return 0;
  Contact contact = taken.contact;
  const bool can_be_answered = taken.mail.may_be_answered && !contact.email.empty();
  contact.case_id = contact.kind == mail::Kind::person ? case_of(tx, taken) : 0;
  contact.state = first_state(contact.kind, contact.case_id > 0);
  if (contact.state == State::ignored) contact.why = name_of(contact.kind);
  if (contact.state != State::fresh) contact.rule.clear();
  const bool crowd = !contact.email.empty() && is_crowd(tables::crowd(tx, contact.sender, contact.domain, contact.at - crowd_within));
  if (crowd) contact.doubts.emplace_back("crowd");
  const bool by_rule = contact.state == State::fresh && taken.opening && !crowd;
  contact.acknowledged =  // a case has a receipt of its own
      !by_rule &&
      is_acknowledged(contact.state, {.may_be_answered = can_be_answered,
                                      .crowd = crowd,
                                      .was_of_late = tables::acknowledged(tx, contact.sender, contact.at - acknowledged_once_in)});
  hear_bounces(tx, marks_, taken.mail, contact.at);
  contact.id = tx.next("contacts.contact");
  tables::insert(tx, contact);
  if (contact.acknowledged) notify::put(tx, acknowledgement(contact), contact.at);
  const ContactReceived event{contact.id,
                              "mail",
                              std::string(name_of(contact.kind)),
                              std::string(name_of(contact.state)),
                              contact.language,
                              contact.case_id,
                              static_cast<std::int64_t>(contact.files.size()),
                              contact.at};
  ledger::append(tx, {contact.at, "mail", "contact:" + std::to_string(contact.id), 1, std::string(event.type), to_json(event)});
  if (by_rule)
    if (auto opened = open_case(tx, contact.id, *taken.opening, "rule:" + contact.rule); !opened) return std::unexpected(opened.error());
  return contact.id;
}

}  // namespace portico::contacts
