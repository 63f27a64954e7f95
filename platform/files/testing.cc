#include "platform/files/testing.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace portico::files::testing {

std::filesystem::path picture_program() { return PORTICO_PICTURES; }

std::string sample(std::string_view name) {
  const std::filesystem::path path = std::filesystem::path(PORTICO_SAMPLES) / name;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("there is no " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace portico::files::testing
