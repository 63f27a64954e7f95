// What portico-pictures answers with: its exit code, and on standard output "WIDTH HEIGHT LARGE SMALL\n" and the two pictures' bytes.
#pragma once

namespace portico::files {

constexpr int redrawn = 0, too_many_pixels_to_redraw = 10, unreadable_to_redraw = 11;

// Far above what an honest picture of 64 million pixels takes.
constexpr unsigned long long most_worker_memory = 1'200ULL << 20;  // bytes of data
constexpr unsigned long long most_worker_seconds = 25;             // of the processor
constexpr unsigned long long most_worker_output = 16ULL << 20;     // bytes

}  // namespace portico::files
