#include "city/open311/export.h"

#include <fmt/format.h>

#include "platform/formats/formats.h"

namespace portico::open311 {
namespace {

// The bulk draft's columns, in its order.
struct Row {
  std::string service_request_id, requested_datetime, updated_datetime, closed_date, status_description, status_notes, source, service_name,
      service_subtype, description, agency_responsible, address, lat, lon;
};

Row row_of(const cases::Case& subject, const View& view) {
  Row row;
  row.service_request_id = subject.number;
  row.requested_datetime = iso8601(subject.opened);
  row.updated_datetime = iso8601(public_update(subject));
  if (subject.closing) row.closed_date = iso8601(subject.closing->at);
  row.status_description = cases::name_of(subject.status);
  row.status_notes = subject.status_notes;
  row.source = cases::name_of(subject.channel);
  row.service_name = service_name(subject, view);
  row.service_subtype = subject.service;
  row.description = public_description(subject, view.city->service(subject.service));
  row.agency_responsible = agency_name(subject, view);
  row.address = subject.place.address;
  if (subject.place.point) {
    row.lat = fmt::format("{}", subject.place.point->latitude);
    row.lon = fmt::format("{}", subject.place.point->longitude);
  }
  return row;
}

const std::vector<std::string> column_names{"service_request_id",
                                            "requested_datetime",
                                            "updated_datetime",
                                            "closed_date",
                                            "status_description",
                                            "status_notes",
                                            "source",
                                            "service_name",
                                            "service_subtype",
                                            "description",
                                            "agency_responsible",
                                            "address",
                                            "lat",
                                            "long"};

std::vector<std::string> values_of(const Row& row) {
  return {row.service_request_id,
          row.requested_datetime,
          row.updated_datetime,
          row.closed_date,
          row.status_description,
          row.status_notes,
          row.source,
          row.service_name,
          row.service_subtype,
          row.description,
          row.agency_responsible,
          row.address,
          row.lat,
          row.lon};
}

void append_json_member(std::string& out, std::string_view name, std::string_view value, bool first) {
  out += first ? "\"" : ",\"";
  out += name;
  if (value.empty()) {
    out += "\":null";
    return;
  }
  out += "\":\"";
  append_json_text(out, value);
  out += '"';
}

void append_json(std::string& out, const Row& row) {
  const auto values = values_of(row);
  for (std::size_t i = 0; i < 12; ++i) append_json_member(out, column_names[i], values[i], i == 0);
}

}  // namespace

std::optional<Export::Kind> Export::kind_named(std::string_view name) {
  if (name == "csv") return Kind::csv;
  if (name == "json") return Kind::json;
  if (name == "xml") return Kind::xml;
  if (name == "geojson") return Kind::geojson;
  return std::nullopt;
}

std::string_view Export::content_type(Kind kind) {
  switch (kind) {
    case Kind::csv:
      return "text/csv; charset=utf-8";
    case Kind::json:
      return "application/json; charset=utf-8";
    case Kind::xml:
      return "text/xml; charset=utf-8";
    case Kind::geojson:
      return "application/geo+json";
  }
  return "";
}

Export::Export(Kind kind, View view, std::function<std::vector<cases::Case>()> next_page)
    : kind_(kind), view_(std::move(view)), next_page_(std::move(next_page)) {}

void Export::write(std::string& out, Kind kind, const View& view, const cases::Case& subject, bool first) {
  const Row row = row_of(subject, view);
  if (kind != Kind::csv && kind != Kind::xml && !first) out += ",\n";
  switch (kind) {
    case Kind::csv: {
      auto values = values_of(row);
      for (std::string& value : values) value = without_control_characters(value);
      out += formats::csv_row(values);
      break;
    }
    case Kind::json:
      out += '{';
      append_json(out, row);
      out += R"(,"lat":)" + (row.lat.empty() ? "null" : row.lat) + R"(,"long":)" + (row.lon.empty() ? "null" : row.lon) + "}";
      break;
    case Kind::geojson:
      out += R"({"type":"Feature","geometry":)";
      out += row.lat.empty() ? "null" : R"({"type":"Point","coordinates":[)" + row.lon + "," + row.lat + "]}";
      out += R"(,"properties":{)";
      append_json(out, row);
      out += "}}";
      break;
    case Kind::xml: {
      const auto values = values_of(row);
      out += "<request>";
      for (std::size_t i = 0; i < values.size(); ++i) {
        out += "<" + column_names[i] + ">";
        append_xml_text(out, values[i]);
        out += "</" + column_names[i] + ">";
      }
      out += "</request>\n";
    }
  }
}

std::string Export::head(Kind kind) {
  switch (kind) {
    case Kind::csv:
      return formats::csv_row(column_names);
    case Kind::json:
      return "[";
    case Kind::xml:
      return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<service_requests>\n";
    case Kind::geojson:
      return R"({"type":"FeatureCollection","features":[)";
  }
  return "";
}

std::string Export::foot(Kind kind) {
  switch (kind) {
    case Kind::csv:
      return "";
    case Kind::json:
      return "]\n";
    case Kind::xml:
      return "</service_requests>\n";
    case Kind::geojson:
      return "]}\n";
  }
  return "";
}

std::string Export::next() {
  std::string out;
  if (at_ == At::begin) {
    at_ = At::middle;
    return head(kind_);
  }
  if (at_ == At::end) return out;
  const auto page = next_page_();
  for (const cases::Case& subject : page) {
    write(out, kind_, view_, subject, first_);
    first_ = false;
  }
  if (!page.empty()) return out;
  at_ = At::end;
  return foot(kind_);
}

std::string without_control_characters(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r') out += c;
  return out;
}

std::function<std::vector<cases::Case>()> pages_of(store::Store& store, const cases::Cases& cases, cases::Filter filter) {
  constexpr int rows = 500;
  filter.limit = rows;
  return [&store, &cases, filter = std::move(filter), done = false]() mutable {
    std::vector<cases::Case> found;
    // A page may be empty although more follows: the list looks at 5,000 rows at most before it answers.
    while (!done && found.empty()) {
      cases::Page page;
      store.read([&](store::Reader& reader) { page = cases.list(reader, filter); });
      found = std::move(page.cases);
      filter.cursor = page.next_cursor;
      filter.offset = 0;
      done = page.next_cursor.empty();
    }
    return found;
  };
}

}  // namespace portico::open311
