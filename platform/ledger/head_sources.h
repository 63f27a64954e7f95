// Where signed heads come from when the ledger is verified: the database, the folder's file, a file kept elsewhere. Each in order of size.
#pragma once

#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "platform/ledger/ledger.h"

namespace portico::ledger {

// Sentences about what is wrong; of one kind only the first ones are told, the rest is counted.
class Findings {
 public:
  void add(const std::string& kind, std::string sentence);
  std::vector<std::string> take();

 private:
  std::map<std::string, std::int64_t> counts_;
  std::vector<std::string> told_;
};

class HeadSource {
 public:
  struct Placed {
    Head head;
    std::string place;  // "heads.jsonl:12"
  };
  virtual ~HeadSource() = default;
  const Placed* front() {  // nullptr at the end
    if (waiting_.empty()) refill(waiting_);
    return waiting_.empty() ? nullptr : &waiting_.front();
  }
  void pop() { waiting_.pop_front(), ++taken_; }
  std::int64_t taken() const { return taken_; }

 protected:
  virtual void refill(std::deque<Placed>& waiting) = 0;

 private:
  std::deque<Placed> waiting_;
  std::int64_t taken_ = 0;
};

class StoredHeads final : public HeadSource {
 public:
  StoredHeads(store::Store& store, std::int64_t until) : store_(store), until_(until) {}

 private:
  void refill(std::deque<Placed>& waiting) override;
  store::Store& store_;
  std::int64_t until_, last_ = 0;
};

// The whole lines that the file has when this is made.
class FileHeads final : public HeadSource {
 public:
  FileHeads(const std::filesystem::path& path, Findings& findings);

 private:
  void refill(std::deque<Placed>& waiting) override;
  std::ifstream lines_;
  std::string name_;
  std::uintmax_t bytes_left_ = 0;
  std::int64_t number_ = 0, last_ = 0;
  Findings& findings_;
};

class KeptHeads final : public HeadSource {
 public:
  explicit KeptHeads(std::vector<Head> heads);

 private:
  void refill(std::deque<Placed>& waiting) override;
  std::vector<Head> heads_;
  std::size_t next_ = 0;
};

}  // namespace portico::ledger
