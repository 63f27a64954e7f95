#include "city/standards/promises.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "city/directory/pack.h"
#include "city/standards/clock_reading.h"
#include "city/standards/policy_reading.h"
#include "city/standards/record.h"
#include "platform/formats/formats.h"

namespace portico::standards {
namespace {

using formats::TomlTable;
using std::chrono::sys_days;
using Faults = std::vector<Fault>;

constexpr std::array<const char*, 7> day_names = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr int years_of_holidays = 10;
constexpr std::size_t most_bytes_of_holidays = 4 << 20;

template <class T>
std::optional<T> keep(Outcome<T> read, Faults& faults) {
  if (read) return std::move(*read);
  faults.insert(faults.end(), read.error().faults.begin(), read.error().faults.end());
  return std::nullopt;
}

class PromiseReader {
 public:
  PromiseReader(const std::filesystem::path& folder, const directory::Snapshot& directory, sys_days today, Faults& faults)
      : folder_(folder), directory_(directory), today_(today), faults_(faults) {}

  Promises read() && {
    read_calendars();
    for (const auto& file : directory::pack_files(folder_, "slas", ".toml")) read_slas(file);
    std::ranges::stable_sort(found_.slas, {}, [](const SlaVersion& sla) { return std::pair(sla.service, sla.effective); });
    translate();
    found_.policy = read_policy(folder_, directory_, calendar_codes_, faults_);
    for (const auto& service : directory_.services) {
      if (!service.retired && !service.draft) insist_on_promise(service.code);
    }
    return std::move(found_);
  }

 private:
  void fault(std::string place, std::string reason, std::string accepted) {
    faults_.push_back({std::move(place), std::move(reason), std::move(accepted)});
  }

  void read_calendars() {
    if (!std::filesystem::exists(folder_ / "calendars.toml"))
      return fault("calendars.toml", "the file is missing", "the city's working hours");
    const auto document = keep(TomlTable::read(folder_ / "calendars.toml"), faults_);
    if (!document) return;
    for (const auto& [code, table] : document->named_tables("calendar", faults_)) read_calendar(code, table);
    document->refuse_unknown(faults_);
    if (calendar_codes_.empty()) fault("calendars.toml", "there is no calendar", "[calendar.office] with its week");
  }

  void read_calendar(const std::string& code, const TomlTable& table) {
    const auto faults_before = faults_.size();
    if (!directory::is_code(code)) fault(table.place(), fmt::format("'{}' is no code", code), "1 to 60 of A-Z a-z 0-9 _ . -");
    calendar_codes_.push_back(code);  // known, even where it is wrong: one fault is enough
    calendar::Plan plan;
    plan.code = code;
    plan.zone = table.text_or("zone", directory_.city.zone, faults_);
    if (const auto week = table.table("week", faults_)) {
      for (std::size_t day = 0; day < 7; ++day) plan.week[day] = hours(*week, day_names[day]);
    } else if (!table.has("week")) {
      fault(table.place(), "the calendar has no week", "week = { mon = [\"09:00-17:00\"] }");
    }
    read_holidays(table, plan);
    for (const auto& [text, why] : table.text_map("closed", faults_)) {
      if (const auto date = keep(calendar::parse_date(text, table.place_of("closed")), faults_)) plan.closed[sys_days{*date}] = why;
    }
    if (const auto open = table.table("open", faults_)) {
      for (const auto& text : open->keys()) {
        const auto opened = hours(*open, text);
        if (const auto date = keep(calendar::parse_date(text, open->place_of(text)), faults_)) plan.exceptional[sys_days{*date}] = opened;
      }
    }
    if (faults_.size() != faults_before) return;
    if (keep(calendar::Calendar::make(plan, table.place()), faults_)) found_.calendars.push_back(std::move(plan));
  }

  std::vector<calendar::Hours> hours(const TomlTable& table, const std::string& key) {
    std::vector<calendar::Hours> list;
    for (const auto& text : table.texts(key, faults_)) {
      if (const auto each = keep(calendar::parse_hours(text, table.place_of(key)), faults_)) list.push_back(*each);
    }
    return list;
  }

  void read_holidays(const TomlTable& table, calendar::Plan& plan) {
    const auto place = table.place_of("holidays");
    const sys_days until = (calendar::Date{today_}.year() + std::chrono::years{years_of_holidays}) / 12 / 31;
    for (const auto& file : table.texts("holidays", faults_)) {
      const std::filesystem::path path(file);
      if (path.is_absolute() || std::ranges::find(path, "..") != path.end() || path.extension() != ".ics") {
        fault(place, fmt::format("'{}' is no holiday file of the pack", file), "holidays/NAME.ics");
      } else if (!std::filesystem::is_regular_file(folder_ / path)) {
        fault(place, fmt::format("there is no file '{}'", file), "an iCalendar file in the pack's folder holidays");
      } else if (const auto text = keep(formats::read_file(folder_ / path, most_bytes_of_holidays), faults_)) {
        if (const auto dates = keep(calendar::read_holidays(*text, file, until), faults_)) plan.closed.insert(dates->begin(), dates->end());
      }
    }
  }

  void read_slas(const std::filesystem::path& file) {
    const auto document = keep(TomlTable::read(file), faults_);
    if (!document) return;
    for (const auto& table : document->tables("sla", faults_)) read_sla(table);
    document->refuse_unknown(faults_);
  }

  void read_sla(const TomlTable& table) {
    SlaVersion sla;
    sla.service = table.text("service", faults_);
    const auto* service = directory_.service(sla.service);
    if (!sla.service.empty() && (!service || service->retired)) {
      std::vector<std::string> codes;
      for (const auto& each : directory_.services) codes.push_back(each.code);
      fault(table.place_of("service"), fmt::format("there is no service '{}'", sla.service),
            formats::nearest_or(sla.service, codes, "the code of a service in services.toml"));
    }
    mentioned_.insert(sla.service);
    const auto date_wanted = table.text("effective", faults_);
    const auto date = date_wanted.empty() ? std::nullopt : keep(calendar::parse_date(date_wanted, table.place_of("effective")), faults_);
    if (date) sla.effective = sys_days{*date};
    if (const auto words = table.text_or("words", "", faults_); !words.empty()) sla.words[first_language()] = words;
    for (const auto& clock : table.tables("clock", faults_)) read_clock(clock, sla);
    insist_on_both(sla.clocks, table.place(), fmt::format("the promise for '{}'", sla.service), "[[sla.clock]]", faults_);
    if (!date || sla.service.empty()) return;
    const auto [first, fresh] = places_.emplace(std::pair(sla.service, sla.effective), table.place());
    if (!fresh)
      return fault(table.place(),
                   fmt::format("'{}' has a promise from {} already, at {}", sla.service, date_text(sla.effective), first->second),
                   "one promise for each service and date");
    found_.slas.push_back(std::move(sla));
  }

  void read_clock(const TomlTable& table, SlaVersion& sla) {
    check_clock(written_clock(table, faults_), calendar_codes_, sla.clocks, faults_);
  }

  // A translation says what the newest promise of its service says.
  void translate() {
    for (const auto& [language, texts] : directory::pack_texts(folder_)) {
      for (std::size_t i = 0; i < found_.slas.size(); ++i) {
        auto& sla = found_.slas[i];
        if (i + 1 < found_.slas.size() && found_.slas[i + 1].service == sla.service) continue;
        if (const auto text = texts.find("sla." + sla.service + ".words"); text != texts.end()) sla.words[language] = text->second;
      }
    }
  }

  void insist_on_promise(const std::string& service) {
    const bool promised =
        std::ranges::any_of(found_.slas, [&](const SlaVersion& sla) { return sla.service == service && sla.effective <= today_; });
    if (promised) return;
    const bool read = std::ranges::find(found_.slas, service, &SlaVersion::service) != found_.slas.end();
    if (!read && mentioned_.contains(service)) return;  // its faults are told already
    fault("slas.toml", fmt::format("the service '{}' has no promise in force on {}", service, date_text(today_)),
          fmt::format("an [[sla]] with service = \"{}\" and a date up to then, or draft = true at the service", service));
  }

  std::string first_language() const { return directory_.city.languages.empty() ? "en" : directory_.city.languages.front(); }

  const std::filesystem::path& folder_;
  const directory::Snapshot& directory_;
  sys_days today_;
  Faults& faults_;
  Promises found_;
  std::vector<std::string> calendar_codes_;
  std::set<std::string> mentioned_;
  std::map<std::pair<std::string, sys_days>, std::string> places_;
};

}  // namespace

Promises read_promises(const std::filesystem::path& folder, const directory::Snapshot& directory, sys_days today,
                       std::vector<Fault>& faults) {
  return PromiseReader(folder, directory, today, faults).read();
}

Outcome<Promises> read_promises(const std::filesystem::path& folder, const directory::Snapshot& directory, sys_days today) {
  std::vector<Fault> faults;
  auto read = read_promises(folder, directory, today, faults);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return read;
}

}  // namespace portico::standards
