// What a person decides about a contact that waits.
#include "base/text.h"
#include "city/contacts/contacts.h"
#include "city/contacts/events.h"
#include "city/contacts/tables.h"

namespace portico::contacts {
namespace {

constexpr std::size_t longest_reason = 500;

}  // namespace

Outcome<void> Contacts::decide(store::Tx& tx, std::int64_t id, State state, std::int64_t case_id, std::string_view why,
                               std::string_view actor) const {
  if (!tables::decide(tx, id, state, case_id, why, actor.starts_with("rule:")))
    return refuse(Refused::conflict, "contact", "this mail does not wait any more", "a mail of the list");
  const Instant now = time_.now();
  const ContactDecided event{id, std::string(name_of(state)), case_id, now};
  ledger::append(tx, {now, std::string(actor), "contact:" + std::to_string(id), 2, std::string(event.type), to_json(event)});
  return {};
}

Outcome<cases::Opened> Contacts::open_case(store::Tx& tx, std::int64_t id, const cases::Opening& opening, std::string_view actor) const {
  auto opened = cases_.open(tx, opening);
  if (!opened) return opened;
  if (auto done = decide(tx, id, State::opened, opened->id, "", actor); !done) return std::unexpected(done.error());
  return opened;
}

Outcome<std::string> Contacts::put_to_case(store::Tx& tx, std::int64_t id, std::string_view number, std::string_view actor) const {
  const auto subject = cases_.find_for_staff(tx, number);
  if (!subject) return refuse(Refused::invalid, "number", "there is no such request", "the number of a request, such as 2345-678X");
  if (auto done = decide(tx, id, State::put, subject->id, "", actor); !done) return std::unexpected(done.error());
  return subject->number;
}

Outcome<std::string> Contacts::dismiss(store::Tx& tx, std::int64_t id, std::string_view given, std::string_view actor) const {
  const std::string_view reason = trim(given);
  if (reason.empty() || reason.size() > longest_reason || !valid_utf8(reason))
    return refuse(Refused::invalid, "reason", reason.empty() ? "reason required" : "this reason is too long",
                  "why nothing is to be done, in at most 500 letters");
  if (auto done = decide(tx, id, State::dismissed, 0, reason, actor); !done) return std::unexpected(done.error());
  return std::string(reason);
}

std::set<std::string> referenced_files(store::Reader& reader, std::span<const std::string> hashes) {
  std::set<std::string> wanted;
  for (const auto& hash : hashes)
    if (tables::file_wanted(reader, hash)) wanted.insert(hash);
  return wanted;
}

}  // namespace portico::contacts
