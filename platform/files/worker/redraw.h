// A picture drawn anew. The only includer of libvips, in a process of its own.
#pragma once

#include <string>
#include <string_view>

namespace portico::files {

struct Drawing {
  int code = 0;  // of answer.h
  std::string large, small;
  int width = 0, height = 0;
};

void start_drawing(const char* program);  // once; false starts end the process
Drawing redraw(std::string_view bytes);

}  // namespace portico::files
