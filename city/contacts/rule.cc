#include "city/contacts/rule.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "city/contacts/contact_book.h"
#include "city/contacts/tables.h"
#include "platform/formats/formats.h"
#include "platform/i18n/i18n.h"
#include "platform/mail/address.h"

namespace portico::contacts {
namespace {

constexpr std::string_view file = "mail.toml";
constexpr std::size_t longest_code = 60, most_rules = 500;
constexpr std::int64_t most_days = 36'500;

bool is_code(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  };
  return !text.empty() && text.size() <= longest_code && std::ranges::all_of(text, fits);
}

bool says(const std::vector<std::string>& subject, std::string_view phrase) {
  const auto wanted = i18n::search_words(phrase);
  return !wanted.empty() &&
         std::ranges::all_of(wanted, [&](const std::string& word) { return std::ranges::find(subject, word) != subject.end(); });
}

void check_service(const formats::TomlTable& table, const std::string& code, const directory::Snapshot& city, std::vector<Fault>& faults) {
  if (code.empty()) return;
  const auto* service = city.service(code);
  if (service == nullptr || service->retired) {
    std::vector<std::string> known;
    for (const auto& each : city.services)
      if (!each.retired) known.push_back(each.code);
    faults.push_back(
        {table.place_of("service"), "There is no service \"" + code + "\".", formats::nearest_or(code, known, "a code of services.toml")});
    return;
  }
  for (const auto& question : service->questions)
    if (question.variable && question.required)
      faults.push_back({table.place_of("service"), code + " asks " + question.code + " of everybody, which a mail does not answer.",
                        "a service without required questions"});
}

MailRule read_rule(const formats::TomlTable& table, const directory::Snapshot& city, std::set<std::string>& codes,
                   std::vector<Fault>& faults) {
  MailRule rule;
  rule.code = table.text("name", faults);
  rule.service = table.text("service", faults);
  if (!rule.code.empty() && !is_code(rule.code))
    faults.push_back({table.place_of("name"), "\"" + rule.code + "\" cannot be a name.", "1 to 60 of A-Z a-z 0-9 _ . -"});
  else if (!rule.code.empty() && !codes.insert(rule.code).second)
    faults.push_back({table.place_of("name"), "\"" + rule.code + "\" is there twice.", "a name of its own for each rule"});
  check_service(table, rule.service, city, faults);
  for (const auto& each : table.texts("to", faults)) {
    const auto address = mail::check_address(each, table.place_of("to"));
    if (address) rule.to.push_back(lower_ascii(*address));
    if (!address) faults.insert(faults.end(), address.error().faults.begin(), address.error().faults.end());
  }
  for (const auto& each : table.texts("subject", faults)) {
    if (i18n::search_words(each).empty() || each.find('\n') != std::string::npos)
      faults.push_back(
          {table.place_of("subject"), "\"" + each + "\" has no word in it, or several lines.", "words, such as \"street light\""});
    else
      rule.subject.push_back(each);
  }
  if (!table.has("to") && !table.has("subject"))
    faults.push_back({table.place(), "This rule holds for every mail.", "to = [\"…@…\"] or subject = [\"…\"], or both"});
  return rule;
}

}  // namespace

const MailRule* matching(std::span<const MailRule> rules, std::span<const std::string> addressed, std::string_view subject) {
  const auto words = i18n::search_words(subject);
  const auto went_there = [&](const std::string& wanted) {
    return std::ranges::any_of(addressed, [&](const std::string& address) { return lower_ascii(address) == wanted; });
  };
  for (const MailRule& rule : rules) {
    const bool to = rule.to.empty() || std::ranges::any_of(rule.to, went_there);
    const bool about = rule.subject.empty() || std::ranges::any_of(rule.subject, [&](const auto& phrase) { return says(words, phrase); });
    if (to && about && !(rule.to.empty() && rule.subject.empty())) return &rule;
  }
  return nullptr;
}

MailPolicy read_mail_policy(const std::filesystem::path& folder, const directory::Snapshot& city, std::vector<Fault>& faults) {
  MailPolicy policy;
  if (!std::filesystem::exists(folder / file)) return policy;
  const auto document = formats::TomlTable::read(folder / file);
  if (!document) {
    faults.insert(faults.end(), document.error().faults.begin(), document.error().faults.end());
    return policy;
  }
  std::set<std::string> codes;
  for (const auto& table : document->tables("rule", faults)) policy.rules.push_back(read_rule(table, city, codes, faults));
  if (policy.rules.size() > most_rules) faults.push_back({std::string(file), "There are too many rules.", "500 at most"});
  if (const auto kept = document->table("kept", faults)) {
    const auto days = kept->integer_or("days", 0, faults);
    if (days < 1 || days > most_days)
      faults.push_back({kept->place_of("days"), "This is no number of days.", "1 to 36500, or no [kept]: then all is kept"});
    policy.kept_days = days;
  }
  document->refuse_unknown(faults);
  return policy;
}

void load_mail_policy(store::Tx& tx, const MailPolicy& policy) {
  if (tables::rules(tx) != policy.rules) tables::replace_rules(tx, policy.rules);
  if (tables::kept_days(tx) != policy.kept_days) tables::keep_for(tx, policy.kept_days);
}

cases::Asked asked_by(const Contact& contact, std::string service, std::string description, const directory::Snapshot& city) {
  cases::Asked asked;
  asked.service = std::move(service);
  asked.channel = cases::Channel::email;
  asked.description = std::move(description);
  asked.reporter.email = contact.email;
  asked.reporter.first_name = contact.name;
  asked.reporter.language = spoken(city.city.languages, contact.language);
  for (const KeptFile& each : contact.files)
    if (!each.stored.small_hash.empty() && asked.photos.size() < cases::most_photos_at_once) asked.photos.push_back(each.stored);
  return asked;
}

}  // namespace portico::contacts
