#include "platform/store/disk.h"

#include <cerrno>
#include <system_error>

namespace portico::store {

void disk_failed(const std::string& what, const std::filesystem::path& path, int error) {
  const std::string sentence = what + " " + path.string() + ": " + std::generic_category().message(error);
  if (error == ENOSPC || error == EDQUOT) throw DiskFull(sentence);
  if (error == EROFS) throw DiskReadOnly(sentence);
  throw Broken(sentence);
}

std::optional<std::string> disk_says(const std::exception_ptr& broken) {
  try {
    std::rethrow_exception(broken);
  } catch (const DiskFull&) {
    return "the city's disk is full: nothing can be kept just now, and nothing was changed";
  } catch (const DiskReadOnly&) {
    return "the city's disk takes no changes: nothing can be kept just now, and nothing was changed";
  } catch (...) {
    return std::nullopt;
  }
}

}  // namespace portico::store
