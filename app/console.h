// Where a command says what it does: this process's terminal, or the terminal of whoever asked a running server to do it.
#pragma once

#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/outcome.h"

namespace portico::app {

class Console {
 public:
  virtual ~Console() = default;
  virtual void out(std::string_view text) = 0;  // to standard output, as it is
  virtual void err(std::string_view text) = 0;  // to standard error
  // How far a long command is: `what` names it ("newest.csv.zst"), `share` runs from 0 to 1, `told` stands beside it ("12000 rows").
  virtual void progress(std::string_view what, double share, std::string_view told) = 0;

  // Each fault as "place: reason (accepted: …)" on standard error.
  void faults(const Refusal& refusal);
};

// Progress is a bar on a terminal, a line now and then elsewhere.
class TerminalConsole final : public Console {
 public:
  explicit TerminalConsole(const TimeSource& time);
  ~TerminalConsole() override;
  void out(std::string_view text) override;
  void err(std::string_view text) override;
  void progress(std::string_view what, double share, std::string_view told) override;

 private:
  void end_bar();

  const TimeSource& time_;
  const bool terminal_;
  bool bar_drawn_ = false;
  Instant told_at_;
};

}  // namespace portico::app
