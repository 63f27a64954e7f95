#include "app/settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "platform/formats/formats.h"
#include "platform/http/fetch.h"

namespace portico::app {
namespace {

// [permissions] says what the holder of each key may do. Which verbs there are is known only beside the routes (gate.h).
void read_permissions(const formats::TomlTable& table, Settings& settings, std::vector<Fault>& faults) {
  for (const auto& holder : table.keys()) {
    const auto permissions = table.texts(holder, faults);
    if (std::ranges::none_of(settings.keys, [&](const auto& key) { return key.second == holder; }))
      faults.push_back({table.place_of(holder), holder + " is given permissions but has no key", "a line for " + holder + " under [keys]"});
    settings.permissions[holder] = {table.place_of(holder), permissions};
  }
}

// [people] says how long who signed in stays so.
void read_people(const formats::TomlTable& table, Settings& settings, std::vector<Fault>& faults) {
  const auto whole = [&](std::string_view key, int& number, int least, int most) {
    const std::int64_t given = table.integer_or(key, number, faults);
    if (given < least || given > most)
      faults.push_back({table.place_of(key), std::string(key) + " is out of bounds", fmt::format("{} to {}", least, most)});
    else
      number = static_cast<int>(given);
  };
  whole("idle_minutes", settings.people.idle_minutes, 1, 24 * 60);
  whole("session_hours", settings.people.session_hours, 1, 24 * 7);
  whole("audit_days", settings.people.audit_days, 30, 3650);
  settings.people.second_factor_for = table.texts("second_factor_for", faults);
  settings.people.second_factor_place = table.place_of("second_factor_for");
  settings.people.plain_cookies = table.flag_or("plain_cookies", settings.people.plain_cookies, faults);
}

// [oidc] names the house whose word counts as a sign-in.
void read_oidc(const formats::TomlTable& table, Settings& settings, std::vector<Fault>& faults) {
  identity::OidcSettings& oidc = settings.oidc;
  oidc = {table.text("issuer", faults), table.text("client_id", faults), table.text("client_secret", faults), table.text("name", faults)};
  if (table.has("issuer") && !http::may_be_fetched(oidc.issuer))
    faults.push_back({table.place_of("issuer"), "\"" + oidc.issuer + "\" may not be asked", "an address with https://"});
}

// [storm] says when the server goes on intake only by itself, and what it keeps meanwhile.
void read_storm(const formats::TomlTable& table, Settings& settings, std::vector<Fault>& faults) {
  const auto within = [&](std::string_view key, double value, double least, double most) {
    if (value < least || value > most)
      faults.push_back({table.place_of(key), std::string(key) + " is out of bounds", fmt::format("{} to {}", least, most)});
  };
  const auto seconds = [&](std::string_view key, Millis& time) {
    const double given = table.number_or(key, std::chrono::duration<double>(time).count(), faults);
    within(key, given, 1, 86'400);
    time = Millis{static_cast<std::int64_t>(given * 1000)};
  };
  StormBounds& bounds = settings.storm;
  bounds.intake_wait_seconds = table.number_or("intake_wait_seconds", bounds.intake_wait_seconds, faults);
  bounds.workers_waiting = table.integer_or("workers_waiting", bounds.workers_waiting, faults);
  seconds("hot_seconds", bounds.hot);
  seconds("calm_seconds", bounds.calm);
  const auto megabytes = table.integer_or("kept_megabytes", static_cast<std::int64_t>(settings.kept_bytes >> 20), faults);
  const auto kept_seconds = table.integer_or("kept_seconds", settings.kept_seconds, faults);
  within("intake_wait_seconds", bounds.intake_wait_seconds, 0.05, 60);
  within("workers_waiting", static_cast<double>(bounds.workers_waiting), 1, 255);
  within("kept_megabytes", static_cast<double>(megabytes), 1, 4096);
  within("kept_seconds", static_cast<double>(kept_seconds), 1, 60);
  settings.kept_bytes = static_cast<std::size_t>(megabytes) << 20;
  settings.kept_seconds = static_cast<int>(kept_seconds);
}

}  // namespace

std::string public_url_of(const Settings& settings) {
  std::string url = settings.public_url.empty() ? fmt::format("http://{}:{}", settings.address, settings.port) : settings.public_url;
  while (url.ends_with('/')) url.pop_back();
  return url;
}

Outcome<void> read_listen(std::string_view text, Settings& settings) {
  const auto colon = text.rfind(':');
  const auto port = colon == std::string_view::npos ? std::nullopt : parse_integer(text.substr(colon + 1));
  if (!port || *port < 0 || *port > 65535)
    return refuse(Refused::invalid, "--listen", "\"" + std::string(text) + "\" is not an address and a port",
                  "ADDRESS:PORT, such as 127.0.0.1:8311, or port 0 for any free one");
  std::string_view address = text.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (!address.empty()) settings.address = std::string(address);
  settings.port = static_cast<unsigned short>(*port);
  return {};
}

Outcome<void> read_config(const std::filesystem::path& file, Settings& settings) {
  const auto document = formats::TomlTable::read(file);
  if (!document) return std::unexpected(document.error());
  std::vector<Fault> faults;
  if (const auto server = document->table("server", faults)) {
    settings.public_url = server->text_or("public_url", settings.public_url, faults);
    settings.loops = static_cast<int>(server->integer_or("loops", settings.loops, faults));
    settings.workers = static_cast<int>(server->integer_or("workers", settings.workers, faults));
    settings.trusted_proxies = server->texts("trusted_proxies", faults);
    if (settings.loops < 1 || settings.loops > 64) faults.push_back({server->place_of("loops"), "loops is out of bounds", "1 to 64"});
    if (settings.workers < 1 || settings.workers > 256)
      faults.push_back({server->place_of("workers"), "workers is out of bounds", "1 to 256"});
  }
  if (const auto database = document->table("database", faults)) {
    settings.database = database->text_or("url", settings.database, faults);
    settings.schema = database->text_or("schema", settings.schema, faults);
  }
  // [keys] names who holds each key, so that a log or report can say who without showing the key.
  for (const auto& [holder, key] : document->text_map("keys", faults)) {
    if (key.size() < 16)
      faults.push_back({document->place_of("keys"), "the key of " + holder + " is too short to be safe", "at least 16 characters"});
    settings.keys[key] = holder;
  }
  if (const auto permissions = document->table("permissions", faults)) read_permissions(*permissions, settings, faults);
  if (const auto people = document->table("people", faults)) read_people(*people, settings, faults);
  if (const auto oidc = document->table("oidc", faults)) read_oidc(*oidc, settings, faults);
  if (const auto storm = document->table("storm", faults)) read_storm(*storm, settings, faults);
  read_channels(*document, file.parent_path(), settings.channels, faults);
  read_mail_in(*document, file.parent_path(), settings.mail_in, faults);
  document->refuse_unknown(faults);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return {};
}

}  // namespace portico::app
