// A proposal from a TOML file, as docs/review.md shows one.
#include "city/standards/proposal.h"
#include "platform/formats/formats.h"

namespace portico::standards {

Outcome<WrittenProposal> read_proposal(const std::filesystem::path& file) {
  const auto document = formats::TomlTable::read(file);
  if (!document) return std::unexpected(document.error());
  std::vector<Fault> faults;
  WrittenProposal written;
  written.service = document->text("service", faults);
  written.agency = document->text_or("agency", "", faults);
  written.effective = document->text("effective", faults);
  written.reason = document->text("reason", faults);
  written.again = document->integer_or("again", 0, faults);
  written.words = document->text_map("words", faults);
  for (const auto& clock : document->tables("clock", faults)) written.clocks.push_back(written_clock(clock, faults));
  document->refuse_unknown(faults);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  written.place = [document = *document](std::string_view field) {
    const std::string_view key = field == "clocks" ? "clock" : field;
    return document.has(key) ? document.place_of(key) : document.place();
  };
  return written;
}

}  // namespace portico::standards
