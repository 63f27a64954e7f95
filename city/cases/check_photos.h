// `portico check` for photos: each row's files are there, and are what their names say.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/files/files.h"
#include "platform/store/store.h"

namespace portico::cases {

struct CheckedPhotos {
  std::int64_t photos = 0;
  std::int64_t unnamed = 0;           // files that no photo names: on their way, or left by a crash until the sweep finds them
  std::vector<std::string> findings;  // a sentence each, the first hundred of a kind; empty: all is whole
};

// Reads every photo's row, and every byte of its picture and thumbnail, while others may change them: what looks wrong is looked at again.
CheckedPhotos check_photos(store::Store& store, const files::Files& files);

}  // namespace portico::cases
