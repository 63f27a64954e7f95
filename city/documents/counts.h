// What is counted of articles: how often each is read, and whether it helped. No person, no cookie. Each read is a contact that was
// answered without a case.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/instant.h"
#include "base/log.h"
#include "platform/store/store.h"

namespace portico::documents {

enum class Channel { web, desk };
std::string_view name_of(Channel channel);

struct Read {
  std::string code, language;
  Channel channel = Channel::web;
  auto operator<=>(const Read&) const = default;
};
struct Counts {
  std::int64_t reads = 0, helped = 0, unhelped = 0;
  Counts& operator+=(const Counts& more);
  bool operator==(const Counts&) const = default;
};
struct Counted {
  Read of;
  Counts counts;
};

// Nothing of fewer than this many is published.
constexpr std::int64_t least_told = 10;
// In hundredths, rounded down; -1 where it is of fewer than `least_told`.
int share(std::int64_t part, std::int64_t of);

// By article, and of all, of days both included.
struct Figures {
  std::chrono::sys_days first, last;
  Counts all;
  std::map<Channel, Counts> channels;
  std::map<std::string, Counts> articles;   // by code
  std::map<std::string, Counts> languages;  // by tag
};
Figures figures(store::Reader& reader, std::chrono::sys_days first, std::chrono::sys_days last);

// Gathers counts in memory and writes them every few seconds, in one background transaction: no read of an article costs a write. What a
// kill takes are the last seconds' counts; a stop writes them.
class Counter {
 public:
  Counter(store::Store& store, Log& log);
  ~Counter();

  void start();  // once
  void stop();   // writes what is left

  // From any thread; a few hundred nanoseconds. `day`: of the city.
  void add(std::chrono::sys_days day, Read read, const Counts& more);
  // Blocks until all that was gathered is on file. Where the database fails it is kept for the next time, and false.
  bool flush();

 private:
  struct Inside;
  std::shared_ptr<Inside> inside_;
};

}  // namespace portico::documents
