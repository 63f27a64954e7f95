#include "city/cases/search.h"

#include <set>

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

// A case holds its service's code in place of the words of its name in eleven languages.
std::string key_of_service(std::string_view code) { return tables::service_mark + hex(code); }

void add(std::string& text, std::string_view more) {
  if (!more.empty()) text.append(more).append("\n");
}

// What a case is found by. Open is what the public may read: number, address, masked words and messages; the rest is the words as they are,
// answers, who asked.
tables::CaseWords words_of(const Case& subject, std::span<const Message> messages, const Reporter* reporter,
                           const directory::Service* service) {
  std::string open, rest;
  const auto masks = [&](std::string_view text, bool shown) {
    const std::string seen = shown ? masked(text) : std::string();
    add(open, seen);
    if (seen != text) add(rest, text);
  };
  for (const auto* each : {&subject.number, &subject.external_id, &subject.place.address}) add(open, *each);
  masks(subject.description, exposure_of(subject, service) == directory::Exposure::open);
  for (const Message& message : messages) masks(message.text, true);
  for (const Answer& answer : subject.answers)
    for (const auto& value : answer.values) add(rest, value);
  if (reporter)
    for (const auto* each : {&reporter->first_name, &reporter->last_name, &reporter->email, &reporter->phone}) add(rest, *each);
  tables::CaseWords words{keys_of(open), keys_of(rest), key_of_service(subject.service)};
  const std::set<std::string_view> known(words.open.begin(), words.open.end());
  std::erase_if(words.rest, [&](const std::string& key) { return known.contains(key); });
  return words;
}

}  // namespace

Hits search(store::Reader& reader, const directory::Snapshot& city, std::string_view typed, bool all_words, std::int64_t before,
            int limit) {
  const auto words = i18n::search_words(typed);
  std::vector<tables::Wanted> wanted;
  for (const std::string& word : words) {
    wanted.push_back({.key = hex(word), .services = {}});
    for (const auto code : city.services_named(word, &word == &words.back())) wanted.back().services.push_back(key_of_service(code));
  }
  return wanted.empty() ? Hits() : tables::found_by(reader, wanted, all_words, before, limit);
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
    tables::index_words(tx, id, words_of(*subject, messages, reporter ? &*reporter : nullptr, directory.now()->service(subject->service)));
  };
  subscriber.forget = [](store::Tx& tx) { tables::clear_index(tx); };
  return subscriber;
}

}  // namespace portico::cases
