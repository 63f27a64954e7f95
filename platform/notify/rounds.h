// Inside platform/notify only: what the sender does, step by step, each on the calling thread.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "platform/notify/preparing.h"

namespace portico::notify {

class Rounds {
 public:
  Rounds(store::Store& store, const Templates& templates, const AddressBook& book, std::vector<std::unique_ptr<Channel>> channels,
         SenderSettings settings, const TimeSource& time, Chance& chance, Log& log);

  // Notes that were unknown to an earlier program are looked at again.
  void begin();
  // Each does one batch; how many notes, tellings or messages it was.
  int take();
  int gather();
  int send(ChannelKind channel);

  std::optional<Instant> next_taking();                      // nothing: nothing waits
  std::optional<Instant> next_sending(ChannelKind channel);  // while it rests, the end of that

  const std::vector<ChannelKind>& carried() const { return carried_; }
  std::vector<ChannelState> states() const;
  void end() { ending_ = true; }  // no further message is begun; a result that cannot be recorded is given up
  void begin_again() { ending_ = false; }

  const SenderSettings settings;
  const Marks marks;

 private:
  struct Line {
    std::unique_ptr<Channel> channel;
    mutable std::mutex mutex;
    ChannelState state;
  };
  struct Tried {
    Try what;
    std::optional<Delivery> delivery;  // nothing: it was not tried
  };

  Around around(const Shelf& shelf, Instant now) const;
  Line& line_of(ChannelKind channel) const;
  std::vector<Tried> prepare_batch(const Line& line, Instant now);
  void send_all(Line& line, std::vector<Tried>& batch);
  void send_one(Line& line, Tried& tried);
  bool resting(const Line& line, Instant now) const;
  void heard(Line& line, const Delivery& delivery);
  // What is to be written: each telling, and what its address is suppressed for.
  std::vector<Telling> results(std::vector<Tried>& batch, const Line& line, std::vector<Telling>& no_address);
  void record(const std::vector<Telling>& tellings, const std::vector<Telling>& no_address);
  template <class Write>
  void write_in_slices(std::size_t count, const Write& write);
  double drawn();

  store::Store& store_;
  const Templates& templates_;
  const AddressBook& book_;
  const TimeSource& time_;
  Chance& chance_;
  Log& log_;
  std::mutex chance_mutex_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::vector<ChannelKind> carried_;
  std::atomic<bool> ending_ = false;
};

}  // namespace portico::notify
