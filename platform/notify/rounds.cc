#include "platform/notify/rounds.h"

#include <algorithm>
#include <cstring>
#include <thread>

#include "platform/notify/suppression.h"
#include "platform/notify/tables_tellings.h"
#include "platform/store/secrets.h"

namespace portico::notify {
namespace {

constexpr std::size_t secret_bytes = 32;
constexpr int downs_that_rest = 3;  // in a row: one may be the message's own fault
constexpr Millis before_recording_again = std::chrono::seconds(1);
constexpr std::string_view no_such_address = "no such address";

}  // namespace

Rounds::Rounds(store::Store& store, const Templates& templates, const AddressBook& book, std::vector<std::unique_ptr<Channel>> channels,
               SenderSettings by, const TimeSource& time, Chance& chance, Log& log)
    : settings(std::move(by)),
      marks(store::secret(store, "notify.marks", secret_bytes, chance)),
      store_(store),
      templates_(templates),
      book_(book),
      time_(time),
      chance_(chance),
      log_(log) {
  for (auto& channel : channels) {
    auto line = std::make_unique<Line>();
    carried_.push_back(channel->kind());
    line->state.channel = channel->kind();
    line->channel = std::move(channel);
    lines_.push_back(std::move(line));
  }
}

Around Rounds::around(const Shelf& shelf, Instant now) const { return {book_, shelf, templates_.kinds(), marks, settings, carried_, now}; }

Rounds::Line& Rounds::line_of(ChannelKind channel) const {
  return **std::ranges::find_if(lines_, [channel](const auto& line) { return line->channel->kind() == channel; });
}

double Rounds::drawn() {
  std::uint32_t number = 0;
  const std::lock_guard lock(chance_mutex_);
  const std::string bytes = chance_.bytes(sizeof number);
  std::memcpy(&number, bytes.data(), sizeof number);
  return static_cast<double>(number) / 4294967296.0;
}

// A background transaction ends when its slice is over; the rest comes in another.
template <class Write>
void Rounds::write_in_slices(std::size_t count, const Write& write) {
  for (std::size_t done = 0; done < count;) {
    const auto upto = store_.run<std::size_t>(
        [&](store::Tx& tx) -> Outcome<std::size_t> {
          std::size_t at = done;
          do write(tx, at++);
          while (at < count && !tx.slice_over());
          return at;
        },
        store::Urgency::background);
    done = upto.value_or(count);
  }
}

void Rounds::begin() {
  (void)store_.run<std::int64_t>([](store::Tx& tx) -> Outcome<std::int64_t> { return tables::await_unknown_again(tx); },
                                 store::Urgency::background);
}

int Rounds::take() {
  struct Taken {
    Waiting note;
    std::optional<std::vector<Telling>> tellings;
  };
  const auto shelf = templates_.now();
  const Instant now = time_.now();
  std::vector<Taken> batch;
  store_.read([&](store::Reader& reader) {
    batch.clear();
    for (auto& note : waiting(reader, now, std::nullopt, settings.batch)) {
      auto tellings = tellings_of(reader, around(*shelf, now), note);
      batch.push_back({std::move(note), std::move(tellings)});
    }
  });
  write_in_slices(batch.size(), [&](store::Tx& tx, std::size_t at) {
    const auto& [note, tellings] = batch[at];
    using enum tables::NoteState;
    if (!tables::take_note(tx, note.id, !tellings ? unknown : tellings->empty() ? nobody : taken) || !tellings) return;
    for (Telling one : *tellings) {
      one.id = tx.next("notify.telling");
      tables::insert_telling(tx, one);
    }
  });
  const auto strange = std::ranges::count_if(batch, [](const Taken& one) { return !one.tellings; });
  if (strange > 0)
    log_.write(Severity::warning, "notes that nobody knows how to tell are kept for later", {{"count", std::to_string(strange)}});
  return static_cast<int>(batch.size());
}

int Rounds::gather() {
  const Instant now = time_.now();
  std::vector<Telling> first;
  store_.read([&](store::Reader& reader) {
    first.clear();
    for (auto& one : tables::gathering(reader, now, settings.batch)) {
      const auto same = [&](const Telling& other) { return other.who == one.who && other.channel == one.channel; };
      if (std::ranges::none_of(first, same)) first.push_back(std::move(one));
    }
  });
  write_in_slices(first.size(), [&](store::Tx& tx, std::size_t at) {
    auto members = tables::gathering_of(tx, first[at].who, first[at].channel, now, most_gathered);
    if (members.empty()) return;  // another node was here
    if (members.size() == 1) {
      members[0].state = Telling::State::due;
      members[0].unbound = true;
      return tables::write_telling(tx, members[0]);
    }
    std::ranges::sort(members, {}, &Telling::id);
    Telling digest;
    digest.id = tx.next("notify.telling");
    digest.note = members.front().note;
    digest.who = first[at].who;
    digest.digest = true;
    digest.channel = first[at].channel;
    digest.next_at = now;
    tables::insert_telling(tx, digest);
    for (Telling& member : members) {
      member.state = Telling::State::gathered;
      member.digest_of = digest.id;
      tables::write_telling(tx, member);
    }
  });
  return static_cast<int>(first.size());
}

bool Rounds::resting(const Line& line, Instant now) const {
  const std::lock_guard lock(line.mutex);
  return line.state.rests_until && *line.state.rests_until > now;
}

std::vector<Rounds::Tried> Rounds::prepare_batch(const Line& line, Instant now) {
  const auto shelf = templates_.now();
  std::vector<Tried> batch;
  store_.read([&](store::Reader& reader) {
    batch.clear();
    Already already;
    for (auto& telling : tables::due(reader, line.channel->kind(), now, settings.batch)) {
      try {
        batch.push_back({prepare(reader, around(*shelf, now), telling, already), std::nullopt});
      } catch (const store::Broken&) {
        throw;
      } catch (const std::exception& broken) {  // of this one: the others are told all the same
        log_.write(Severity::error, "a message could not be made", {{"telling", std::to_string(telling.id)}, {"why", broken.what()}});
        telling.state = Telling::State::failed;
        telling.reason = "the message could not be made";
        batch.push_back({{std::move(telling), std::nullopt}, std::nullopt});
      }
    }
  });
  return batch;
}

// Three in a row are more than one message's fault. Also any that answers ends the rest.
void Rounds::heard(Line& line, const Delivery& delivery) {
  const std::lock_guard lock(line.mutex);
  ChannelState& state = line.state;
  if (delivery.kind != Delivery::Kind::down) {
    if (state.down >= downs_that_rest)
      log_.write(Severity::info, "a channel works again", {{"channel", std::string(name_of(state.channel))}});
    state.down = 0;
    state.rests_until.reset();
    state.why.clear();
    ++(delivery.kind == Delivery::Kind::taken ? state.sent : state.tries_failed);
    return;
  }
  state.why = delivery.why;
  if (++state.down < downs_that_rest) return;
  if (state.down == downs_that_rest)
    log_.write(Severity::warning, "a channel is down", {{"channel", std::string(name_of(state.channel))}, {"why", delivery.why}});
  state.rests_until = time_.now() + rest_of(state.down - downs_that_rest + 1);
}

void Rounds::send_one(Line& line, Tried& tried) {
  if (!tried.what.message || ending_ || resting(line, tried.what.message->at)) return;
  try {
    tried.delivery = line.channel->send(*tried.what.message);
  } catch (const std::exception& broken) {
    tried.delivery = Delivery{Delivery::Kind::later, "the channel broke", {}};
    log_.write(Severity::error, "a channel broke", {{"channel", std::string(name_of(line.channel->kind()))}, {"why", broken.what()}});
  }
  heard(line, *tried.delivery);
}

// What goes to one address goes in its order; several addresses at once.
void Rounds::send_all(Line& line, std::vector<Tried>& batch) {
  std::vector<std::vector<Tried*>> groups;
  std::map<std::string, std::size_t> group_of;
  for (Tried& tried : batch) {
    const auto [known, is_new] = group_of.try_emplace(tried.what.telling.address, groups.size());
    if (is_new) groups.emplace_back();
    groups[known->second].push_back(&tried);
  }
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t at = next++; at < groups.size(); at = next++)
      for (Tried* tried : groups[at]) send_one(line, *tried);
  };
  const auto threads = std::min<std::size_t>(static_cast<std::size_t>(std::max(settings.parallel, 1)), groups.size());
  std::vector<std::jthread> others;
  for (std::size_t at = 1; at < threads; ++at) others.emplace_back(work);
  work();
}

std::vector<Telling> Rounds::results(std::vector<Tried>& batch, const Line& line, std::vector<Telling>& no_address) {
  const Instant now = time_.now();
  std::vector<Telling> all;
  bool works = false;
  {
    const std::lock_guard lock(line.mutex);
    works = line.state.down == 0;
  }
  for (Tried& tried : batch) {
    if (tried.what.message && !tried.delivery) continue;  // the channel rests: it is as it was
    if (!tried.delivery) {
      all.push_back(tried.what.telling);
      continue;
    }
    // Others went after it: then it is this message that breaks the conversation, and its tries end.
    if (tried.delivery->kind == Delivery::Kind::down && works) tried.delivery->kind = Delivery::Kind::later;
    Telling one = notify::after(tried.what.telling, *tried.delivery, settings.back_off, now, drawn());
    if (tried.delivery->kind == Delivery::Kind::down) {  // others first, when it works again
      const std::lock_guard lock(line.mutex);
      one.next_at = line.state.rests_until.value_or(now + rest_of(1));
    }
    if (tried.delivery->kind == Delivery::Kind::no_such_address) no_address.push_back(one);
    all.push_back(std::move(one));
  }
  return all;
}

// What was sent must be known: where the disk is full, that is tried until it works, or the sender ends.
void Rounds::record(const std::vector<Telling>& tellings, const std::vector<Telling>& no_address) {
  const Instant now = time_.now();
  for (;;) {
    try {
      write_in_slices(tellings.size(), [&](store::Tx& tx, std::size_t at) {
        tables::write_telling(tx, tellings[at]);
        if (tellings[at].digest && tellings[at].state != Telling::State::due) tables::end_gathered(tx, tellings[at]);
      });
      write_in_slices(no_address.size(), [&](store::Tx& tx, std::size_t at) {
        suppress(tx, no_address[at].channel, no_address[at].address, Suppressed::bounced, no_such_address, now);
      });
      return;
    } catch (const store::Broken& broken) {
      log_.write(Severity::error, "what was sent could not be recorded and will be tried again", {{"why", broken.what()}});
      if (ending_) return;
    }
    for (Millis waited{0}; waited < before_recording_again && !ending_; waited += Millis(50)) std::this_thread::sleep_for(Millis(50));
  }
}

int Rounds::send(ChannelKind channel) {
  Line& line = line_of(channel);
  const Instant now = time_.now();
  if (resting(line, now)) return 0;
  auto batch = prepare_batch(line, now);
  if (batch.empty()) return 0;
  send_all(line, batch);
  std::vector<Telling> no_address;
  const auto tellings = results(batch, line, no_address);
  record(tellings, no_address);
  return static_cast<int>(tellings.size());
}

std::optional<Instant> Rounds::next_taking() {
  std::optional<Instant> note, gathering;
  store_.read([&](store::Reader& reader) {
    note = tables::next_note(reader);
    gathering = tables::next_gathering(reader);
  });
  if (note && gathering) return std::min(*note, *gathering);
  return note ? note : gathering;
}

std::optional<Instant> Rounds::next_sending(ChannelKind channel) {
  std::optional<Instant> next;
  store_.read([&](store::Reader& reader) { next = tables::next_due(reader, channel); });
  const Line& line = line_of(channel);
  const std::lock_guard lock(line.mutex);
  if (next && line.state.rests_until) return std::max(*next, *line.state.rests_until);
  return next;
}

std::vector<ChannelState> Rounds::states() const {
  std::vector<ChannelState> all;
  for (const auto& line : lines_) {
    const std::lock_guard lock(line->mutex);
    all.push_back(line->state);
  }
  return all;
}

}  // namespace portico::notify
