#include "city/directory/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <stdexcept>

#include "base/text.h"
#include "platform/ledger/json.h"

namespace portico::directory {
namespace {

namespace json = boost::json;

// ---- writing

void write_canonical(std::string& out, const json::value& value);

void write_object(std::string& out, const json::object& object) {
  std::map<std::string_view, const json::value*> sorted;
  for (const auto& member : object) sorted.emplace(member.key(), &member.value());
  out += '{';
  for (const auto& [key, value] : sorted) {
    if (out.back() != '{') out += ',';
    ledger::write_json_string(out, key);
    out += ':';
    write_canonical(out, *value);
  }
  out += '}';
}

void write_canonical(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::object:
      return write_object(out, value.get_object());
    case json::kind::array: {
      out += '[';
      for (const auto& element : value.get_array()) {
        if (out.back() != '[') out += ',';
        write_canonical(out, element);
      }
      out += ']';
      return;
    }
    case json::kind::string:
      return ledger::write_json_string(out, std::string_view(value.get_string()));
    case json::kind::int64:
      out += std::to_string(value.get_int64());
      return;
    case json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    default:
      throw std::logic_error("a record holds texts, whole numbers, lists and objects alone");
  }
}

json::value written(const Words& words) {
  json::object object;
  for (const auto& [language, text] : words) object[language] = text;
  return object;
}

json::value written(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

std::string day_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

json::object written(const City& city) {
  json::object brand;
  for (const auto& [name, value] : city.brand) brand[name] = value;
  return {{"address", city.address},
          {"boundary", city.boundary_set},
          {"brand", std::move(brand)},
          {"code", city.code},
          {"email", city.email},
          {"emergency", city.emergency},
          {"languages", written(city.languages)},
          {"name", written(city.name)},
          {"phone", city.phone},
          {"seal", city.seal_svg},
          {"short_name", written(city.short_name)},
          {"url", city.url},
          {"zone", city.zone}};
}

json::object written(const ServerPolicy& server) {
  return {{"burst", server.burst},
          {"limit_loopback", server.limit_loopback},
          {"post_needs_key", server.post_needs_key},
          {"posts_per_minute", server.posts_per_minute}};
}

json::object written(const Agency& agency) {
  return {{"code", agency.code}, {"email", agency.email}, {"name", written(agency.name)}, {"phone", agency.phone}, {"url", agency.url}};
}

json::object written(const Group& group) { return {{"code", group.code}, {"name", written(group.name)}, {"order", group.order}}; }

json::object written(const Question& question) {
  json::array choices;
  for (const auto& choice : question.choices) choices.push_back(json::object{{"key", choice.key}, {"name", written(choice.name)}});
  return {{"choices", std::move(choices)},  {"code", question.code},        {"datatype", static_cast<int>(question.datatype)},
          {"hint", written(question.hint)}, {"order", question.order},      {"required", question.required},
          {"text", written(question.text)}, {"variable", question.variable}};
}

json::object written(const Service& service) {
  json::array questions;
  for (const auto& question : service.questions) questions.push_back(written(question));
  json::object object{{"about", written(service.about)},
                      {"agency", service.agency},
                      {"code", service.code},
                      {"danger_words", written(service.danger_words)},
                      {"description", static_cast<int>(service.description)},
                      {"group", service.group},
                      {"keywords", written(service.keywords)},
                      {"listed", service.listed},
                      {"name", written(service.name)},
                      {"photos", static_cast<int>(service.photos)},
                      {"questions", std::move(questions)},
                      {"type", static_cast<int>(service.type)}};
  if (service.draft) object["draft"] = true;  // written where it says something: records of before there were drafts stay as they are
  return object;
}

json::object written(const DistrictSet& set) {
  json::array areas;
  for (const auto& area : set.areas) areas.push_back(json::object{{"code", area.code}, {"geometry", area.geometry}, {"name", area.name}});
  return {{"areas", std::move(areas)}, {"code", set.code}, {"effective", day_text(set.effective)}, {"name", written(set.name)}};
}

json::object written(const Site& site) {
  // Degrees as text: what is read again must be the same to the last bit.
  const std::string point = site.point ? fmt::format("{} {}", site.point->latitude, site.point->longitude) : "";
  return {{"address", site.address},
          {"calendar", site.hours_calendar},
          {"code", site.code},
          {"languages", written(site.languages)},
          {"name", written(site.name)},
          {"phone", site.phone},
          {"point", point}};
}

json::object written(const Role& role) {
  return {{"code", role.code}, {"name", written(role.name)}, {"permissions", written(role.permissions)}};
}

std::string record_of(const json::object& object) {
  std::string text;
  write_object(text, object);
  return text;
}

}  // namespace

Thing thing_of(const Service& service, const City& city) {
  const std::string first = city.languages.empty() ? "" : city.languages.front();
  return {Kind::service, service.code, service.name.empty() ? "" : in_language(service.name, first, first), record_of(written(service)),
          service.retired};
}

namespace {

template <class Source>
std::vector<Thing> collect(const Source& source) {
  std::vector<Thing> things;
  if (source.city.code.empty()) return things;
  const std::string first = source.city.languages.empty() ? "" : source.city.languages.front();
  const auto add = [&](Kind kind, std::string code, const Words& name, const auto& value, bool retired) {
    things.push_back({kind, std::move(code), name.empty() ? "" : in_language(name, first, first), record_of(written(value)), retired});
  };
  add(Kind::city, "city", source.city.name, source.city, false);
  add(Kind::server, "server", {}, source.server, false);
  for (const auto& agency : source.agencies) add(Kind::agency, agency.code, agency.name, agency, agency.retired);
  for (const auto& group : source.groups) add(Kind::group, group.code, group.name, group, group.retired);
  for (const auto& service : source.services) things.push_back(thing_of(service, source.city));
  for (const auto& set : source.districts) add(Kind::set, set.code + "@" + day_text(set.effective), set.name, set, set.retired);
  for (const auto& site : source.sites) add(Kind::site, site.code, site.name, site, site.retired);
  for (const auto& role : source.roles) add(Kind::role, role.code, role.name, role, role.retired);
  return things;
}

// ---- reading: a record is our own, so a member that is absent or of another kind is breakage and throws

std::string text(const json::object& object, std::string_view key) { return std::string(std::string_view(object.at(key).as_string())); }
int whole(const json::object& object, std::string_view key) { return static_cast<int>(object.at(key).as_int64()); }
bool flag(const json::object& object, std::string_view key) { return object.at(key).as_bool(); }
bool flag_where_written(const json::object& object, std::string_view key) { return object.contains(key) && flag(object, key); }

Words words(const json::object& object, std::string_view key) {
  Words words;
  for (const auto& member : object.at(key).as_object())
    words.emplace(member.key(), std::string(std::string_view(member.value().as_string())));
  return words;
}

std::vector<std::string> texts(const json::object& object, std::string_view key) {
  std::vector<std::string> texts;
  for (const auto& element : object.at(key).as_array()) texts.emplace_back(std::string_view(element.as_string()));
  return texts;
}

template <class Enum>
Enum choice(const json::object& object, std::string_view key, int last) {
  const int value = whole(object, key);
  if (value < 0 || value > last) throw std::runtime_error("unknown " + std::string(key));
  return static_cast<Enum>(value);
}

City city_from(const json::object& object) {
  City city{.code = text(object, "code"),
            .name = words(object, "name"),
            .short_name = words(object, "short_name"),
            .zone = text(object, "zone"),
            .languages = texts(object, "languages"),
            .phone = text(object, "phone"),
            .email = text(object, "email"),
            .url = text(object, "url"),
            .address = text(object, "address"),
            .emergency = text(object, "emergency"),
            .brand = words(object, "brand"),
            .seal_svg = text(object, "seal"),
            .boundary_set = text(object, "boundary")};
  return city;
}

Question question_from(const json::object& object) {
  Question question{.code = text(object, "code"),
                    .datatype = choice<Datatype>(object, "datatype", 5),
                    .variable = flag(object, "variable"),
                    .required = flag(object, "required"),
                    .order = whole(object, "order"),
                    .text = words(object, "text"),
                    .hint = words(object, "hint"),
                    .choices = {}};
  for (const auto& one : object.at("choices").as_array())
    question.choices.push_back({text(one.as_object(), "key"), words(one.as_object(), "name")});
  return question;
}

Service service_from(const json::object& object) {
  Service service{.code = text(object, "code"),
                  .agency = text(object, "agency"),
                  .group = text(object, "group"),
                  .type = choice<ServiceType>(object, "type", 2),
                  .listed = flag(object, "listed"),
                  .draft = flag_where_written(object, "draft"),
                  .description = choice<Exposure>(object, "description", 2),
                  .photos = choice<Exposure>(object, "photos", 2),
                  .name = words(object, "name"),
                  .about = words(object, "about"),
                  .keywords = texts(object, "keywords"),
                  .danger_words = texts(object, "danger_words"),
                  .questions = {}};
  for (const auto& one : object.at("questions").as_array()) service.questions.push_back(question_from(one.as_object()));
  return service;
}

DistrictSet set_from(const json::object& object) {
  DistrictSet set{.code = text(object, "code"), .name = words(object, "name"), .effective = {}, .areas = {}};
  const auto date = calendar::parse_date(text(object, "effective"), "effective");
  if (!date) throw std::runtime_error("no date");
  set.effective = std::chrono::sys_days(*date);
  for (const auto& one : object.at("areas").as_array()) {
    const auto& area = one.as_object();
    set.areas.push_back({text(area, "code"), text(area, "name"), text(area, "geometry")});
  }
  return set;
}

Site site_from(const json::object& object) {
  Site site{.code = text(object, "code"),
            .name = words(object, "name"),
            .address = text(object, "address"),
            .phone = text(object, "phone"),
            .hours_calendar = text(object, "calendar"),
            .point = {},
            .languages = texts(object, "languages")};
  const std::string point = text(object, "point");
  if (const auto blank = point.find(' '); blank != std::string::npos) {
    const auto north = parse_number(std::string_view(point).substr(0, blank)),
               east = parse_number(std::string_view(point).substr(blank + 1));
    if (!north || !east) throw std::runtime_error("no point");
    site.point = geo::Point{*north, *east};
  }
  return site;
}

ServerPolicy server_from(const json::object& object) {
  return {.post_needs_key = flag(object, "post_needs_key"),
          .posts_per_minute = whole(object, "posts_per_minute"),
          .burst = whole(object, "burst"),
          .limit_loopback = flag(object, "limit_loopback")};
}

template <class T>
void put(std::vector<T>& into, T value, bool retired) {
  value.retired = retired;
  into.push_back(std::move(value));
}

void flatten(const json::value& value, const std::string& path, std::vector<std::pair<std::string, std::string>>& parts) {
  const std::string dot = path.empty() ? "" : path + ".";
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) flatten(member.value(), dot + std::string(member.key()), parts);
  } else if (const auto* array = value.if_array()) {
    const bool plain = std::all_of(array->begin(), array->end(), [](const auto& element) { return element.is_string(); });
    std::string all;
    for (const auto& element : *array) {
      if (plain) {
        all += (all.empty() ? "" : ", ") + std::string(std::string_view(element.get_string()));
        continue;
      }
      const auto& member = element.get_object();
      flatten(element, dot + text(member, member.contains("code") ? "code" : "key"), parts);
    }
    if (plain && !all.empty()) parts.emplace_back(path, std::move(all));
  } else if (const auto* string = value.if_string()) {
    if (!string->empty()) parts.emplace_back(path, std::string(std::string_view(*string)));
  } else {
    std::string other;
    write_canonical(other, value);
    parts.emplace_back(path, std::move(other));
  }
}

constexpr std::string_view kind_names[] = {"city", "server", "agency", "group", "service", "set", "site", "role"};

}  // namespace

std::string_view name_of(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

Kind kind_named(std::string_view name) {
  const auto* found = std::find(std::begin(kind_names), std::end(kind_names), name);
  if (found == std::end(kind_names))
    throw std::runtime_error("the store holds a kind of thing that this program does not know: " + std::string(name));
  return static_cast<Kind>(found - std::begin(kind_names));
}

std::vector<Thing> things_of(const Pack& pack) { return collect(pack); }
std::vector<Thing> things_of(const Snapshot& snapshot) { return collect(snapshot); }

void put_thing(const Thing& thing, Snapshot& into) {
  try {
    const json::value parsed = json::parse(thing.record);
    const json::object& object = parsed.as_object();
    switch (thing.kind) {
      case Kind::city:
        into.city = city_from(object);
        return;
      case Kind::server:
        into.server = server_from(object);
        return;
      case Kind::agency: {
        Agency agency{.code = text(object, "code"),
                      .name = words(object, "name"),
                      .phone = text(object, "phone"),
                      .email = text(object, "email"),
                      .url = text(object, "url")};
        return put(into.agencies, std::move(agency), thing.retired);
      }
      case Kind::group:
        return put(into.groups, Group{.code = text(object, "code"), .name = words(object, "name"), .order = whole(object, "order")},
                   thing.retired);
      case Kind::service:
        return put(into.services, service_from(object), thing.retired);
      case Kind::set:
        return put(into.districts, set_from(object), thing.retired);
      case Kind::site:
        return put(into.sites, site_from(object), thing.retired);
      case Kind::role:
        return put(into.roles,
                   Role{.code = text(object, "code"), .name = words(object, "name"), .permissions = texts(object, "permissions")},
                   thing.retired);
    }
  } catch (const std::exception& broken) {
    throw std::runtime_error("the store's record of " + std::string(name_of(thing.kind)) + " " + thing.code +
                             " cannot be read: " + broken.what());
  }
}

std::vector<std::pair<std::string, std::string>> parts_of(std::string_view record) {
  std::vector<std::pair<std::string, std::string>> parts;
  flatten(json::parse(record), "", parts);
  std::sort(parts.begin(), parts.end());
  return parts;
}

}  // namespace portico::directory
