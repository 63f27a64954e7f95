// Taking words and persons out of a case for good: what the law, or a person's wish, asks for. The case stays, with its promise and
// outcome.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "city/cases/cases.h"

namespace portico::cases {

// Why, as the ledger may tell it.
std::vector<std::string_view> redaction_reasons();  // "law", "wish", "mistake", "retention"

// A line of DIR/redactions.jsonl: ids only. It is kept outside the database, so that an older back-up that is brought back loses the words
// again.
struct Redaction {
  std::int64_t case_id = 0;
  Instant at;
  bool place = false;
  bool operator==(const Redaction&) const = default;
};
std::string to_line(const Redaction& redaction);
Outcome<Redaction> parse_redaction(std::string_view line, std::string_view place);
// Whether a line of the file is of another module: {"at":…,"mail":"…"}.
bool is_of_others(std::string_view line);

class Redactions {
 public:
  Redactions(store::Store& store, const Cases& cases, const std::filesystem::path& folder);

  // Redacts anew what the file knows and the database does not (an older back-up), and writes down what the file lacks. Returns how many
  // cases were redacted anew. Throws where the file cannot be read or written, or a line of it is no redaction.
  int bring_together();
  // Leaves nothing of them in the database's files (store::Store::erase_traces); returns of how many. On PostgreSQL it locks the tables: in
  // a quiet hour.
  int erase();

 private:
  store::Store& store_;
  const Cases& cases_;
  std::filesystem::path file_;
};

}  // namespace portico::cases
