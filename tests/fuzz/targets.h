// What a parser is given by strangers, and what has to hold of its answer whatever it is given. One entry a parser: fuzzer.cc sends it what
// libFuzzer thinks of, corpora_test.cc everything that was ever thought of and kept (corpora/NAME).
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace portico::fuzz {

enum class Verdict { taken, refused };

struct Target {
  std::string_view name;
  // Throws, or dies of a sanitizer, where something does not hold.
  Verdict (*give)(std::string_view bytes);
  std::vector<std::string_view> covers;  // the source files whose lines its corpus has to run through
};

std::span<const Target> targets();
const Target* target_named(std::string_view name);

}  // namespace portico::fuzz
