#include "app/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace portico::app {
namespace {

constexpr int bar_width = 40;
constexpr Millis between_frames{100};
constexpr Millis between_lines{5'000};

}  // namespace

void Console::faults(const Refusal& refusal) {
  for (const auto& fault : refusal.faults) {
    const std::string place = fault.field.empty() ? "" : fault.field + ": ",
                      accepted = fault.accepted.empty() ? "" : " (accepted: " + fault.accepted + ")";
    err(place + fault.reason + accepted + "\n");
  }
}

TerminalConsole::TerminalConsole(const TimeSource& time) : time_(time), terminal_(::isatty(STDERR_FILENO) == 1), told_at_(time.now()) {}

TerminalConsole::~TerminalConsole() { end_bar(); }

void TerminalConsole::end_bar() {
  if (bar_drawn_) std::fputc('\n', stderr);
  bar_drawn_ = false;
}

void TerminalConsole::out(std::string_view text) {
  end_bar();
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void TerminalConsole::err(std::string_view text) {
  end_bar();
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void TerminalConsole::progress(std::string_view what, double share, std::string_view told) {
  const Instant now = time_.now();
  if (now - told_at_ < (terminal_ ? between_frames : between_lines)) return;
  told_at_ = now;
  const double kept = std::clamp(share, 0.0, 1.0);
  if (!terminal_) {
    fmt::print(stderr, "{}: {:.0f} %, {}\n", what, kept * 100, told);
    return;
  }
  const int filled = static_cast<int>(kept * bar_width);
  fmt::print(stderr, "\r{} [{:#<{}}{: <{}}] {:3.0f} %  {}\033[K", what, "", filled, "", bar_width - filled, kept * 100, told);
  bar_drawn_ = true;
}

}  // namespace portico::app
