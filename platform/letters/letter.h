// A letter as a value, and the press that makes pages of it: a PDF with its fonts inside, its language and title told, its text in the
// order in which it is read.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"

namespace portico::letters {

enum class Paper { us_letter, a4 };
// The envelope whose window the recipient's address shows through: US #10 (window 4.5 by 1.125 inches) or DIN 5008 form B.
enum class Window { us_10, din };

struct Sender {
  std::string name;
  std::vector<std::string> lines;  // address, telephone; at most 6
  std::string seal;                // a PNG file's bytes; "" for none
};

struct Link {
  std::string words;    // what is found there, in the letter's language
  std::string address;  // https://…, at most 1,000 ASCII characters; written out and as a QR code
};

// All of it in `language`, written out by the caller: dates, names, numbers. Plain text; a line end within a paragraph ends the line. A
// value from elsewhere that stands inside a sentence is put between isolates (U+2068, U+2069) by who writes the sentence.
struct Letter {
  std::string language;  // BCP 47; its script decides the direction
  Paper paper = Paper::us_letter;
  Window window = Window::us_10;
  Sender sender;
  std::vector<std::string> recipient;  // 1 to 6 lines, none wider than the window
  std::string date;                    // "March 4, 2026"
  std::string reference_name;          // "Request"; with the reference, or neither
  std::string reference;               // "2345-678X"
  std::string subject;
  std::vector<std::string> paragraphs;
  std::string closing;  // "Sincerely,"; may be empty
  std::string signer;
  std::string department;
  std::optional<Link> link;
  Instant written_at;  // the PDF's date; the same letter is the same bytes
};

// Draws letters, from a fixed set of font files alone: what a machine has besides changes nothing.
class Press {
 public:
  // `fonts`: Debian's /usr/share/fonts/truetype. Refuses where a file is missing, naming it and its package.
  static Outcome<Press> open(const std::filesystem::path& fonts);
  // A PDF's bytes. Refuses what no page can say: a character that no font has (naming the language and the character), control characters,
  // an address wider than its window, more than 200,000 bytes of text. Safe from any thread, one letter at a time.
  Outcome<std::string> print(const Letter& letter) const;

 private:
  struct Inside;
  explicit Press(std::shared_ptr<const Inside> inside) : inside_(std::move(inside)) {}
  std::shared_ptr<const Inside> inside_;
};

}  // namespace portico::letters
