// Rules of the city pack (mail.toml): which mail becomes a case by itself, and of which service. Nouns and pure rules.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "city/cases/cases.h"
#include "city/contacts/contact.h"
#include "city/directory/directory.h"

namespace portico::contacts {

// Holds where each of its conditions does that it has: one at least.
struct MailRule {
  std::string code, service;
  std::vector<std::string> to;       // the mail went to one of these: lower case
  std::vector<std::string> subject;  // all words of one of these stand in the subject, in any case
  bool operator==(const MailRule&) const = default;
};

// The first that holds; nullptr where none does. `addressed`: of the envelope and of the mail.
const MailRule* matching(std::span<const MailRule> rules, std::span<const std::string> addressed, std::string_view subject);

// mail.toml of a pack.
struct MailPolicy {
  std::vector<MailRule> rules;
  std::optional<std::int64_t> kept_days;  // so long the words of what was dismissed or ignored are kept; for good where it is not said
};
// An empty one where there is no such file. Refuses an unknown service, and one that asks what a mail does not say.
MailPolicy read_mail_policy(const std::filesystem::path& folder, const directory::Snapshot& city, std::vector<Fault>& faults);
void load_mail_policy(store::Tx& tx, const MailPolicy& policy);

// What a contact asks for, whoever says of which service it is.
cases::Asked asked_by(const Contact& contact, std::string service, std::string description, const directory::Snapshot& city);

}  // namespace portico::contacts
