// A mail comes in: read and its files kept before the lane; on it one contact, its event, and what a bounce says.
#include <algorithm>

#include "base/text.h"
#include "city/cases/follow.h"
#include "city/contacts/contact_book.h"
#include "city/contacts/contacts.h"
#include "city/contacts/events.h"
#include "city/contacts/tables.h"
#include "platform/crypto/crypto.h"
#include "platform/i18n/recognise.h"
#include "platform/notify/outbox.h"
#include "platform/notify/suppression.h"

namespace portico::contacts {
namespace {

constexpr std::size_t most_files = 20, hash_bytes = 16;
constexpr Millis crowd_within{3'600'000};

std::string storable(std::string text) {
  std::erase(text, '\0');  // PostgreSQL takes none
  return text;
}

}  // namespace

struct Contacts::Taken {
  mail::Received mail;
  Instant at;
  std::vector<KeptFile> files;
  std::vector<ReplyClaim> claims;
  std::string message;
  std::string recognised;  // the language of its words, where that is clear
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

// A subject is often the program's ("Re: …"): it counts where the words say too little.
std::string Contacts::recognised(const mail::Received& mail) const {
  const auto city = directory_.now();
  const std::string of_words = i18n::recognise(mail.text, city->city.languages);
  return of_words.empty() ? i18n::recognise(mail.subject + "\n" + mail.text, city->city.languages) : of_words;
}

mail::Answer Contacts::take(std::string_view bytes, const mail::Envelope& envelope) const {
  using Verdict = mail::Answer::Verdict;
  Taken taken{.mail = {}, .at = time_.now(), .files = {}, .claims = {}, .message = {}, .recognised = {}};
  auto read = mail::read(bytes, {.at = taken.at, .sender = envelope.from});
  if (!read) return {Verdict::refused, read.error().kind == Refused::too_large ? "too large" : "this is no mail"};
  taken.mail = *std::move(read);
  taken.message = keyed("message", taken.mail.message_id);
  bool known = false;
  store_.read([&](store::Reader& reader) { known = tables::known(reader, taken.message); });
  if (known) return {};
  if (taken.mail.kind == mail::Kind::person) taken.recognised = recognised(taken.mail);
  std::vector<std::string> addressed = envelope.to;
  for (const auto* list : {&taken.mail.to, &taken.mail.cc})
    for (const auto& each : *list) addressed.push_back(each.address);
  for (const auto& address : addressed)
    if (const auto claim = replies_.read(address)) taken.claims.push_back(*claim);
  for (const mail::File& file : taken.mail.files) {
    if (taken.files.size() == most_files) break;
    KeptFile kept{.turn = static_cast<std::int64_t>(taken.files.size()) + 1, .name = storable(file.name), .stored = {}, .why = {}};
    if (auto stored = files_.take(file.bytes)) {
      kept.stored = *std::move(stored);
    } else {
      if (stored.error() == files::Unfit::busy) return {Verdict::later, "too many pictures just now"};
      kept.why = files::name_of(stored.error());
      kept.stored.type = storable(file.type.substr(0, 100));
      kept.stored.size = static_cast<std::int64_t>(file.bytes.size());
    }
    taken.files.push_back(std::move(kept));
  }
  const auto done = store_.run<std::int64_t>([&](store::Tx& tx) { return receive(tx, taken); });
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
  if (tables::known(tx, taken.message)) return 0;
  const mail::Received& mail = taken.mail;
  const std::string email = lower_ascii(mail.from.address);
  Contact contact;
  contact.at = taken.at;
  contact.kind = mail.kind;
  contact.case_id = mail.kind == mail::Kind::person ? case_of(tx, taken) : 0;
  contact.state = first_state(mail.kind, contact.case_id > 0);
  if (contact.state == State::ignored) contact.why = name_of(mail.kind);
  contact.message = taken.message;
  contact.sender = keyed("address", email);
  contact.domain = email.empty() ? "" : keyed("domain", email.substr(email.rfind('@') + 1));
  contact.email = email;
  contact.name = storable(mail.from.name);
  contact.subject = storable(mail.subject);
  contact.words = storable(mail.text);
  // What a mail says of its language is often the language of the program that wrote it: its words come first.
  contact.recognised = !taken.recognised.empty();
  contact.language = contact.recognised ? taken.recognised : storable(mail.language.substr(0, 35));
  contact.doubts = names_of(mail.doubts);
  const bool crowd = !email.empty() && is_crowd(tables::crowd(tx, contact.sender, contact.domain, taken.at - crowd_within));
  if (crowd) contact.doubts.emplace_back("crowd");
  if (mail.files.size() > taken.files.size()) contact.doubts.emplace_back("more_files");
  contact.files = taken.files;
  // Anybody can write a bounce: it is believed for a mail of ours whose id it knows, never for an address that it names.
  if (mail.kind == mail::Kind::bounce && !mail.bounced_message_id.empty())
    for (const mail::Failure& failure : mail.failures)
      if (failure.action == "failed")
        notify::hear_bounce(tx, marks_,
                            {.kind = failure.status.starts_with('4') ? notify::Bounce::Kind::soft : notify::Bounce::Kind::hard,
                             .message_id = mail.bounced_message_id,
                             .status = failure.status},
                            taken.at);
  contact.acknowledged =
      is_acknowledged(contact.state, {.may_be_answered = mail.may_be_answered && !email.empty(),
                                      .crowd = crowd,
                                      .was_of_late = tables::acknowledged(tx, contact.sender, taken.at - acknowledged_once_in)});
  contact.id = tx.next("contacts.contact");
  tables::insert(tx, contact);
  if (contact.acknowledged) notify::put(tx, acknowledgement(contact), taken.at);
  const ContactReceived event{contact.id,
                              "mail",
                              std::string(name_of(contact.kind)),
                              std::string(name_of(contact.state)),
                              contact.language,
                              contact.case_id,
                              static_cast<std::int64_t>(contact.files.size()),
                              contact.at};
  ledger::append(tx, {contact.at, "mail", "contact:" + std::to_string(contact.id), 1, std::string(event.type), to_json(event)});
  return contact.id;
}

}  // namespace portico::contacts
