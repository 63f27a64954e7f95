// Answers that are kept for a while and given again. Time is passed in; safe from any thread.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/instant.h"
#include "platform/http/http.h"

namespace portico::http {

class KeptAnswers {
 public:
  // At most so many bytes of answers, each for at most `time`; where there is no more room, the oldest goes.
  KeptAnswers(std::size_t bytes, Millis time) : most_(bytes), time_(time) {}

  // With an Age header of whole seconds.
  std::optional<Response> find(const std::string& key, Millis now) const;
  void put(const std::string& key, const Response& response, Millis now);  // one that is larger than a tenth of all room is not kept
  void forget_all();
  std::size_t bytes() const;

 private:
  struct Kept {
    std::shared_ptr<const Response> response;
    Millis since{0};
    std::size_t bytes = 0;
    std::list<std::string>::iterator place;  // in order_
  };
  using Answers = std::unordered_map<std::string, Kept>;
  void forget(Answers::iterator kept);

  const std::size_t most_;
  const Millis time_;
  mutable std::mutex guard_;
  Answers answers_;
  std::list<std::string> order_;  // oldest first
  std::size_t bytes_ = 0;
};

}  // namespace portico::http
