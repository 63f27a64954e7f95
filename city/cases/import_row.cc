#include "city/cases/import_row.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace portico::cases {
namespace {

void flag(std::vector<std::string>& flags, std::string_view name) {
  if (std::ranges::find(flags, name) == flags.end()) flags.emplace_back(name);
}

bool has(const std::vector<std::string>& words, std::string_view text) {
  return std::ranges::any_of(words, [&](const std::string& word) { return same_ignoring_case(word, text); });
}

// Blanks in a row, as exports of fixed-width systems have them, become one.
std::string single_blanks(std::string_view text) {
  std::string folded;
  for (const char each : text)
    if (each != ' ' || folded.empty() || folded.back() != ' ') folded += each;
  return folded;
}

std::string either(const Columns& columns) {
  std::string names;
  for (const std::string& column : columns) names += (names.empty() ? "" : " or ") + column;
  return names;
}

std::optional<std::size_t> first_of(const Columns& columns, const RowReader::FindColumn& find) {
  for (const std::string& column : columns)
    if (const auto found = find(column)) return found;
  return std::nullopt;
}

}  // namespace

RowReader::RowReader(const Mapping& mapping, const directory::Snapshot& city) : mapping_(mapping), city_(city) {
  if (mapping.service_by == Mapping::ServiceBy::code) return;
  const std::string first = city.city.languages.empty() ? std::string() : city.city.languages.front();
  for (const directory::Service& service : city.services) {
    const std::string& name = directory::in_language(service.name, first, first);
    // A service in use comes before a retired one of the same name.
    if (service.retired && by_name_.contains(name)) continue;
    by_name_[name] = service.code;
    by_lower_name_[lower_ascii(name)] = service.code;
  }
}

Outcome<RowReader> RowReader::make(const Mapping& mapping, const FindColumn& column, std::string_view file,
                                   const directory::Snapshot& city) {
  RowReader reader(mapping, city);
  std::vector<Fault> faults;
  const std::pair<Place*, const Columns*> places[] = {{&reader.id_, &mapping.id},
                                                      {&reader.opened_, &mapping.opened},
                                                      {&reader.closed_, &mapping.closed},
                                                      {&reader.updated_, &mapping.updated},
                                                      {&reader.service_, &mapping.service},
                                                      {&reader.agency_, &mapping.agency},
                                                      {&reader.status_, &mapping.status},
                                                      {&reader.channel_, &mapping.channel},
                                                      {&reader.outcome_text_, &mapping.outcome_text},
                                                      {&reader.latitude_, &mapping.latitude},
                                                      {&reader.longitude_, &mapping.longitude},
                                                      {&reader.media_url_, &mapping.media_url}};
  for (const auto& [place, columns] : places) *place = first_of(*columns, column);
  for (const Columns& columns : mapping.address) reader.address_.push_back(first_of(columns, column));
  for (const Columns& columns : mapping.description) reader.description_.push_back(first_of(columns, column));
  for (const Comparison& comparison : mapping.comparisons) reader.compared_.push_back(first_of(comparison.column, column));
  for (const auto& [place, columns] : {std::pair(&reader.service_, &mapping.service), std::pair(&reader.id_, &mapping.id)})
    if (!*place && !columns->empty())
      faults.push_back(
          {std::string(file) + ":1", "This file has no column " + either(*columns) + ".", "a file as the mapping describes it"});
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return reader;
}

std::string_view RowReader::value(const std::vector<std::string>& row, const Place& place) const {
  if (!place || *place >= row.size()) return {};
  const std::string_view text = trim(row[*place]);
  return text.empty() || has(mapping_.nulls, text) ? std::string_view() : text;
}

std::string RowReader::joined(const std::vector<std::string>& row, const std::vector<Place>& places, std::string_view between) const {
  std::string all;
  for (const Place& place : places) {
    const std::string_view part = value(row, place);
    if (part.empty()) continue;
    if (!all.empty()) all += between;
    all += single_blanks(part);
  }
  return all;
}

std::optional<Instant> RowReader::date(std::string_view text, std::vector<std::string>& flags) const {
  for (const DateFormat& format : mapping_.formats) {
    const auto reading = format.read(text);
    if (!reading) continue;
    if (reading->offset) return Instant(reading->local.time_since_epoch() - *reading->offset);
    const calendar::LocalReading local = mapping_.zone.instant_of(reading->local);
    if (local.reading == calendar::Reading::ambiguous) flag(flags, "ambiguous_local_time");
    if (local.reading == calendar::Reading::missing) flag(flags, "missing_local_time");
    return local.at;
  }
  return std::nullopt;
}

bool RowReader::read_service(std::string_view word, Asked& asked) const {
  const std::string lower = lower_ascii(word);
  if (const auto named = mapping_.service_table.find(lower); named != mapping_.service_table.end())
    asked.service = named->second;
  else if (mapping_.service_by == Mapping::ServiceBy::code)
    asked.service = word;
  else if (const auto exact = by_name_.find(std::string(word)); exact != by_name_.end())
    asked.service = exact->second;
  else if (const auto alike = by_lower_name_.find(lower); alike != by_lower_name_.end())
    asked.service = alike->second;
  if (city_.service(asked.service) != nullptr) return true;
  flag(asked.flags, "unknown_service");
  asked.service = mapping_.service_otherwise;
  return city_.service(asked.service) != nullptr;
}

void RowReader::read_agency(std::string_view word, Asked& asked) const {
  if (word.empty()) return;
  const auto named = mapping_.agency_table.find(lower_ascii(word));
  const std::string code = named == mapping_.agency_table.end() ? std::string(word) : named->second;
  if (city_.agency(code) != nullptr)
    asked.agency = code;
  else
    flag(asked.flags, "unknown_agency");
}

void RowReader::read_place(const std::vector<std::string>& row, Asked& asked) const {
  asked.place.address = joined(row, address_, ", ");
  const std::string_view latitude = value(row, latitude_), longitude = value(row, longitude_);
  if (latitude.empty() && longitude.empty()) return;
  const auto y = parse_number(latitude), x = parse_number(longitude);
  if (!y || !x || std::abs(*y) > 90 || std::abs(*x) > 180)
    flag(asked.flags, "unreadable_place");
  else if (!mapping_.zero_is_no_place || *y != 0 || *x != 0)
    asked.place.point = geo::Point{*y, *x};
}

std::string RowReader::status_of(std::string_view text) const {
  const std::string lower = lower_ascii(text);
  for (const auto& [sign, status] : mapping_.outcome_signs)
    if (lower.find(sign) != std::string::npos) return status;
  return "CLOSED";
}

// The closing and the last news as the row dates them, checked against each other and the status.
RowReader::Dates RowReader::read_dates(const std::vector<std::string>& row, Instant now, Asked& asked) const {
  const auto dated = [&](const Place& place) {
    const std::string_view text = value(row, place);
    const auto at = text.empty() ? std::nullopt : date(text, asked.flags);
    if (!text.empty() && !at) flag(asked.flags, "unreadable_date");
    return at;
  };
  Dates dates;
  if (const auto closed = dated(closed_)) dates.ended = true, dates.end = *closed;
  if (const auto updated = dated(updated_)) {
    dates.news = *updated <= now;
    if (dates.news)
      dates.said = *updated;
    else
      flag(asked.flags, "updated_in_future");
  }
  if (const std::string_view status = value(row, status_); !status.empty()) {
    const bool says_closed = has(mapping_.closed_words, status), says_open = has(mapping_.open_words, status);
    if (!says_closed && !says_open) flag(asked.flags, "unknown_status");
    if (says_closed && !dates.ended) {
      dates.ended = dates.news;
      dates.end = dates.said;
      if (!dates.news) flag(asked.flags, "closed_without_date");
    }
    if (says_open && dates.ended) {
      flag(asked.flags, "closed_date_but_not_closed");
      dates.ended = false;
    }
  }
  if (dates.ended && dates.end < *asked.opened) flag(asked.flags, "closed_before_created");
  if (dates.ended && dates.end > now) flag(asked.flags, "closed_in_future");
  return dates;
}

// What has happened since: a message, a closing, or both. The text is the message where it is dated before the closing, else the closing's.
void RowReader::read_history(const std::vector<std::string>& row, Instant now, Asked& asked) const {
  const Instant opened = *asked.opened;
  const Dates dates = read_dates(row, now, asked);
  const directory::Agency* agency = city_.agency(asked.agency.empty() ? city_.service(asked.service)->agency : asked.agency);
  const std::string first = city_.city.languages.empty() ? std::string() : city_.city.languages.front();
  Update update;
  update.text = value(row, outcome_text_);
  update.department = agency ? directory::in_language(agency->name, first, first) : std::string();
  const std::string status = status_of(update.text);
  const bool said_later = dates.news && dates.said > opened;
  if (!update.text.empty() && (!dates.ended || (said_later && dates.said < dates.end))) {
    update.at = said_later ? dates.said : opened;
    const std::string lower = lower_ascii(update.text);
    const bool receipt =
        std::ranges::any_of(mapping_.receipt_signs, [&](const std::string& sign) { return lower.find(sign) != std::string::npos; });
    update.meaningful = said_later && !receipt;  // what was said at the very moment of asking is a receipt too
    asked.history.push_back(update);
    update.text.clear();
  }
  if (!dates.ended) return;
  update.at = dates.end;
  update.update_status = status;
  update.meaningful = true;
  asked.history.push_back(std::move(update));
}

std::expected<ReadRow, RowRefusal> RowReader::read(const std::vector<std::string>& row, std::string_view own_number, Instant now) const {
  ReadRow read;
  Asked& asked = read.asked;
  asked.external_id = value(row, id_);
  if (asked.external_id.empty()) {
    if (id_) flag(asked.flags, "no_number_of_its_own");
    asked.external_id = own_number;
  }
  const std::string_view opened = value(row, opened_);
  if (opened.empty()) return std::unexpected(RowRefusal{"no_opened_date", "", asked.external_id});
  asked.opened = date(opened, asked.flags);
  if (!asked.opened) return std::unexpected(RowRefusal{"unreadable_opened_date", std::string(opened), asked.external_id});
  if (*asked.opened > now) flag(asked.flags, "opened_in_future");
  const std::string_view service = value(row, service_);
  if (!read_service(service, asked)) return std::unexpected(RowRefusal{"unknown_service", std::string(service), asked.external_id});
  read_agency(value(row, agency_), asked);
  read_place(row, asked);
  asked.description = joined(row, description_, ": ");
  asked.media_url = value(row, media_url_);
  const auto channel = mapping_.channel_table.find(lower_ascii(value(row, channel_)));
  asked.channel = channel == mapping_.channel_table.end() ? mapping_.channel_otherwise : channel->second;
  read_history(row, now, asked);
  for (std::size_t i = 0; i < compared_.size(); ++i) {
    read.districts.push_back(mapping_.comparisons[i].area_in(value(row, compared_[i])));
  }
  return read;
}

}  // namespace portico::cases
