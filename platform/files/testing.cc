#include "platform/files/testing.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "platform/files/keep.h"

namespace portico::files::testing {

std::filesystem::path picture_program() { return PORTICO_PICTURES; }

std::string sample(std::string_view name) {
  const std::filesystem::path path = std::filesystem::path(PORTICO_SAMPLES) / name;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("there is no " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

void keep_under(store::Store& store, const std::filesystem::path& folder, const std::string& hash, std::string_view bytes) {
  const auto keep = store.dialect() == store::Dialect::postgres ? keep_in_database(store) : keep_in_folder(folder);
  keep->put(hash, bytes, Instant{});
}

}  // namespace portico::files::testing
