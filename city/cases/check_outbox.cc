#include "city/cases/check_outbox.h"

#include <fmt/format.h>

#include <optional>
#include <set>

#include "base/text.h"
#include "city/cases/tables_outbox.h"
#include "platform/notify/outbox.h"

namespace portico::cases {
namespace {

constexpr int notes_at_once = 500;
constexpr std::size_t most_findings = 100;
constexpr std::string_view of_case = "case:", to_reporter = "reporter:", to_follower = "follower:", to_role = "role:",
                           with_message = "{\"message\":";

std::optional<std::int64_t> number_behind(std::string_view text, std::string_view beginning, std::string_view end = "") {
  if (!text.starts_with(beginning) || !text.ends_with(end) || text.size() < beginning.size() + end.size()) return std::nullopt;
  return parse_integer(text.substr(beginning.size(), text.size() - beginning.size() - end.size()));
}

// What the notes of a page name, and of it what there is.
struct Named {
  std::set<std::int64_t> cases, messages;

  explicit Named(const std::vector<notify::Waiting>& notes) {
    for (const auto& note : notes) {
      for (const auto id : {number_behind(note.about, of_case), number_behind(note.recipient, to_reporter)})
        if (id) cases.insert(*id);
      if (const auto id = number_behind(note.data, with_message, "}")) messages.insert(*id);
    }
  }
  void leave_those_there(store::Reader& reader) {
    cases = tables::cases_there(reader, cases);
    messages = tables::messages_there(reader, messages);
  }
};

std::string fault_of_role(std::string_view recipient, const directory::Snapshot& city) {
  const std::string_view whom = recipient.substr(to_role.size());
  const std::size_t at = std::min(whom.find('@'), whom.size());
  const std::string_view role = whom.substr(0, at), agency = at < whom.size() ? whom.substr(at + 1) : std::string_view();
  if (city.role(role) == nullptr) return fmt::format("is for the role {}, which the city does not have", role);
  if (!agency.empty() && city.agency(agency) == nullptr) return fmt::format("is for the agency {}, which the city does not have", agency);
  return {};
}

// Other modules' notes are theirs to check.
std::string fault_of(const notify::Waiting& note, const Named& there, const directory::Snapshot& city) {
  const auto id = number_behind(note.about, of_case);
  if (!id || !there.cases.contains(*id)) return fmt::format("is of {}, which is not there", note.about);
  if (const auto message = number_behind(note.data, with_message, "}"); message && !there.messages.contains(*message))
    return fmt::format("tells message {}, which is not there", *message);
  if (note.recipient.starts_with(to_role)) return fault_of_role(note.recipient, city);
  if (const auto reporter = number_behind(note.recipient, to_reporter); reporter && !there.cases.contains(*reporter))
    return fmt::format("is for whoever asked for case {}, which is not there", *reporter);
  if (!number_behind(note.recipient, to_reporter) && !number_behind(note.recipient, to_follower)) return "is for nobody that is known";
  return {};
}

}  // namespace

CheckedOutbox check_outbox(store::Store& store, const directory::Snapshot& city) {
  CheckedOutbox checked;
  std::size_t wrong = 0;
  const auto hold = [&](store::Reader& reader, const std::vector<notify::Waiting>& notes) {
    Named there(notes);
    there.leave_those_there(reader);
    for (const auto& note : notes) {
      ++checked.notes;
      if (!note.about.starts_with(of_case)) continue;
      const std::string fault = fault_of(note, there, city);
      if (!fault.empty() && ++wrong <= most_findings) checked.findings.push_back(fmt::format("note {} {}", note.id, fault));
    }
    return static_cast<int>(notes.size()) == notes_at_once;
  };
  std::optional<notify::Mark> after;
  for (bool more = true; more;)
    store.read([&](store::Reader& reader) {
      const auto notes = notify::waiting(reader, Instant::max(), after, notes_at_once);
      if (!notes.empty()) after = notify::Mark{notes.back().not_before, notes.back().id};
      more = hold(reader, notes);
    });
  std::int64_t after_id = 0;
  for (bool more = true; more;)
    store.read([&](store::Reader& reader) {
      const auto notes = notify::unknown(reader, after_id, notes_at_once);
      if (!notes.empty()) after_id = notes.back().id;
      more = hold(reader, notes);
    });
  if (wrong > most_findings) checked.findings.push_back(fmt::format("and {} notes more", wrong - most_findings));
  return checked;
}

}  // namespace portico::cases
