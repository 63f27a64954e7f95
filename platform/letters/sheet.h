// Inside platform/letters: where things stand on paper, in points (1/72 inch) from its upper left corner.
#pragma once

#include "platform/letters/letter.h"

namespace portico::letters {

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
};

struct Sheet {
  double width = 0, height = 0;
  double left = 0, right = 0;  // of all text
  Box name, lines;             // of the sender: the near column and the far one, as the language reads
  Box window;                  // what shows through the envelope, less a margin for the letter's play in it
  Box beside;                  // date and reference
  double body = 0;             // where the subject begins, below the first fold
  double later_body = 0;       // where pages after the first begin
  double bottom = 0;           // where all pages end
  double page_number = 0;
  double folds[2] = {};
};
Sheet sheet_of(Paper paper, Window window, bool right_to_left);

}  // namespace portico::letters
