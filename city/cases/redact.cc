#include "city/cases/redact.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <stdexcept>

#include "base/text.h"
#include "city/cases/events.h"
#include "city/cases/history.h"
#include "city/cases/tables.h"
#include "city/cases/tables_redact.h"
#include "city/cases/tables_search.h"
#include "platform/store/kept_lines.h"

namespace portico::cases {
namespace {

constexpr std::array<std::string_view, 4> reasons{"law", "wish", "mistake", "retention"};

std::string reasons_in_words() {
  std::string list;
  for (const auto each : reasons) list += (list.empty() ? "" : ", ") + std::string(each);
  return list;
}

// Takes `prefix` off the front of `text`; false where it does not stand there.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<std::int64_t> take_number(std::string_view& text) {
  const auto end = text.find_first_not_of("0123456789-");
  const auto number = parse_integer(text.substr(0, end));
  if (number) text.remove_prefix(std::min(end, text.size()));
  return number;
}

std::map<std::int64_t, Redaction> read_file(const std::filesystem::path& file) {
  std::map<std::int64_t, Redaction> known;
  std::ifstream lines(file);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (trim(line).empty() || is_of_others(line)) continue;
    const auto read = parse_redaction(line, file.string() + ":" + std::to_string(number));
    if (!read) throw std::runtime_error(read.error().faults.at(0).field + ": " + read.error().faults.at(0).reason);
    Redaction& kept = known[read->case_id];
    const bool place = kept.place || read->place;
    kept = *read;
    kept.place = place;
  }
  return known;
}

}  // namespace

std::vector<std::string_view> redaction_reasons() { return {reasons.begin(), reasons.end()}; }

std::string to_line(const Redaction& redaction) {
  return "{\"at\":" + std::to_string(to_millis(redaction.at)) + ",\"case\":" + std::to_string(redaction.case_id) +
         ",\"place\":" + (redaction.place ? "true" : "false") + "}";
}

bool is_of_others(std::string_view line) {
  std::string_view rest = trim(line);
  return take(rest, "{\"at\":") && take_number(rest) && take(rest, ",\"") && !rest.starts_with("case\"");
}

Outcome<Redaction> parse_redaction(std::string_view line, std::string_view place) {
  std::string_view rest = trim(line);
  Redaction read;
  bool whole = take(rest, "{\"at\":");
  const auto at = whole ? take_number(rest) : std::nullopt;
  whole = at && take(rest, ",\"case\":");
  const auto id = whole ? take_number(rest) : std::nullopt;
  if (id && *id > 0 && (rest == ",\"place\":true}" || rest == ",\"place\":false}"))
    return Redaction{*id, from_millis(*at), rest == ",\"place\":true}"};
  return refuse(Refused::invalid, std::string(place), "this line is no redaction", R"({"at":…,"case":…,"place":false})");
}

Outcome<Case> Cases::redact_case(store::Tx& tx, std::string_view number, const Redacting& wanted, const Acting& acting) const {
  if (std::ranges::find(reasons, wanted.reason) == reasons.end())
    return refuse(Refused::invalid, "reason", wanted.reason.empty() ? "reason required" : "this reason is not known", reasons_in_words());
  auto redacted = change(tx, number, acting, [&](History& history) -> Outcome<void> {
    history.redact(wanted.reason, wanted.place);
    return {};
  });
  if (!redacted) return redacted;
  tables::take_out(tx, redacted->id, wanted.place);
  tables::index_words(tx, redacted->id, {});  // at once: the subscriber comes later
  tables::insert_redaction(tx, {redacted->id, time_.now(), wanted.place});
  return redacted;
}

Outcome<int> Cases::redact_anew(store::Tx& tx, std::span<const Redaction> known) const {
  int anew = 0;
  for (const Redaction& each : known) {
    const auto subject = tables::case_by_id(tx, each.case_id);
    if (!subject || subject->number.empty()) continue;  // not yet asked when the back-up was made
    const auto done = redact_case(tx, subject->number, {"law", each.place}, {"operator"});
    if (!done) return std::unexpected(done.error());
    ++anew;
  }
  return anew;
}

Redactions::Redactions(store::Store& store, const Cases& cases, const std::filesystem::path& folder)
    : store_(store), cases_(cases), file_(folder / "redactions.jsonl") {}

int Redactions::bring_together() {
  const auto known = read_file(file_);
  std::vector<Redaction> here;
  store_.read([&](store::Reader& reader) { here = tables::redactions(reader); });
  std::string lacking;
  for (const Redaction& each : here)
    if (const auto found = known.find(each.case_id); found == known.end() || found->second.place < each.place)
      lacking += to_line(each) + "\n";
  if (!lacking.empty()) store::append_durably(file_, lacking);
  std::vector<Redaction> lost;
  for (const auto& [id, redaction] : known) {
    const auto kept = std::ranges::find(here, id, &Redaction::case_id);
    if (kept == here.end() || kept->place < redaction.place) lost.push_back(redaction);
  }
  if (lost.empty()) return 0;
  const auto done = store_.run<int>([&](store::Tx& tx) { return cases_.redact_anew(tx, lost); });
  return done.value_or(0);
}

int Redactions::erase() {
  std::vector<std::int64_t> waiting;
  store_.read([&](store::Reader& reader) { waiting = tables::not_erased(reader); });
  if (waiting.empty()) return 0;
  (void)store_.run<bool>(
      [](store::Tx& tx) -> Outcome<bool> {
        tables::rid_index(tx);
        return true;
      },
      store::Urgency::background);
  store_.erase_traces(tables::tables_with_words());
  (void)store_.run<bool>([&](store::Tx& tx) -> Outcome<bool> {
    tables::mark_erased(tx, waiting);
    return true;
  });
  return static_cast<int>(waiting.size());
}

}  // namespace portico::cases
