// Who takes a mail that comes in, however it comes: by a folder, by LMTP, by IMAP. Nothing counts as taken before it was taken for good.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portico::mail {

struct Envelope {
  std::optional<std::string> from;  // "" for the null return path; nothing where only the mail itself is known
  std::vector<std::string> to;      // none where only the mail itself is known
};

struct Answer {
  enum class Verdict {
    accepted,  // it is on file for good
    later,     // not now: it stays where it is and is offered again
    refused,   // never: it is put aside, or goes back to who sent it
  };
  Verdict verdict = Verdict::accepted;
  std::string reason;  // one line of ASCII, for who sent it; "" for accepted
};

// Called with the bytes of one mail. What is accepted may be offered once more (after a cut of the power between the answer and the mark
// that it was taken): whoever takes it knows it by its message id. What it throws is `later`.
using Accept = std::function<Answer(std::string_view mail, const Envelope& envelope)>;

Answer ask(const Accept& accept, std::string_view mail, const Envelope& envelope);

// How many of those that were offered.
struct Taken {
  int accepted = 0, later = 0, refused = 0;
  void count(Answer::Verdict verdict) {
    ++(verdict == Answer::Verdict::accepted ? accepted : verdict == Answer::Verdict::later ? later : refused);
  }
};

}  // namespace portico::mail
