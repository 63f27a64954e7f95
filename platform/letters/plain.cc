#include "platform/letters/plain.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace portico::letters {
namespace {

constexpr std::size_t most_bytes = 200'000, most_seal = 256 * 1024, most_lines = 6, most_address = 1'000;
constexpr std::uint32_t widest_seal = 2'000;

char32_t next_character(std::string_view& text) {  // of valid UTF-8
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t character = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) character = (character << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  text.remove_prefix(length);
  return character;
}

// Controls, surrogates of order (embeddings and overrides turn the reader's eye), and what Unicode will never be a character.
bool says_nothing(char32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0) || (character >= 0x202A && character <= 0x202E) ||
         character == 0xFFFD || (character >= 0xFDD0 && character <= 0xFDEF) || (character & 0xFFFEU) == 0xFFFEU;
}

class Reading {
 public:
  void text(const std::string& field, std::string_view text, bool lines = false) {
    bytes_ += text.size();
    if (!valid_utf8(text)) return fault(field, "is not UTF-8", "text in UTF-8");
    while (!text.empty()) {
      const char32_t character = next_character(text);
      if (says_nothing(character) && !(lines && character == '\n'))
        return fault(field, "has " + code_point(character) + ", which cannot be written on paper",
                     lines ? "text and line ends, without control characters" : "text in one line, without control characters");
    }
  }
  void needed(const std::string& field, std::string_view text_of_it) {
    if (trim(text_of_it).empty()) return fault(field, "is empty", "words");
    text(field, text_of_it);
  }
  void lines(const std::string& field, const std::vector<std::string>& lines) {
    if (lines.size() > most_lines)
      return fault(field, fmt::format("has {} lines", lines.size()), fmt::format("at most {} lines", most_lines));
    for (std::size_t i = 0; i < lines.size(); ++i) needed(fmt::format("{}[{}]", field, i), lines[i]);
  }
  void fault(std::string field, std::string reason, std::string accepted) {
    faults.push_back({std::move(field), std::move(reason), std::move(accepted)});
  }
  std::size_t bytes() const { return bytes_; }
  std::vector<Fault> faults;

 private:
  std::size_t bytes_ = 0;
};

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char byte : bytes.substr(0, 4)) number = (number << 8U) | static_cast<unsigned char>(byte);
  return number;
}

// What a PNG says of itself in its first bytes, read before anything is unpacked.
void read_seal(std::string_view png, Reading& reading) {
  if (png.empty()) return;
  const std::string accepted = fmt::format("a PNG of at most {} by {} pixels and {} KiB", widest_seal, widest_seal, most_seal / 1024);
  if (!png.starts_with("\x89PNG\r\n\x1A\n") || png.size() < 33) return reading.fault("sender.seal", "is no PNG", accepted);
  const auto width = big_endian(png.substr(16)), height = big_endian(png.substr(20));
  if (png.size() > most_seal || width == 0 || height == 0 || width > widest_seal || height > widest_seal)
    reading.fault("sender.seal", fmt::format("has {} by {} pixels and {} bytes", width, height, png.size()), accepted);
}

void read_link(const Link& link, Reading& reading) {
  reading.needed("link.words", link.words);
  const auto& address = link.address;
  const bool plain = std::ranges::all_of(address, [](char byte) { return byte > 0x20 && byte < 0x7F && byte != '\'' && byte != '\\'; });
  if (!plain || address.size() > most_address || !(address.starts_with("https://") || address.starts_with("http://")))
    reading.fault("link.address", "is no address that can be followed",
                  fmt::format("https://… of at most {} ASCII characters, without blanks, ' and \\", most_address));
}

}  // namespace

std::string code_point(char32_t character) { return fmt::format("U+{:04X}", static_cast<std::uint32_t>(character)); }

std::vector<Fault> faults_of(const Letter& letter) {
  Reading reading;
  reading.needed("sender.name", letter.sender.name);
  reading.lines("sender.lines", letter.sender.lines);
  read_seal(letter.sender.seal, reading);
  if (letter.recipient.empty()) reading.fault("recipient", "is empty", "the lines of an address");
  reading.lines("recipient", letter.recipient);
  reading.needed("date", letter.date);
  if (letter.reference.empty() != letter.reference_name.empty())
    reading.fault("reference", "stands without its name, or a name without it", "both, or neither");
  reading.text("reference_name", letter.reference_name);
  reading.text("reference", letter.reference);
  reading.needed("subject", letter.subject);
  if (letter.paragraphs.empty()) reading.fault("paragraphs", "is empty", "at least one paragraph");
  for (std::size_t i = 0; i < letter.paragraphs.size(); ++i) {
    const auto field = fmt::format("paragraphs[{}]", i);
    if (trim(letter.paragraphs[i]).empty()) reading.fault(field, "is empty", "words");
    reading.text(field, letter.paragraphs[i], true);
  }
  reading.text("closing", letter.closing);
  reading.text("signer", letter.signer);
  reading.text("department", letter.department);
  if (letter.link) read_link(*letter.link, reading);
  if (reading.bytes() > most_bytes)
    reading.fault("", fmt::format("the letter has {} bytes of text", reading.bytes()), fmt::format("at most {}", most_bytes));
  return std::move(reading.faults);
}

}  // namespace portico::letters
