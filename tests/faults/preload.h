// What the libraries of this folder share: the call that stands behind one's own, and which files are meant.
#pragma once

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <unistd.h>

namespace faults {

// The next library's function of this name, at last the C library's: several of these libraries may stand before one program.
template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

inline const char* setting(const char* name) {
  const char* text = std::getenv(name);
  return text != nullptr && *text != '\0' ? text : nullptr;
}

struct Path {
  char text[4096] = "";
  explicit Path(int file) {
    char link[64];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const int kept = errno;
    const ssize_t length = readlink(link, text, sizeof text - 1);
    text[length < 0 ? 0 : length] = '\0';
    errno = kept;
  }
};

// Whether the folder that the variable `name` says holds this path. Paths are meant to be whole.
inline bool is_under(const char* path, const char* name) {
  const char* folder = setting(name);
  if (folder == nullptr || path == nullptr) return false;
  const std::size_t length = std::strlen(folder);
  return std::strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

inline bool ends_so(const char* path, const char* ending) {
  const std::size_t length = std::strlen(path), wanted = std::strlen(ending);
  return length >= wanted && std::strcmp(path + length - wanted, ending) == 0;
}

}  // namespace faults
