// `portico clock`: the engine by itself, for holding it against an oracle of one's own. docs/clock.md says what stands in the lines.
#pragma once

#include <iosfwd>

namespace portico::standards {

// Reads JSON lines (calendars, SLAs, histories), writes one line for each history in the same order, and {"line":N,"error":"…"} for a line
// that cannot be read; the run goes on. Answers 0 where every line could be read, else 3: the exit codes of the command line.
int run_clock(std::istream& in, std::ostream& out);

}  // namespace portico::standards
