#include "city/contacts/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "city/contacts/tables.h"
#include "platform/ledger/ledger.h"

namespace portico::contacts {
namespace {

constexpr int rows_at_once = 500;
constexpr std::size_t most_findings = 100;

class Checking {
 public:
  Checking(store::Store& store, const files::Files& files) : store_(store), files_(files) {}

  Checked run(const directory::Snapshot& city) {
    std::vector<MailRule> rules;
    store_.read([&](store::Reader& reader) { rules = tables::rules(reader); });
    for (const MailRule& rule : rules)
      if (city.service(rule.service) == nullptr) find(fmt::format("rule {}: there is no service {}", rule.code, rule.service));
    std::int64_t last = 0;
    for (bool more = true; more;) {
      std::vector<Seen> some;
      store_.read([&](store::Reader& reader) { some = page(reader, last); });
      for (const Seen& each : some) look_at(each);
      checked_.contacts += static_cast<std::int64_t>(some.size());
      more = static_cast<int>(some.size()) == rows_at_once;
      if (!some.empty()) last = some.back().contact.id;
    }
    return std::move(checked_);
  }

 private:
  struct Seen {
    Contact contact;
    bool case_there = false;
  };
  static std::vector<Seen> page(store::Reader& reader, std::int64_t last) {
    std::vector<Seen> some;
    for (const std::int64_t id : tables::ids_after(reader, last, rows_at_once)) {
      auto contact = tables::find(reader, id);
      if (!contact) continue;
      const bool there = contact->case_id > 0 && !ledger::events_of(reader, "case:" + std::to_string(contact->case_id)).empty();
      some.push_back({*std::move(contact), there});
    }
    return some;
  }

  void look_at(const Seen& seen) {
    const Contact& contact = seen.contact;
    const bool of_case = contact.state == State::landed || contact.state == State::opened || contact.state == State::put;
    if (of_case != (contact.case_id > 0))
      find(fmt::format("mail {} is {}, and {}", contact.id, name_of(contact.state), of_case ? "of no request" : "of a request"));
    if (contact.case_id > 0 && !seen.case_there)
      find(fmt::format("mail {} is of case {}, which is not there", contact.id, contact.case_id));
    if (contact.redacted && !(contact.words + contact.subject + contact.email + contact.name + contact.sender).empty())
      find(fmt::format("mail {} was redacted, and says something", contact.id));
    for (const KeptFile& file : contact.files)
      for (const std::string* hash : {&file.stored.hash, &file.stored.small_hash})
        if (!hash->empty() && files_.examine(*hash) != files::Condition::whole && still_has(contact.id, file.turn))
          find(fmt::format("mail {}, file {}: {}… is not whole", contact.id, file.turn, hash->substr(0, 16)));
  }
  bool still_has(std::int64_t id, std::int64_t turn) const {  // a redaction may have taken it out meanwhile, and the sweep its file
    std::optional<Contact> now;
    store_.read([&](store::Reader& reader) { now = tables::find(reader, id); });
    return now && std::ranges::any_of(now->files, [&](const KeptFile& file) { return file.turn == turn; });
  }
  void find(std::string finding) {
    if (checked_.findings.size() < most_findings) checked_.findings.push_back(std::move(finding));
  }

  store::Store& store_;
  const files::Files& files_;
  Checked checked_;
};

}  // namespace

Checked check(store::Store& store, const files::Files& files, const directory::Snapshot& city) { return Checking(store, files).run(city); }

}  // namespace portico::contacts
