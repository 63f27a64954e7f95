// Letters: each becomes a PDF (platform/letters) in a folder, for whoever prints and posts them.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/outcome.h"
#include "platform/letters/letter.h"
#include "platform/notify/channel.h"

namespace portico::notify {

struct LetterSettings {
  std::filesystem::path folder;  // made if missing, mode 0700
  std::filesystem::path fonts = "/usr/share/fonts/truetype";
  letters::Sender sender;
  letters::Paper paper = letters::Paper::us_letter;
  letters::Window window = letters::Window::us_10;
  std::string zone = "UTC";  // of the letter's date
};

// FOLDER/MESSAGE_ID.pdf, whole or not there; a repeat takes its place. Refuses where a font is missing.
Outcome<std::unique_ptr<Channel>> letter_channel(LetterSettings settings);

}  // namespace portico::notify
