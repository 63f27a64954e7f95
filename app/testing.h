// For the whole program's tests. Never linked into it.
#pragma once

#include <string>
#include <string_view>

#include "app/console.h"

namespace portico::app {

// Keeps what a command says.
class HeardConsole final : public Console {
 public:
  void out(std::string_view text) override { said += text; }
  void err(std::string_view text) override { complained += text; }
  void progress(std::string_view, double, std::string_view) override {}
  std::string said, complained;
};

}  // namespace portico::app
