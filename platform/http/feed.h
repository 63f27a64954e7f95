// Answers that stay open: server-sent events (HTML Standard, 9.2). A handler takes a seat at a feed, reads what there is, and answers with
// the seat; whoever learns of something tells the feed. What is told between the two waits at the seat, so nothing falls between them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace portico::http {

// One event as it is sent. `name` and `data` are one line each.
std::string sent_event(std::int64_t id, std::string_view name, std::string_view data);

class Seat {
 public:
  using Event = std::shared_ptr<const std::string>;  // as sent_event makes it
  void tell(Event event);
  // What waited is told at once, all later from the thread that tells. Once.
  void attach(std::function<void(Event)> to);

 private:
  std::mutex guard_;
  std::vector<Event> waiting_;
  std::function<void(Event)> to_;
};

// All from any thread.
class Feed {
 public:
  std::shared_ptr<Seat> sit(std::string topic);  // for as long as somebody holds it
  void tell(std::string_view topic, std::string event);
  bool anybody() const;
  std::size_t seats() const;

 private:
  mutable std::mutex guard_;
  mutable std::map<std::string, std::vector<std::weak_ptr<Seat>>, std::less<>> by_topic_;
};

}  // namespace portico::http
