#include "city/open311/catalogue.h"

#include <algorithm>

namespace portico::open311 {
namespace {

constexpr std::string_view specification = "http://wiki.open311.org/GeoReport_v2";
constexpr int most_requests = 1'000;

std::string_view in(const directory::Words& words, std::string_view language, const directory::Snapshot& city) {
  if (words.empty()) return {};
  if (const auto found = words.find(std::string(language)); found != words.end()) return found->second;
  if (!city.city.languages.empty())
    if (const auto found = words.find(city.city.languages.front()); found != words.end()) return found->second;
  return words.begin()->second;
}

std::string_view name_of(directory::ServiceType type) {
  switch (type) {
    case directory::ServiceType::realtime:
      return "realtime";
    case directory::ServiceType::batch:
      return "batch";
    case directory::ServiceType::blackbox:
      return "blackbox";
  }
  return "";
}

std::string_view name_of(directory::Datatype type) {
  using directory::Datatype;
  switch (type) {
    case Datatype::string:
      return "string";
    case Datatype::number:
      return "number";
    case Datatype::datetime:
      return "datetime";
    case Datatype::text:
      return "text";
    case Datatype::singlevaluelist:
      return "singlevaluelist";
    case Datatype::multivaluelist:
      return "multivaluelist";
  }
  return "";
}

// What the client is to type, where the pack says nothing itself.
std::string_view hint_for(directory::Datatype type) {
  using directory::Datatype;
  switch (type) {
    case Datatype::string:
      return "A line of text";
    case Datatype::number:
      return "A number";
    case Datatype::datetime:
      return "A date and time, ISO 8601 with a zone";
    case Datatype::text:
      return "Text";
    case Datatype::singlevaluelist:
      return "One of the values";
    case Datatype::multivaluelist:
      return "One or more of the values";
  }
  return "";
}

void write_service(Writer& writer, const directory::Service& service, const directory::Snapshot& city, std::string_view language) {
  std::string keywords;
  for (const auto& word : service.keywords) keywords += (keywords.empty() ? "" : ", ") + word;
  const directory::Group* group = service.group.empty() ? nullptr : city.group(service.group);
  const std::string_view group_name = group ? in(group->name, language, city) : std::string_view(service.group);
  writer.begin_item("service");
  writer.text("service_code", service.code);
  writer.text("service_name", in(service.name, language, city));
  writer.text("description", in(service.about, language, city));
  writer.flag("metadata", !service.questions.empty());
  writer.text("type", name_of(service.type));
  writer.text("keywords", keywords);
  writer.text("group", group_name);
  writer.begin_list("groups");
  if (!group_name.empty()) writer.entry("group", group_name);
  writer.end_list("groups");
  writer.end_item("service");
}

void write_question(Writer& writer, const directory::Question& question, int order, const directory::Snapshot& city,
                    std::string_view language) {
  const std::string_view hint = in(question.hint, language, city);
  writer.begin_item("attribute");
  writer.flag("variable", question.variable);
  writer.text("code", question.code);
  writer.text("datatype", name_of(question.datatype));
  writer.flag("required", question.required);
  writer.text("datatype_description", hint.empty() ? hint_for(question.datatype) : hint);
  writer.integer("order", order);
  writer.text("description", in(question.text, language, city));
  writer.begin_list("values");
  for (const auto& choice : question.choices) {
    writer.begin_item("value");
    writer.text("key", choice.key);
    writer.text("name", in(choice.name, language, city));
    writer.end_item("value");
  }
  writer.end_list("values");
  writer.end_item("attribute");
}

void write_endpoint(Writer& writer, std::string_view url, std::string_view type, Instant changeset) {
  writer.begin_item("endpoint");
  writer.text("specification", specification);
  writer.text("url", url);
  writer.instant("changeset", changeset);
  writer.text("type", type);
  writer.begin_list("formats");
  writer.entry("format", "text/xml");
  writer.entry("format", "application/json");
  writer.end_list("formats");
  writer.end_item("endpoint");
}

}  // namespace

std::string services_body(Format format, const directory::Snapshot& city, std::string_view language) {
  std::string body;
  Writer writer(format, body);
  writer.begin_list("services");
  for (const auto& service : city.services)
    if (!service.retired && !service.draft) write_service(writer, service, city, language);
  writer.end_list("services");
  return body;
}

std::string definition_body(Format format, const directory::Service& service, const directory::Snapshot& city, std::string_view language) {
  std::vector<const directory::Question*> questions;
  for (const auto& question : service.questions) questions.push_back(&question);
  std::ranges::stable_sort(questions, {}, &directory::Question::order);
  std::string body;
  Writer writer(format, body);
  writer.begin_item("service_definition");
  writer.text("service_code", service.code);
  writer.begin_list("attributes");
  int order = 0;
  for (const auto* question : questions) write_question(writer, *question, ++order, city, language);
  writer.end_list("attributes");
  writer.end_item("service_definition");
  return body;
}

std::string discovery_body(Format format, const directory::Snapshot& city, const Discovery& discovery) {
  std::string contact = city.city.email;
  if (!city.city.phone.empty()) contact += (contact.empty() ? "" : ", ") + city.city.phone;
  std::string body;
  Writer writer(format, body);
  writer.begin_item("discovery");
  writer.instant("changeset", discovery.changeset);
  writer.text("contact", contact);
  writer.text("key_service", discovery.key_service);
  writer.integer("max_requests", most_requests);
  writer.begin_list("endpoints");
  write_endpoint(writer, discovery.production_url, "production", discovery.changeset);
  if (!discovery.test_url.empty()) write_endpoint(writer, discovery.test_url, "test", discovery.changeset);
  writer.end_list("endpoints");
  writer.end_item("discovery");
  return body;
}

std::string facilities_body(Format format, const directory::Snapshot& city, std::string_view language, std::string_view code) {
  std::string body;
  bool found = code == "all";
  Writer writer(format, body);
  writer.begin_list("facilities");
  for (const auto& site : city.sites) {
    if (site.retired || (code != "all" && site.code != code)) continue;
    found = true;
    writer.begin_item("facility");
    writer.text("id", site.code);
    writer.text("facility_name", in(site.name, language, city));
    writer.text_or_null("address", site.address);
    writer.text_or_null("phone", site.phone);
    writer.degrees("lat", site.point ? std::optional(site.point->latitude) : std::nullopt);
    writer.degrees("long", site.point ? std::optional(site.point->longitude) : std::nullopt);
    writer.begin_list("languages");
    for (const auto& spoken : site.languages) writer.entry("language", spoken);
    writer.end_list("languages");
    writer.end_item("facility");
  }
  writer.end_list("facilities");
  return found ? body : std::string();
}

std::string faqs_body(Format format, const std::vector<Faq>& faqs, std::string_view wanted) {
  std::string body;
  bool found = wanted == "all";
  Writer writer(format, body);
  writer.begin_list("web_faqs");
  for (const Faq& faq : faqs) {
    if (wanted != "all" && wanted != faq.id && wanted != faq.category) continue;
    found = true;
    writer.begin_item("web_faq");
    writer.text("id", faq.id);
    writer.text("title", faq.title);
    writer.text("answer", faq.answer);
    writer.text_or_null("category", faq.category);
    writer.begin_list("service_codes");
    for (const auto& code : faq.services) writer.entry("service_code", code);
    writer.end_list("service_codes");
    writer.text("agency_responsible", faq.agency);
    writer.text("language", faq.language);
    writer.text("reviewed", faq.reviewed);
    writer.end_item("web_faq");
  }
  writer.end_list("web_faqs");
  return found ? body : std::string();
}

std::shared_ptr<const std::string> ServiceLists::body(Format format, const std::shared_ptr<const directory::Snapshot>& city,
                                                      const std::string& language) {
  const std::size_t which = format == Format::xml ? 0 : 1;
  const auto look = [&](const std::shared_ptr<const Rendered>& rendered) -> std::shared_ptr<const std::string> {
    if (!rendered || rendered->city != city) return nullptr;
    const auto found = rendered->bodies[which].find(language);
    return found == rendered->bodies[which].end() ? nullptr : found->second;
  };
  if (auto ready = look(rendered_.load())) return ready;
  const std::lock_guard lock(rendering_);
  const auto before = rendered_.load();
  if (auto ready = look(before)) return ready;
  auto next = before && before->city == city ? std::make_shared<Rendered>(*before) : std::make_shared<Rendered>();
  next->city = city;
  auto body = std::make_shared<const std::string>(services_body(format, *city, language));
  next->bodies[which][language] = body;
  rendered_.store(std::move(next));
  return body;
}

}  // namespace portico::open311
