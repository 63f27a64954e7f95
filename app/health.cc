#include "app/health.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <filesystem>

#include "app/storm_routes.h"

namespace portico::app {
namespace {

namespace json = boost::json;

constexpr double disk_share_needed = 0.05;  // quality.md: readiness fails under 5 % of free disk
constexpr double lane_stuck_seconds = 10;   // a command that waited this long says that the lane is stuck
constexpr double subscriber_stuck_seconds = 60;

double free_disk_share(const std::filesystem::path& folder) {
  std::error_code failed;
  const auto space = std::filesystem::space(folder, failed);
  return failed || space.capacity == 0 ? 0 : static_cast<double>(space.available) / static_cast<double>(space.capacity);
}

struct Reading {
  store::Condition store;
  std::vector<ledger::SubscriberState> subscribers;
  double disk = 0;
  std::vector<std::string> unready;  // why not ready, in sentences
  std::optional<cases::ReckoningProgress> reckoning;
};

std::optional<cases::ReckoningProgress> reckoning_of(const House& house) {
  std::optional<cases::ReckoningProgress> progress;
  try {
    house.store->read([&](store::Reader& reader) { progress = cases::reckoning_progress(reader); });
  } catch (const store::Broken&) {  // said elsewhere: what a database that is away says of itself comes first
  }
  return progress;
}

Reading read(const House& house, const Settings& settings) {
  Reading now{house.store->condition(), house.ledger.subscribers(), free_disk_share(settings.data), {}, reckoning_of(house)};
  if (now.store.longest_wait_seconds > lane_stuck_seconds)
    now.unready.push_back(fmt::format("a command has waited for {:.0f} s", now.store.longest_wait_seconds));
  if (!now.store.trouble.empty()) now.unready.push_back("the database cannot write: " + now.store.trouble);
  const auto sealer = house.ledger.sealer();
  if (!sealer.stopped.empty()) now.unready.push_back("the ledger cannot be sealed: " + sealer.stopped);
  if (now.disk < disk_share_needed) now.unready.push_back(fmt::format("{:.1f} % of the disk is free; 5 % are needed", now.disk * 100));
  for (const auto& subscriber : now.subscribers) {
    if (!subscriber.stopped.empty())
      now.unready.push_back(fmt::format("subscriber {} has stopped: {}", subscriber.name, subscriber.stopped));
    else if (subscriber.behind_seconds > subscriber_stuck_seconds)
      now.unready.push_back(fmt::format("subscriber {} is {:.0f} s behind", subscriber.name, subscriber.behind_seconds));
  }
  return now;
}

json::array subscribers_json(const Reading& now) {
  json::array list;
  for (const auto& subscriber : now.subscribers)
    list.push_back(json::object{{"name", subscriber.name},
                                {"position", subscriber.position},
                                {"behind", subscriber.behind},
                                {"behind_seconds", subscriber.behind_seconds},
                                {"stopped", subscriber.stopped}});
  return list;
}

// How open cases are brought up to a change of calendars or emergencies: the newest one.
json::array jobs_json(const Reading& now) {
  json::array list;
  if (const auto& reckoning = now.reckoning)
    list.push_back(json::object{{"name", "cases.reckoning"},
                                {"load", reckoning->load},
                                {"emergency_change", reckoning->emergency_change},
                                {"walk", reckoning->walk},
                                {"seen", reckoning->seen},
                                {"of", reckoning->of_cases},
                                {"changed", reckoning->changed},
                                {"begun", iso8601(reckoning->begun)},
                                {"finished", reckoning->finished ? json::value(iso8601(*reckoning->finished)) : json::value(nullptr)}});
  return list;
}

// Mail that does not come in makes no server unready: what people send in by other ways is taken.
json::array mail_in_json(const House& house) {
  json::array list;
  for (const auto& source : house.mail_in.conditions())
    list.push_back(
        json::object{{"kind", std::string(name_of(source.kind))},
                     {"accepted", source.accepted},
                     {"refused", source.refused},
                     {"trouble_since", source.trouble_since ? json::value(iso8601(*source.trouble_since)) : json::value(nullptr)}});
  return list;
}

http::Response health(const House& house, const Settings& settings) {
  const Reading now = read(house, settings);
  const json::object body{
      {"live", true},
      {"ready", now.unready.empty()},
      {"not_ready_because", json::array(now.unready.begin(), now.unready.end())},
      {"version", PORTICO_VERSION},
      {"waiting", json::object{{"intake", now.store.intake_waiting}, {"background", now.store.background_waiting}}},
      {"subscribers", subscribers_json(now)},
      {"jobs", jobs_json(now)},
      {"mail_in", mail_in_json(house)},
      {"storm", storm_json(house.storm.state())},
  };
  return {now.unready.empty() ? 200 : 503, "application/json; charset=utf-8", json::serialize(body), {{"Cache-Control", "no-store"}}};
}

void line(std::string& out, std::string_view name, std::string_view kind, std::string_view help, double value) {
  out += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n{0} {3}\n", name, kind, help, value);
}

void store_metrics(std::string& out, const store::Condition& store) {
  line(out, "portico_commands_total", "counter", "Commands that the write lane has run.", static_cast<double>(store.commands));
  line(out, "portico_commits_total", "counter", "Batches that the write lane has committed.", static_cast<double>(store.batches));
  line(out, "portico_commands_refused_total", "counter", "Commands that were refused.", static_cast<double>(store.refused));
  line(out, "portico_commands_broken_total", "counter", "Commands that broke.", static_cast<double>(store.broken));
  line(out, "portico_intake_waiting", "gauge", "Commands that wait for the write lane.", static_cast<double>(store.intake_waiting));
  line(out, "portico_background_waiting", "gauge", "Background commands that wait.", static_cast<double>(store.background_waiting));
  line(out, "portico_wal_bytes", "gauge", "Size of the write-ahead log.", static_cast<double>(store.wal_bytes));
  line(out, "portico_sync_seconds", "gauge", "How long the newest commit took.", store.last_sync_seconds);
}

void traffic_metrics(std::string& out, const http::Traffic& traffic) {
  line(out, "portico_http_connections", "gauge", "Open connections.", static_cast<double>(traffic.connections));
  line(out, "portico_http_workers_waiting", "gauge", "Requests that wait for the worker pool.",
       static_cast<double>(traffic.workers_waiting));
  line(out, "portico_http_staying", "gauge", "Pages that stay open to be told what is new.", static_cast<double>(traffic.staying));
  line(out, "portico_http_put_off_total", "counter", "Heavy requests that were put off while on intake only.",
       static_cast<double>(traffic.put_off));
  line(out, "portico_http_given_again_total", "counter", "Answers that were given again while on intake only.",
       static_cast<double>(traffic.given_again));
  line(out, "portico_http_unchanged_total", "counter", "Answers that were given again because nothing was written meanwhile.",
       static_cast<double>(traffic.unchanged));
  out += "# HELP portico_http_answers_total Answers by class of status.\n# TYPE portico_http_answers_total counter\n";
  for (int status = 2; status < 6; ++status)
    out += fmt::format("portico_http_answers_total{{status=\"{}xx\"}} {}\n", status, traffic.by_status[status]);
  out += "# HELP portico_http_requests_total Requests by route.\n# TYPE portico_http_requests_total counter\n";
  for (const auto& [route, count] : traffic.by_route) out += fmt::format("portico_http_requests_total{{route=\"{}\"}} {}\n", route, count);
}

void by_channel(std::string& out, std::string_view name, std::string_view kind, std::string_view help, notify::ChannelKind channel,
                double value, bool first) {
  if (first) out += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, kind, help);
  out += fmt::format("{}{{channel=\"{}\"}} {}\n", name, notify::name_of(channel), value);
}

void told_metrics(std::string& out, const House& house) {
  notify::Standing now;
  try {
    house.store->read([&](store::Reader& reader) { now = notify::standing(reader); });
  } catch (const store::Broken&) {  // said elsewhere
    return;
  }
  line(out, "portico_notes_waiting", "gauge", "Notes that nobody has looked at yet.", static_cast<double>(now.notes_waiting));
  line(out, "portico_notes_unknown", "gauge", "Notes that nobody knows how to tell.", static_cast<double>(now.notes_unknown));
  line(out, "portico_tellings_gathering", "gauge", "What waits for a digest.", static_cast<double>(now.gathering));
  line(out, "portico_tellings_failed", "gauge", "Of whom nobody could be told.", static_cast<double>(now.failed));
  bool first = true;
  for (const auto& waits : now.channels) {
    by_channel(out, "portico_tellings_due", "gauge", "Messages that wait for their instant or their channel.", waits.channel,
               static_cast<double>(waits.due), first);
    first = false;
  }
  const auto states = house.sender.channels();
  for (const auto& state : states)
    by_channel(out, "portico_messages_sent_total", "counter", "Messages that a carrier took.", state.channel,
               static_cast<double>(state.sent), &state == &states.front());
  for (const auto& state : states)
    by_channel(out, "portico_channel_down", "gauge", "Times in a row that a channel did not work.", state.channel,
               static_cast<double>(state.down), &state == &states.front());
}

void mail_in_metrics(std::string& out, const House& house) {
  double accepted = 0, refused = 0, trouble = 0;
  for (const auto& source : house.mail_in.conditions()) {
    accepted += static_cast<double>(source.accepted);
    refused += static_cast<double>(source.refused);
    trouble += source.trouble_since ? 1 : 0;
  }
  line(out, "portico_mail_in_accepted_total", "counter", "Mails that were taken.", accepted);
  line(out, "portico_mail_in_refused_total", "counter", "Mails that were refused.", refused);
  line(out, "portico_mail_in_trouble", "gauge", "Sources of mail that do not work.", trouble);
}

http::Response metrics(const House& house, const Settings& settings, const http::Traffic& traffic) {
  const Reading now = read(house, settings);
  std::string out;
  line(out, "portico_ready", "gauge", "1 where the server is ready.", now.unready.empty() ? 1 : 0);
  line(out, "portico_disk_free_share", "gauge", "Free share of the data folder's disk.", now.disk);
  line(out, "portico_intake_only", "gauge", "1 while lists rest, so that what people send in gets through.",
       house.storm.intake_only() ? 1 : 0);
  store_metrics(out, now.store);
  out += "# HELP portico_subscriber_behind Events that a subscriber has not yet seen.\n# TYPE portico_subscriber_behind gauge\n";
  for (const auto& subscriber : now.subscribers)
    out += fmt::format("portico_subscriber_behind{{name=\"{}\"}} {}\n", subscriber.name, subscriber.behind);
  if (const auto& reckoning = now.reckoning) {
    line(out, "portico_reckoning_running", "gauge", "1 while open cases are brought up to a change of calendars or emergencies.",
         reckoning->finished ? 0 : 1);
    line(out, "portico_reckoning_cases", "gauge", "Open cases when its walk began.", static_cast<double>(reckoning->of_cases));
    line(out, "portico_reckoning_seen", "gauge", "Of these looked at.", static_cast<double>(reckoning->seen));
    line(out, "portico_reckoning_changed", "gauge", "Cases whose due instants became others.", static_cast<double>(reckoning->changed));
  }
  told_metrics(out, house);
  mail_in_metrics(out, house);
  traffic_metrics(out, traffic);
  return {200, "text/plain; version=0.0.4; charset=utf-8", std::move(out), {{"Cache-Control", "no-store"}}};
}

}  // namespace

std::vector<http::Route> health_routes(House& house, const Settings& settings, std::function<http::Traffic()> traffic) {
  using http::Cost;
  using http::Method;
  return {
      {Method::get, "/health/live", "public", Cost::quick, "Says that the process lives.", "", "JSON: live, version",
       http::answer([](const http::Request&) {
         return http::Response{200,
                               "application/json; charset=utf-8",
                               R"({"live":true,"version":")" PORTICO_VERSION R"("})",
                               {{"Cache-Control", "no-store"}}};
       })},
      {Method::get, "/health", "public", Cost::work, "Says whether the server is ready, and if not, why; with its subscribers' lag.", "",
       "JSON: live, ready, not_ready_because, version, waiting, subscribers, jobs, mail_in, storm; 503 when not ready",
       http::answer([&](const http::Request&) { return health(house, settings); })},
      {Method::get, "/metrics", "public", Cost::work, "Figures for monitoring.", "", "Prometheus text",
       http::answer([&, traffic = std::move(traffic)](const http::Request&) { return metrics(house, settings, traffic()); })},
  };
}

}  // namespace portico::app
