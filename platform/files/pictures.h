// Draws pictures anew in another process, with bounds on its memory, its time and how many there are at once: no picture brings the
// server down.
#pragma once

#include <condition_variable>
#include <expected>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "platform/files/files.h"

namespace portico::files {

struct Redrawn {
  std::string large, small;  // JPEG without any metadata, upright; the longest edge at most 2,560 and 480 pixels
  int width = 0, height = 0;
};

class Pictures {
 public:
  explicit Pictures(const Settings& settings) : settings_(settings) {}

  // Waits for its turn. Throws store::Broken where the program is not there or cannot be started.
  std::expected<Redrawn, Unfit> redraw(std::string_view bytes);

 private:
  bool wait_for_turn();
  void end_turn();

  const Settings& settings_;
  std::mutex guard_;
  std::condition_variable turn_;
  int running_ = 0;
};

}  // namespace portico::files
