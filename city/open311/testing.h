// The front door of a small town without a socket: routes, form and query as the server hands them over, answers as it would send them.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "city/cases/testing.h"
#include "city/open311/routes.h"
#include "platform/http/testing_table.h"

namespace portico::open311 {

struct Answer {
  int status = 0;
  std::string type, body;
  http::Pairs headers;
  boost::json::value json() const { return boost::json::parse(body); }
  boost::json::array list() const { return json().as_array(); }  // by value: a loop over json().as_array() would outlive its document
  // The first element of that name in XML, unescaped as little as tests need: its inner text.
  std::string element(std::string_view name) const {
    const auto begin = body.find("<" + std::string(name) + ">");
    if (begin == std::string::npos) return {};
    const auto from = begin + name.size() + 2;
    return body.substr(from, body.find("</" + std::string(name) + ">", from) - from);
  }
  std::string header(std::string_view name) const {
    for (const auto& [key, value] : headers)
      if (key == name) return value;
    return {};
  }
};

// Names of all elements in an XML text.
inline std::set<std::string> elements_of(std::string_view xml) {
  std::set<std::string> names;
  for (auto at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at + 1)) {
    const auto end = xml.find_first_of(" />", at + 1);
    if (end != std::string_view::npos && end > at + 1 && xml[at + 1] != '?' && xml[at + 1] != '!')
      names.emplace(xml.substr(at + 1, end - at - 1));
  }
  return names;
}

class FrontDoorStory : public cases::TownStory {
 protected:
  FrontDoorStory() {
    // The small town, with what only its front door needs.
    auto town = std::const_pointer_cast<directory::Snapshot>(cases::small_town());
    town->city.phone = "311";
    town->city.email = "help@town.example";
    town->city.languages = {"en", "es"};
    town->groups.push_back({"streets", cases::words("Streets")});
    for (auto& service : town->services) {
      if (service.code != "POTHOLE") continue;
      service.group = "streets";
      service.keywords = {"road", "hole"};
      service.danger_words = {"gas smell"};
      service.name["es"] = "Bache";
      service.about = {{"en", "A hole in the road & more"}, {"es", "Un hoyo"}};
      service.photos = directory::Exposure::open;
    }
    town->sites.push_back({"center", cases::words("Town Hall"), "1 Square", "311", "", geo::Point{0.005, 0.002}, {"en", "es"}});
    town->prepare();
    door_town = town;
    make_door({});
  }

  void make_door(Settings settings) {
    if (settings.public_url.empty()) settings.public_url = "https://town.example";
    door_directory = std::make_unique<directory::Directory>(door_town);
    door = std::make_unique<Open311>(store(), *door_directory, standards, *cases, *files, time, std::move(settings));
    table.emplace(door->routes());
  }

  Answer ask(http::Method method, std::string_view target, std::string body = {}, http::Pairs headers = {}) {
    http::Request request;
    request.headers = std::move(headers);
    if (request.header("content-type").empty()) request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    request.body = std::move(body);
    request.address = "203.0.113.7";
    http::Response response = table->answer(method, target, std::move(request));
    if (response.more)
      for (std::string block = response.more(); !block.empty(); block = response.more()) response.body += block;
    return {response.status, response.type, response.body, response.headers};
  }
  Answer get(std::string_view target, http::Pairs headers = {}) { return ask(http::Method::get, target, {}, std::move(headers)); }
  Answer post(std::string_view target, const Fields& form, http::Pairs headers = {}) {
    std::string body;
    for (const auto& [name, value] : form)
      body += (body.empty() ? "" : "&") + http::percent_encode(name) + "=" + http::percent_encode(value);
    return ask(http::Method::post, target, std::move(body), std::move(headers));
  }

  // A form with photos, as a phone sends it.
  Answer post_media(std::string_view target, const Fields& form, const std::vector<std::string>& photos, http::Pairs headers = {}) {
    std::string body;
    for (const auto& [name, value] : form) body += "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    for (const std::string& photo : photos)
      body += "--x\r\nContent-Disposition: form-data; name=\"media[]\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n" + photo +
              "\r\n";
    headers.emplace_back("content-type", "multipart/form-data; boundary=x");
    return ask(http::Method::post, target, body + "--x--\r\n", std::move(headers));
  }

  Fields a_pothole() const {
    return {{"service_code", "POTHOLE"},
            {"lat", "0.005"},
            {"long", "0.002"},
            {"address_string", "118 Quay Street"},
            {"description", "Deep <hole>. Call 212-555-0100."}};
  }
  std::string posted(const Fields& form) {
    const Answer answer = post("/requests.json", form);
    if (answer.status != 200) throw std::runtime_error(answer.body);
    return std::string(answer.json().at(0).at("service_request_id").as_string());
  }
  Answer news(std::string_view number, std::string_view id, std::string_view status, std::string_view text) {
    return post("/servicerequestupdates.json", {{"service_request_id", std::string(number)},
                                                {"update_id", std::string(id)},
                                                {"status", std::string(status)},
                                                {"updated_datetime", iso8601(time.now())},
                                                {"description", std::string(text)}});
  }

  std::shared_ptr<directory::Snapshot> door_town;
  std::unique_ptr<directory::Directory> door_directory;
  std::unique_ptr<Open311> door;
  std::optional<http::testing::Table> table;
};

}  // namespace portico::open311
