#include "city/open311/view.h"

#include "city/cases/touched.h"
#include "city/standards/notice.h"

namespace portico::open311 {
namespace {

constexpr std::string_view under_review = "This description is shown once somebody has looked at it.";
using standards::ClockKind;

std::string_view in(const directory::Words& words, const View& view) {
  if (words.empty()) return {};
  if (const auto found = words.find(view.language); found != words.end()) return found->second;
  if (!view.city->city.languages.empty())
    if (const auto found = words.find(view.city->city.languages.front()); found != words.end()) return found->second;
  return words.begin()->second;
}

std::string_view zip_of(const cases::Case& subject, const View& view) {
  for (const auto& placed : subject.districts)
    if (placed.set == view.zip_set) return placed.area;
  return {};
}

void write_clock(Writer& writer, const cases::Case& subject, ClockKind kind) {
  const cases::Clock* clock = subject.clock(kind);
  const std::string name(standards::name_of(kind));
  writer.instant(name + "_due", clock ? std::optional(clock->due) : std::nullopt);
  writer.text_or_null(name + "_state", clock ? cases::name_of(clock->state) : std::string_view());
  writer.instant(name + "_stopped", clock ? clock->stopped : std::nullopt);
}

void write_districts(Writer& writer, const cases::Case& subject, const View& view) {
  writer.begin_list("districts");
  for (const auto& placed : subject.districts) {
    const geo::Area* area = view.city->area(placed.set, placed.area);
    writer.begin_item("district");
    writer.text("set", placed.set);
    writer.text("code", placed.area);
    writer.text_or_null("name", area ? std::string_view(area->name) : std::string_view());
    writer.flag("at_edge", placed.flagged);
    writer.end_item("district");
  }
  writer.end_list("districts");
}

void write_emergencies(Writer& writer, const standards::Effects& effects) {
  writer.begin_list("emergencies");
  for (const auto* emergency : effects.touching) {
    writer.begin_item("emergency");
    writer.text("code", emergency->code);
    writer.text("kind", standards::name_of(emergency->kind));
    writer.instant("from", emergency->from);
    writer.instant("until", emergency->end());
    writer.end_item("emergency");
  }
  writer.end_list("emergencies");
}

void write_extensions(Writer& writer, const cases::Case& subject, const standards::Effects& effects, const View& view) {
  writer.begin_object("extended_attributes");
  write_clock(writer, subject, ClockKind::first_status);
  write_clock(writer, subject, ClockKind::outcome);
  writer.text("agency_code", subject.agency);
  writer.text("channel", cases::name_of(subject.channel));
  writer.text_or_null("external_id", subject.external_id);
  writer.instant("closed_datetime", subject.closing ? std::optional(subject.closing->at) : std::nullopt);
  writer.text_or_null("outcome", subject.closing ? std::string_view(subject.closing->outcome) : std::string_view());
  writer.text_or_null("outcome_reason", subject.closing ? std::string_view(subject.closing->reason) : std::string_view());
  write_districts(writer, subject, view);
  write_emergencies(writer, effects);
  writer.begin_list("flags");
  for (const auto& flag : subject.flags) writer.entry("flag", flag);
  writer.end_list("flags");
  writer.end_object("extended_attributes");
}

}  // namespace

std::string public_description(const cases::Case& subject, const directory::Service* service) {
  switch (cases::exposure_of(subject, service)) {
    case directory::Exposure::open:
      return cases::masked(subject.description);
    case directory::Exposure::reviewed:
      return subject.description.empty() ? std::string() : std::string(under_review);
    case directory::Exposure::hidden:
      break;
  }
  return {};
}

std::string_view service_name(const cases::Case& subject, const View& view) {
  const directory::Service* service = view.city->service(subject.service);
  return service ? in(service->name, view) : std::string_view(subject.service);
}

std::string_view agency_name(const cases::Case& subject, const View& view) {
  const directory::Agency* agency = view.city->agency(subject.agency);
  return agency ? in(agency->name, view) : std::string_view(subject.agency);
}

Instant public_update(const cases::Case& subject) { return subject.closing ? subject.closing->at : subject.updated; }

std::string_view promise_words(const standards::SlaVersion* version, const View& view) { return version ? in(version->words, view) : ""; }

std::string service_notice(std::int64_t sla_version, const standards::Effects& effects, const View& view) {
  const bool own = sla_version != 0 && !effects.replacement;
  std::string notice(promise_words(own ? view.promises->version(sla_version) : nullptr, view));
  if (effects.touching.empty()) return notice;
  return notice + (notice.empty() ? "" : " ") + standards::Notices(*view.promises, *view.city, view.language).text_for_request(effects);
}

// Its first photo that the public may see; else the address that came with it, where photos of its service are public.
std::string media_url(const cases::Case& subject, const directory::Service* service, const View& view) {
  if (!service) return {};
  const auto photo = view.photos.find(subject.id);
  if (photo != view.photos.end() && service->listed) return view.requests_url + subject.number + "/photos/" + std::to_string(photo->second);
  return service->photos == directory::Exposure::open ? subject.media_url : std::string();
}

void write_case(Writer& writer, const cases::Case& subject, const View& view, bool extensions) {
  const directory::Service* service = view.city->service(subject.service);
  const cases::Clock* outcome = subject.clock(ClockKind::outcome);
  const standards::Effects effects = cases::effects_of(subject, *view.promises);
  writer.begin_item("request");
  writer.text("service_request_id", subject.number);
  writer.text("status", cases::name_of(subject.status));
  writer.text_or_null("status_notes", subject.status_notes);
  writer.text("service_name", service_name(subject, view));
  writer.text("service_code", subject.service);
  writer.text_or_null("description", public_description(subject, service));
  writer.text_or_null("agency_responsible", agency_name(subject, view));
  writer.text_or_null("service_notice", service_notice(subject.sla_version, effects, view));
  writer.instant("requested_datetime", subject.opened);
  writer.instant("updated_datetime", public_update(subject));
  writer.instant("expected_datetime", outcome ? std::optional(outcome->due) : std::nullopt);
  writer.text_or_null("address", subject.place.address);
  writer.text_or_null("address_id", subject.place.address_id);
  writer.text_or_null("zipcode", zip_of(subject, view));
  writer.degrees("lat", subject.place.point ? std::optional(subject.place.point->latitude) : std::nullopt);
  writer.degrees("long", subject.place.point ? std::optional(subject.place.point->longitude) : std::nullopt);
  writer.text_or_null("media_url", media_url(subject, service, view));
  if (extensions) write_extensions(writer, subject, effects, view);
  writer.end_item("request");
}

std::string requests_body(Format format, const std::vector<cases::Case>& found, const View& view, bool extensions) {
  std::string body;
  body.reserve(160 + found.size() * 1000);
  Writer writer(format, body);
  writer.begin_list("service_requests");
  for (const cases::Case& subject : found) write_case(writer, subject, view, extensions);
  writer.end_list("service_requests");
  return body;
}

void write_message(Writer& writer, const cases::Message& message) {
  writer.begin_item("request_update");
  writer.text("update_id", message.update_id.empty() ? "M" + std::to_string(message.id) : message.update_id);
  writer.text("service_request_id", message.number);
  writer.text("status", message.update_status.empty() ? std::string_view("OPEN") : std::string_view(message.update_status));
  writer.instant("updated_datetime", message.at);
  writer.text("description", message.text);
  writer.text_or_null("media_url", message.media_url);
  writer.text_or_null("agency_responsible", message.department);
  writer.end_item("request_update");
}

}  // namespace portico::open311
