#include "city/cases/search.h"

#include "base/text.h"
#include "city/cases/events.h"
#include "city/cases/tables.h"
#include "city/cases/tables_search.h"
#include "platform/i18n/i18n.h"

namespace portico::cases {
namespace {

// A word as both databases take it for one, whatever its letters: in hex, which keeps beginnings beginnings.
std::vector<std::string> keys_of(std::string_view text) {
  std::vector<std::string> keys = i18n::search_words(text);
  for (std::string& word : keys) word = hex(word);
  return keys;
}

void add(std::string& text, std::string_view more) {
  if (!more.empty()) text.append(more).append("\n");
}

}  // namespace

Findable findable(const Case& subject, std::span<const Message> messages, const Reporter* reporter, const directory::Service* service) {
  std::string both;
  add(both, subject.number);
  add(both, subject.external_id);
  add(both, subject.place.address);
  if (service)
    for (const auto& [language, name] : service->name) add(both, name);
  Findable made{both, both};
  const bool open = exposure_of(subject, service) == directory::Exposure::open;
  if (open) add(made.open, masked(subject.description));
  add(made.all, subject.description);
  for (const Message& message : messages) {
    add(made.open, masked(message.text));
    add(made.all, message.text);
  }
  for (const Answer& answer : subject.answers)
    for (const auto& value : answer.values) add(made.all, value);
  if (reporter)
    for (const auto* each : {&reporter->first_name, &reporter->last_name, &reporter->email, &reporter->phone}) add(made.all, *each);
  return made;
}

std::vector<std::int64_t> search(store::Reader& reader, std::string_view typed, bool all_words, std::int64_t before, int limit) {
  const auto keys = keys_of(typed);
  return keys.empty() ? std::vector<std::int64_t>() : tables::found_by(reader, keys, all_words, before, limit);
}

ledger::Subscriber search_subscriber(const directory::Directory& directory) {
  ledger::Subscriber subscriber;
  subscriber.name = "cases.search";
  // All that can happen to a case: only the newest event of each is worked for, and all before it come along.
  for (const auto type :
       {CaseOpened::type,    MessageSent::type, CaseClosed::type,      CaseReopened::type,       ClockRanOut::type,    CaseEscalated::type,
        CasePaused::type,    CaseResumed::type, CaseTransferred::type, CaseReclassified::type,   CaseReckoned::type,   CaseAccepted::type,
        CaseContested::type, CaseMerged::type,  CaseFollowed::type,    FollowingConfirmed::type, CaseUnfollowed::type, PlaceFound::type,
        WordsReleased::type, WordsHidden::type, CaseRedacted::type})
    subscriber.types.emplace_back(type);
  subscriber.handle = [&directory](store::Tx& tx, const ledger::Event& event) {
    const auto id = parse_integer(std::string_view(event.subject).substr(5)).value_or(0);  // "case:4711"
    const auto subject = tables::case_by_id(tx, id);
    if (!subject || subject->version > event.version) return;
    const auto reporter = tables::reporter_of(tx, id);
    const auto messages = event.version == 1 ? std::vector<Message>() : tables::messages_of(tx, id);
    const auto words = findable(*subject, messages, reporter ? &*reporter : nullptr, directory.now()->service(subject->service));
    tables::index_words(tx, id, keys_of(words.open), keys_of(words.all), event.version == 1);
  };
  subscriber.forget = [](store::Tx& tx) { tables::clear_index(tx); };
  return subscriber;
}

}  // namespace portico::cases
