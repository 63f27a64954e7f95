#include "platform/letters/samples/sample.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "platform/formats/formats.h"

// Fontconfig keeps its patterns behind offsets, in which the leak checker sees no pointers.
// NOLINTNEXTLINE(bugprone-reserved-identifier): the checker's own name
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }

namespace portico::letters::samples {

Letter sample(const std::string& language) {
  const std::filesystem::path folder = PORTICO_LETTERS;
  const auto toml = formats::TomlTable::read(folder / (language + ".toml"));
  if (!toml) throw std::runtime_error("there is no sample letter in " + language);
  std::vector<Fault> faults;
  Letter letter{.language = language};
  letter.sender.name = toml->text("sender", faults);
  letter.sender.lines = toml->texts("sender_lines", faults);
  std::ifstream seal(folder / "seal.png", std::ios::binary);
  letter.sender.seal.assign(std::istreambuf_iterator<char>(seal), {});
  letter.recipient = toml->texts("recipient", faults);
  letter.date = toml->text("date", faults);
  letter.reference_name = toml->text("reference_name", faults);
  letter.reference = toml->text("reference", faults);
  letter.subject = toml->text("subject", faults);
  letter.paragraphs = toml->texts("paragraphs", faults);
  letter.closing = toml->text("closing", faults);
  letter.signer = toml->text("signer", faults);
  letter.department = toml->text("department", faults);
  letter.link = Link{toml->text("link", faults), "https://311.example/requests/2345-678X"};
  letter.written_at = *parse_instant("2026-03-04T15:00:00Z", "");
  toml->refuse_unknown(faults);
  if (!faults.empty()) throw std::runtime_error(faults.front().field + ": " + faults.front().reason);
  return letter;
}

const Press& press() {
  static const auto& opened = *new Outcome<Press>(Press::open("/usr/share/fonts/truetype"));  // never closed: Pango's threads outlive main
  if (!opened) throw std::runtime_error(opened.error().faults.front().field + ": " + opened.error().faults.front().reason);
  return *opened;
}

}  // namespace portico::letters::samples
