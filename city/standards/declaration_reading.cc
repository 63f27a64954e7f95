// A declaration from a TOML file, as docs/storm.md shows one.
#include "city/standards/declare.h"

namespace portico::standards {

Outcome<Declaration> read_declaration(const std::filesystem::path& file) {
  const auto document = formats::TomlTable::read(file);
  if (!document) return std::unexpected(document.error());
  std::vector<Fault> faults;
  Declaration written;
  written.code = document->text_or("code", "", faults);
  written.kind = document->text("kind", faults);
  written.services = document->texts("services", faults);
  written.agencies = document->texts("agencies", faults);
  written.groups = document->texts("groups", faults);
  written.from = document->text_or("from", "", faults);
  written.until = document->text_or("until", "", faults);
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
