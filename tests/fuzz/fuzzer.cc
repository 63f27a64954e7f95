// Built by clang with -fsanitize=fuzzer (preset fuzz). PORTICO_FUZZ names the target.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/fuzz/targets.h"

// The names and shapes are libFuzzer's. NOLINTBEGIN
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const portico::fuzz::Target* target = [] {
    const char* name = std::getenv("PORTICO_FUZZ");
    const auto* found = portico::fuzz::target_named(name ? name : "");
    if (!found) {
      std::fprintf(stderr, "PORTICO_FUZZ names no target; there are:");
      for (const auto& each : portico::fuzz::targets()) std::fprintf(stderr, " %s", std::string(each.name).c_str());
      std::fprintf(stderr, "\n");
      std::exit(2);
    }
    return found;
  }();
  target->give({reinterpret_cast<const char*>(data), size});
  return 0;
}
// NOLINTEND
