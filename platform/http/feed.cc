#include "platform/http/feed.h"

#include <algorithm>
#include <utility>

namespace portico::http {
namespace {

constexpr std::size_t most_waiting = 64;  // an answer takes its seat within moments

}  // namespace

std::string sent_event(std::int64_t id, std::string_view name, std::string_view data) {
  return "id: " + std::to_string(id) + "\nevent: " + std::string(name) + "\ndata: " + std::string(data) + "\n\n";
}

void Seat::tell(Event event) {
  const std::lock_guard lock(guard_);
  if (to_)
    to_(std::move(event));
  else if (waiting_.size() < most_waiting)
    waiting_.push_back(std::move(event));
}

void Seat::attach(std::function<void(Event)> to) {
  const std::lock_guard lock(guard_);
  to_ = std::move(to);
  for (auto& event : std::exchange(waiting_, {})) to_(std::move(event));
}

std::shared_ptr<Seat> Feed::sit(std::string topic) {
  auto seat = std::make_shared<Seat>();
  const std::lock_guard lock(guard_);
  auto& seats = by_topic_[std::move(topic)];
  std::erase_if(seats, [](const auto& each) { return each.expired(); });
  seats.push_back(seat);
  return seat;
}

void Feed::tell(std::string_view topic, std::string event) {
  std::vector<std::shared_ptr<Seat>> told;
  {
    const std::lock_guard lock(guard_);
    const auto seats = by_topic_.find(topic);
    if (seats == by_topic_.end()) return;
    for (const auto& each : seats->second)
      if (auto seat = each.lock()) told.push_back(std::move(seat));
    if (told.empty()) by_topic_.erase(seats);
  }
  const auto shared = std::make_shared<const std::string>(std::move(event));
  for (const auto& seat : told) seat->tell(shared);
}

bool Feed::anybody() const { return seats() > 0; }

// Topics that nobody sits at any more go.
std::size_t Feed::seats() const {
  const std::lock_guard lock(guard_);
  std::size_t count = 0;
  for (auto topic = by_topic_.begin(); topic != by_topic_.end();) {
    std::erase_if(topic->second, [](const auto& each) { return each.expired(); });
    count += topic->second.size();
    topic = topic->second.empty() ? by_topic_.erase(topic) : std::next(topic);
  }
  return count;
}

}  // namespace portico::http
