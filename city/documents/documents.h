// The module as others hold it: what the public reads, as one immutable shelf in memory, swapped on change.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "city/documents/article.h"
#include "platform/store/store.h"

namespace portico::documents {

struct Shown {
  Article article;
  std::int64_t version = 0;
  Instant published;
  // By language, as a search knows them: folded, each once.
  struct Known {
    std::vector<std::string> title, body;
  };
  std::map<std::string, Known> known;
};

class Shelf {
 public:
  Shelf() = default;
  explicit Shelf(std::vector<Shown> all);                 // in any order
  const std::vector<Shown>& all() const { return all_; }  // by code
  const Shown* find(std::string_view code) const;

 private:
  std::vector<Shown> all_;
};
Shown shown(Article article, std::int64_t version, Instant published);  // with its words

class Documents {
 public:
  explicit Documents(store::Store& store);  // reads what is published
  std::shared_ptr<const Shelf> now() const { return shelf_.load(); }
  void refresh();  // from any thread, after a change has become durable

 private:
  store::Store& store_;
  std::atomic<std::shared_ptr<const Shelf>> shelf_;
};

}  // namespace portico::documents
