#include "platform/http/kept.h"

namespace portico::http {
namespace {

std::size_t size_of(const std::string& key, const Response& response) {
  std::size_t bytes = 2 * key.size() + response.body.size() + response.type.size() + sizeof(Response);
  for (const auto& [name, value] : response.headers) bytes += name.size() + value.size() + sizeof(name) + sizeof(value);
  return bytes;
}

}  // namespace

std::optional<Response> KeptAnswers::find(const std::string& key, Millis now) const {
  std::shared_ptr<const Response> response;
  Millis age{0};
  {
    const std::lock_guard lock(guard_);
    const auto found = answers_.find(key);
    if (found == answers_.end()) return std::nullopt;
    age = now - found->second.since;
    if (age >= time_) return std::nullopt;
    response = found->second.response;
  }
  Response again = *response;  // outside of the lock: pages are long
  again.headers.emplace_back("Age", std::to_string(std::chrono::floor<std::chrono::seconds>(age).count()));
  return again;
}

void KeptAnswers::put(const std::string& key, const Response& response, Millis now) {
  const std::size_t bytes = size_of(key, response);
  if (bytes > most_ / 10) return;
  auto kept = std::make_shared<const Response>(response);
  const std::lock_guard lock(guard_);
  if (const auto before = answers_.find(key); before != answers_.end()) forget(before);
  while (!order_.empty() && bytes_ + bytes > most_) forget(answers_.find(order_.front()));
  order_.push_back(key);
  answers_.emplace(key, Kept{std::move(kept), now, bytes, std::prev(order_.end())});
  bytes_ += bytes;
}

void KeptAnswers::forget(Answers::iterator kept) {
  bytes_ -= kept->second.bytes;
  order_.erase(kept->second.place);
  answers_.erase(kept);
}

void KeptAnswers::forget_all() {
  const std::lock_guard lock(guard_);
  answers_.clear();
  order_.clear();
  bytes_ = 0;
}

std::size_t KeptAnswers::bytes() const {
  const std::lock_guard lock(guard_);
  return bytes_;
}

}  // namespace portico::http
