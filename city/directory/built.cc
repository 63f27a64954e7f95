#include "city/directory/built.h"

#include <algorithm>

namespace portico::directory {

const Built* built(std::string_view name) {
  const auto all = built();
  const auto found = std::ranges::find(all, name, &Built::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace portico::directory
