#include "platform/store/disk.h"

#include <cerrno>
#include <system_error>

#include "platform/store/store.h"

namespace portico::store {

void disk_failed(const std::string& what, const std::filesystem::path& path, int error) {
  const std::string sentence = what + " " + path.string() + ": " + std::generic_category().message(error);
  if (error == ENOSPC || error == EDQUOT) throw Full(sentence);
  throw Broken(sentence);
}

}  // namespace portico::store
