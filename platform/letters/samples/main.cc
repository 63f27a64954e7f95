// sample-letters FOLDER: a letter in each language as FOLDER/LANGUAGE.pdf, and a long one on A4 for a DIN envelope as FOLDER/long.pdf.
#include <fmt/format.h>

#include <fstream>

#include "platform/letters/samples/sample.h"

namespace letters = portico::letters;

namespace {

int write(const letters::Letter& letter, const std::filesystem::path& file) {
  const auto pdf = letters::samples::press().print(letter);
  if (!pdf) {
    for (const auto& fault : pdf.error().faults)
      fmt::print(stderr, "{}: {}: {} (accepted: {})\n", file.string(), fault.field, fault.reason, fault.accepted);
    return 1;
  }
  std::ofstream(file, std::ios::binary) << *pdf;
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    fmt::print(stderr, "sample-letters FOLDER\n");
    return 2;
  }
  const std::filesystem::path folder = words[1];
  int failed = 0;
  for (const std::string language : letters::samples::languages)
    failed += write(letters::samples::sample(language), folder / (language + ".pdf"));
  auto longer = letters::samples::sample("fr");
  longer.paper = letters::Paper::a4;
  longer.window = letters::Window::din;
  const auto once = longer.paragraphs;
  for (int i = 0; i < 3; ++i) longer.paragraphs.insert(longer.paragraphs.end() - 1, once.begin() + 1, once.end());
  failed += write(longer, folder / "long.pdf");
  return failed == 0 ? 0 : 1;
}
