#include "city/standards/declare.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "city/directory/pack.h"
#include "city/standards/events.h"
#include "city/standards/record.h"
#include "city/standards/tables_emergency.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/ledger.h"

namespace portico::standards {
namespace {

using Faults = std::vector<Fault>;
using std::chrono::days;

// Nobody suspends a city's promises for good: who needs longer extends, and the ledger tells it.
constexpr days farthest_end{60};
// A storm is often declared once it blows; but what was answered a week ago stays as it was.
constexpr days farthest_back{7};
constexpr std::size_t longest_words = 1'000;

constexpr std::string_view accepted_end = "an end at most 60 days from now; it can be extended later";

// Reads a declaration, fault by fault.
class Check {
 public:
  Check(const Declaration& written, const directory::Snapshot& city, const Snapshot& standards, Instant now)
      : written_(written), city_(city), standards_(standards), now_(now) {}

  Outcome<Emergency> made() && {
    Emergency wanted;
    wanted.kind = kind();
    wanted.services = services();
    wanted.clocks = clocks(wanted.kind);
    wanted.words = words();
    interval(wanted);
    wanted.code = code(wanted.from);
    wanted.declared = now_;
    if (!faults_.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults_)});
    return wanted;
  }

 private:
  void fault(std::string_view field, std::string reason, std::string accepted) {
    faults_.push_back({place(field), std::move(reason), std::move(accepted)});
  }
  std::string place(std::string_view field) const { return written_.place ? written_.place(field) : std::string(field); }

  Emergency::Kind kind() {
    const auto read = emergency_kind(written_.kind);
    if (!read) fault("kind", fmt::format("'{}' is no kind of emergency", written_.kind), "suspend or replace");
    return read.value_or(Emergency::Kind::suspend);
  }

  // The services that it names, and those of the agencies and groups.
  std::vector<std::string> services() {
    std::set<std::string> named;
    std::vector<std::string> service_codes, agency_codes, group_codes;
    for (const auto& each : city_.services) {
      if (each.retired || each.draft) continue;
      service_codes.push_back(each.code);
      if (std::ranges::find(written_.agencies, each.agency) != written_.agencies.end() ||
          std::ranges::find(written_.groups, each.group) != written_.groups.end() ||
          std::ranges::find(written_.services, each.code) != written_.services.end())
        named.insert(each.code);
    }
    for (const auto& each : city_.agencies) agency_codes.push_back(each.code);
    for (const auto& each : city_.groups) group_codes.push_back(each.code);
    known("services", "service", written_.services, service_codes);
    known("agencies", "agency", written_.agencies, agency_codes);
    known("groups", "group", written_.groups, group_codes);
    if (named.empty() && faults_.empty())
      fault("services", "the emergency names no service", "services, agencies or groups that have a service");
    return {named.begin(), named.end()};
  }
  void known(std::string_view field, std::string_view what, const std::vector<std::string>& named, const std::vector<std::string>& codes) {
    for (const auto& each : named) {
      if (std::ranges::find(codes, each) == codes.end())
        fault(field, fmt::format("there is no {} '{}'", what, each),
              formats::nearest_or(each, codes, fmt::format("the code of a {}", what)));
    }
  }

  std::vector<ClockPromise> clocks(Emergency::Kind kind) {
    if (kind == Emergency::Kind::suspend) {
      if (!written_.clocks.empty()) fault("clocks", "promises that are suspended have no clocks", "no clocks, or kind = \"replace\"");
      return {};
    }
    std::vector<std::string> calendars;
    for (const auto& [code, version] : standards_.calendars) calendars.push_back(code);
    std::vector<ClockPromise> clocks;
    for (auto each : written_.clocks) {
      if (!each.place) each.place = [](std::string_view key) { return std::string(key.empty() ? "clocks" : key); };
      check_clock(each, calendars, clocks, faults_);
    }
    insist_on_both(clocks, place("clocks"), "an emergency that replaces promises", "a clock", faults_);
    return clocks;
  }

  std::map<std::string, std::string> words() {
    const auto& languages = city_.city.languages;
    for (const auto& [language, text] : written_.words) {
      if (std::ranges::find(languages, language) == languages.end())
        fault("words", fmt::format("'{}' is no language of the city", language), fmt::format("{}", fmt::join(languages, ", ")));
      if (trim(text).empty()) fault("words", fmt::format("the public text in '{}' is empty", language), "a sentence for the public");
      if (!valid_utf8(text) || text.contains('\0') || count_characters(text) > longest_words)
        fault("words", fmt::format("the public text in '{}' is no text, or too long", language),
              fmt::format("UTF-8, at most {} characters", longest_words));
    }
    if (languages.empty())
      fault("", "no city is loaded yet", "a city pack, loaded with portico city load");
    else if (!written_.words.contains(languages.front()))
      fault("words", fmt::format("there is no public text in the city's own language, '{}'", languages.front()),
            "a sentence for the public in that language; others may stand beside it");
    return written_.words;
  }

  std::optional<Instant> instant(std::string_view field, const std::string& text) {
    auto read = parse_instant(text, place(field));
    if (read) return *read;
    faults_.push_back(read.error().faults.front());
    return std::nullopt;
  }

  void interval(Emergency& wanted) {
    const Instant this_second = std::chrono::floor<std::chrono::seconds>(now_);
    const auto from = written_.from.empty() ? std::optional(this_second) : instant("from", written_.from);
    if (written_.until.empty()) return fault("until", "the emergency has no end", std::string(accepted_end));
    const auto until = instant("until", written_.until);
    wanted.from = from.value_or(this_second);
    if (from && now_ - *from > farthest_back)
      fault("from", fmt::format("{} lies more than 7 days back", iso8601(*from)), "a beginning in the last 7 days, or later");
    if (!until) return;
    wanted.until = *until;
    if (*until <= wanted.from)
      fault("until", fmt::format("the emergency would end at {}, before it begins at {}", iso8601(*until), iso8601(wanted.from)),
            "an end after the beginning");
    else if (*until <= now_)
      fault("until", fmt::format("{} has passed", iso8601(*until)), "an end that is yet to come");
    if (*until - now_ > farthest_end) fault("until", fmt::format("{} is too far off", iso8601(*until)), std::string(accepted_end));
  }

  std::string code(Instant from) {
    const auto taken = [&](const std::string& code) {
      return std::ranges::find(standards_.emergencies, code, &Emergency::code) != standards_.emergencies.end();
    };
    if (!written_.code.empty()) {
      if (!directory::is_code(written_.code))
        fault("code", fmt::format("'{}' is no code", written_.code), "1 to 60 of A-Z a-z 0-9 _ . -");
      else if (taken(written_.code))
        fault("code", fmt::format("there has been an emergency '{}' already", written_.code), "another code");
      return written_.code;
    }
    const auto zone = calendar::Zone::find(city_.city.zone, "zone");
    const auto day = date_text(zone ? zone->local_date(from) : std::chrono::floor<days>(from));
    auto made = day;
    for (int next = 2; taken(made); ++next) made = fmt::format("{}-{}", day, next);
    return made;
  }

  const Declaration& written_;
  const directory::Snapshot& city_;
  const Snapshot& standards_;
  Instant now_;
  Faults faults_;
};

std::unexpected<Refusal> no_such(std::string_view code) {
  return refuse(Refused::not_found, "code", fmt::format("there is no emergency '{}'", code), "a code that portico emergency list shows");
}
std::unexpected<Refusal> is_over(const Emergency& emergency) {
  return refuse(Refused::conflict, "code", fmt::format("the emergency '{}' was over at {}", emergency.code, iso8601(emergency.end())),
                "one that is not over; or a new declaration");
}

// Another of the same kind, for one of the services at the same time; "" where there is none.
std::optional<Refusal> meets_another(store::Reader& reader, const Emergency& wanted) {
  for (const auto& other : read_emergencies(reader)) {
    const bool together = other.from < wanted.end() && wanted.from < other.end();
    if (other.code == wanted.code || other.kind != wanted.kind || !together || other.over(other.from)) continue;
    for (const auto& service : wanted.services) {
      if (!other.names(service)) continue;
      return Refusal{Refused::conflict,
                     {{"services",
                       fmt::format("the emergency '{}' {}s the promise for '{}' already, until {}", other.code, name_of(other.kind),
                                   service, iso8601(other.end())),
                       fmt::format("other services, another time, or the end of '{}' first", other.code)}}};
    }
  }
  return std::nullopt;
}

void append(store::Tx& tx, const Emergency& emergency, Instant at, std::string_view actor, std::string_view type, std::string payload) {
  ledger::append(tx, {.at = at,
                      .actor = std::string(actor),
                      .subject = "emergency:" + emergency.code,
                      .version = emergency.version,
                      .type = std::string(type),
                      .payload = std::move(payload)});
}

}  // namespace

Outcome<Emergency> check_declaration(const Declaration& written, const directory::Snapshot& city, const Snapshot& standards, Instant now) {
  return Check(written, city, standards, now).made();
}

Outcome<Emergency> declare_emergency(store::Tx& tx, Emergency wanted, Instant at, std::string_view actor) {
  wanted.change = begin_emergency_change(tx);
  if (find_emergency(tx, wanted.code))
    return refuse(Refused::conflict, "code", fmt::format("there has been an emergency '{}' already", wanted.code), "another code");
  if (auto meets = meets_another(tx, wanted)) return std::unexpected(std::move(*meets));
  wanted.version = 1;
  wanted.declared = at;
  wanted.declared_by = actor;
  wanted.id = insert_emergency(tx, wanted);
  const auto target = [&](ClockKind kind) {
    const auto clock = std::ranges::find(wanted.clocks, kind, &ClockPromise::kind);
    return clock == wanted.clocks.end() ? std::string() : to_text(clock->target);
  };
  const EmergencyDeclared event{.id = wanted.id,
                                .version = wanted.version,
                                .code = wanted.code,
                                .kind = std::string(name_of(wanted.kind)),
                                .services = wanted.services,
                                .from = iso8601(wanted.from),
                                .until = iso8601(wanted.until),
                                .first_status = target(ClockKind::first_status),
                                .outcome = target(ClockKind::outcome),
                                .words = wanted.words,
                                .hash = hex(crypto::view(crypto::sha256(record_of(wanted))))};
  append(tx, wanted, at, actor, event.type, to_json(event));
  return wanted;
}

Outcome<Emergency> extend_emergency(store::Tx& tx, std::string_view code, Instant until, Instant at, std::string_view actor) {
  const auto change = begin_emergency_change(tx);
  auto known = find_emergency(tx, code);
  if (!known) return no_such(code);
  if (known->over(at)) return is_over(*known);
  if (until <= known->until)
    return refuse(Refused::invalid, "until", fmt::format("the emergency '{}' lasts until {} already", code, iso8601(known->until)),
                  "a later end; portico emergency end brings it to an end now");
  if (until - at > farthest_end)
    return refuse(Refused::invalid, "until", fmt::format("{} is too far off", iso8601(until)), std::string(accepted_end));
  known->until = until;
  if (auto meets = meets_another(tx, *known)) return std::unexpected(std::move(*meets));
  ++known->version;
  known->change = change;
  update_emergency(tx, *known);
  const EmergencyExtended event{.id = known->id, .version = known->version, .code = known->code, .until = iso8601(until)};
  append(tx, *known, at, actor, event.type, to_json(event));
  return *known;
}

Outcome<Emergency> end_emergency(store::Tx& tx, std::string_view code, Instant at, std::string_view actor) {
  const auto change = begin_emergency_change(tx);
  auto known = find_emergency(tx, code);
  if (!known) return no_such(code);
  if (known->over(at)) return is_over(*known);
  known->ended = at;
  ++known->version;
  known->change = change;
  update_emergency(tx, *known);
  const EmergencyEnded event{.id = known->id, .version = known->version, .code = known->code, .ended = iso8601(at)};
  append(tx, *known, at, actor, event.type, to_json(event));
  return *known;
}

}  // namespace portico::standards
