// Sweeps files that nobody refers to, once an hour: what was handed in for a command that was then refused, or never came.
#pragma once

#include <memory>

#include "base/instant.h"
#include "base/log.h"
#include "platform/files/files.h"

namespace portico::files {

class Sweeper {
 public:
  Sweeper(Files& files, Referenced referenced, const TimeSource& time, Log& log);
  ~Sweeper();

  void start();  // once
  void stop();

 private:
  struct Inside;
  std::shared_ptr<Inside> inside_;
};

}  // namespace portico::files
