#include "city/contacts/redactions.h"

#include <algorithm>
#include <fstream>

#include "base/text.h"
#include "city/contacts/tables.h"
#include "platform/store/kept_lines.h"

namespace portico::contacts {
namespace {

constexpr std::string_view begins = "{\"at\":", names = ",\"mail\":\"", ends = "\"}";
constexpr std::size_t hash_digits = 32;

bool is_hash(std::string_view text) {
  return text.size() == hash_digits && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

std::string to_line(const Redaction& redaction) {
  return std::string(begins) + std::to_string(to_millis(redaction.at)) + std::string(names) + redaction.message + std::string(ends);
}

Outcome<Redaction> parse_redaction(std::string_view line, std::string_view place) {
  const std::string_view text = trim(line);
  const auto name = text.find(names);
  if (text.starts_with(begins) && name != std::string_view::npos && text.ends_with(ends)) {
    const auto at = parse_integer(text.substr(begins.size(), name - begins.size()));
    const auto hash = text.substr(name + names.size(), text.size() - name - names.size() - ends.size());
    if (at && is_hash(hash)) return Redaction{std::string(hash), from_millis(*at)};
  }
  return refuse(Refused::invalid, std::string(place), "this line is no redaction of a mail", R"({"at":…,"mail":"…"})");
}

Redactions::Redactions(store::Store& store, const Contacts& contacts, const std::filesystem::path& folder)
    : store_(store), contacts_(contacts), file_(folder / "redactions.jsonl") {}

int Redactions::bring_together() {
  std::ifstream lines(file_);
  std::vector<std::int64_t> lost;
  for (std::string line; std::getline(lines, line);) {
    const auto known = parse_redaction(line, "");  // those of cases are theirs to read
    if (!known) continue;
    store_.read([&](store::Reader& reader) {
      if (const auto id = tables::id_of_message(reader, known->message))
        if (const auto contact = tables::find(reader, *id); contact && contact->case_id == 0 && !contact->redacted) lost.push_back(*id);
    });
  }
  if (lost.empty()) return 0;
  const auto done = store_.run<int>([&](store::Tx& tx) -> Outcome<int> {
    for (const std::int64_t id : lost)
      if (auto again = contacts_.redact_contact(tx, id, "law", "operator"); !again) return std::unexpected(again.error());
    return static_cast<int>(lost.size());
  });
  return done.value_or(0);
}

void Redactions::list() {
  std::vector<tables::Unlisted> waiting;
  store_.read([&](store::Reader& reader) { waiting = tables::unlisted(reader); });
  if (waiting.empty()) return;
  std::string lines;
  for (const auto& each : waiting) lines += to_line({each.message, each.at}) + "\n";
  store::append_durably(file_, lines);  // before it is marked: a line twice does no harm
  (void)store_.run<bool>([&](store::Tx& tx) -> Outcome<bool> {
    for (const auto& each : waiting) tables::mark_listed(tx, each.id);
    return true;
  });
}

int Redactions::erase() {
  list();
  std::vector<std::int64_t> waiting;
  store_.read([&](store::Reader& reader) { waiting = tables::with_traces(reader); });
  if (waiting.empty()) return 0;
  store_.erase_traces(tables::tables_with_words());
  (void)store_.run<bool>([&](store::Tx& tx) -> Outcome<bool> {
    tables::mark_erased(tx, waiting);
    return true;
  });
  return static_cast<int>(waiting.size());
}

}  // namespace portico::contacts
