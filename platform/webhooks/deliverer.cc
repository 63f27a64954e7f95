#include "platform/webhooks/deliverer.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "platform/ledger/bell.h"
#include "platform/webhooks/round.h"

namespace portico::webhooks {
namespace {

constexpr Millis longest_sleep = std::chrono::seconds(5);  // a rest ends, or another node has added a webhook
constexpr Millis rings_become_one = std::chrono::milliseconds(50);
constexpr std::int64_t most_unsaved = 1'000;  // events of no interest that are looked at again after a restart

}  // namespace

struct Deliverer::Inside {
  struct Runner {
    ledger::Bell bell;
    std::thread thread;
  };
  // What is known of a webhook beside its row; used by one thread at a time.
  struct Course {
    std::int64_t seen = 0;          // looked at, while its position had not moved
    std::int64_t seen_from = -1;    // the position that it had then
    std::int64_t singly_until = 0;  // a batch was refused: up to here one by one, to find which
  };

  Inside(store::Store& in_store, const Secrets& with_secrets, const TimeSource& by_time, Chance& by_chance, Log& to_log, Post by_post,
         Describe as_described, Settings with)
      : store(in_store),
        secrets(with_secrets),
        time(by_time),
        chance(by_chance),
        log(to_log),
        post(std::move(by_post)),
        describe(std::move(as_described)),
        settings(std::move(with)) {}

  std::vector<Webhook> all() {
    std::vector<Webhook> found;
    store.read([&](store::Reader& reader) { found = tables::webhooks(reader); });
    return found;
  }

  Answer say(const Step& step) {
    const std::string secret = secrets.opened(step.webhook.id, step.sealed_secret);
    return post(call_of(step.webhook, step.told, settings.source, secret, time.now()));
  }

  void keep(const std::function<void(store::Tx&)>& write) {
    (void)store.run<bool>(
        [&](store::Tx& tx) -> Outcome<bool> {
          write(tx);
          return true;
        },
        store::Urgency::background);
  }

  // Says and records one step. Whether there may be another at once.
  bool go(std::int64_t id, Course& course) {
    std::optional<Step> step;
    store.read([&](store::Reader& reader) {
      const auto webhook = tables::webhook_by_id(reader, id);
      if (!webhook) return;
      if (course.seen_from != webhook->position) course = {webhook->position, webhook->position, course.singly_until};
      const int events = course.seen < course.singly_until ? 1 : settings.events_a_call;
      step = next_step(reader, id, course.seen, time.now(), events, describe);
    });
    if (!step) return false;
    if (step->told.empty()) {
      course.seen = step->reached;
      if (!step->parked.empty() || step->reached - step->webhook.position >= most_unsaved)
        keep([&](store::Tx& tx) { record_silence(tx, *step); });
      return step->more;
    }
    const Instant begun = time.now();
    const Answer answer = say(*step);
    const Millis took = std::max(Millis{0}, time.now() - begun);
    if (answered(answer.status) == Answered::refused && step->told.size() > 1) course.singly_until = step->told.back().event.position;
    const auto drawn = static_cast<unsigned char>(chance.bytes(1).front());
    keep([&](store::Tx& tx) { record_step(tx, *step, answer, took, time.now(), drawn); });
    if (answered(answer.status) != Answered::taken)
      log.write(Severity::info, "a webhook did not take what it was told",
                {{"webhook", std::to_string(id)}, {"status", std::to_string(answer.status)}});
    return true;
  }

  void run(std::int64_t id, Runner& runner) {
    Course course;
    while (!runner.bell.ended()) {
      try {
        while (!runner.bell.ended() && go(id, course)) {
        }
      } catch (const std::exception& broken) {  // the lane is full or the disk is, or a key is missing: said, and tried again
        log.write(Severity::warning, "a webhook broke and will try again", {{"webhook", std::to_string(id)}, {"why", broken.what()}});
        runner.bell.pause(longest_sleep);
      }
      runner.bell.wait(longest_sleep);
      runner.bell.pause(rings_become_one);
    }
  }

  // A runner for each webhook; one whose webhook is gone finds nothing and sleeps until stop().
  void see_to_runners() {
    const std::lock_guard lock(mutex);
    if (bell.ended()) return;
    for (const Webhook& each : all()) {
      if (runners.contains(each.id)) continue;
      Runner& runner = *(runners[each.id] = std::make_unique<Runner>());
      runner.thread = std::thread([this, id = each.id, &runner] { run(id, runner); });
    }
    for (auto& [id, runner] : runners) runner->bell.ring();
  }

  void oversee() {
    while (!bell.ended()) {
      try {
        see_to_runners();
      } catch (const std::exception& broken) {
        log.write(Severity::warning, "webhooks could not be read and will be again", {{"why", broken.what()}});
      }
      bell.wait(longest_sleep);
      bell.pause(rings_become_one);
    }
  }

  store::Store& store;
  const Secrets& secrets;
  const TimeSource& time;
  Chance& chance;
  Log& log;
  const Post post;
  const Describe describe;
  const Settings settings;
  ledger::Bell bell;
  std::thread thread;
  std::mutex mutex;  // guards runners
  std::map<std::int64_t, std::unique_ptr<Runner>> runners;
  std::map<std::int64_t, Course> courses;  // of look() alone
};

Deliverer::Deliverer(store::Store& store, const Secrets& secrets, const TimeSource& time, Chance& chance, Log& log, Post post,
                     Describe describe, Settings settings)
    : inside_(std::make_shared<Inside>(store, secrets, time, chance, log, std::move(post), std::move(describe), std::move(settings))) {
  store.after_commit([inside = std::weak_ptr(inside_)] {
    if (const auto alive = inside.lock()) alive->bell.ring();
  });
}

Deliverer::~Deliverer() { stop(); }

void Deliverer::start() {
  inside_->thread = std::thread([inside = inside_.get()] { inside->oversee(); });
}

void Deliverer::stop() {
  inside_->bell.end();
  if (inside_->thread.joinable()) inside_->thread.join();
  const std::lock_guard lock(inside_->mutex);
  for (auto& [id, runner] : inside_->runners) runner->bell.end();
  for (auto& [id, runner] : inside_->runners) runner->thread.join();
  inside_->runners.clear();
}

void Deliverer::look() {
  for (const Webhook& each : inside_->all())
    while (inside_->go(each.id, inside_->courses[each.id])) {
    }
}

}  // namespace portico::webhooks
