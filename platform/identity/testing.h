// What stands around pages in tests of modules that have pages for staff: next to nothing. Never linked into the program.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "platform/identity/routes.h"

namespace portico::identity {

class BareSurroundings : public Surroundings {
 public:
  explicit BareSurroundings(std::string zone = "UTC") : zone_(std::move(zone)) {}

  std::string language(const http::Request&) const override { return "en"; }
  std::string path_in(std::string_view, std::string_view path) const override { return std::string(path); }
  http::Response page(const http::Request&, std::string, std::string, std::string, std::string body, int status) const override {
    return {.status = status, .body = std::move(body)};
  }
  http::Response staff_page(const http::Request&, std::string, std::string, std::string, std::string body, int status) const override {
    return {.status = status, .body = std::move(body)};
  }
  std::string house(std::string_view) const override { return "Town"; }
  std::string zone() const override { return zone_; }
  std::vector<Choice> roles(std::string_view) const override { return {}; }
  std::vector<Choice> agencies(std::string_view) const override { return {}; }
  Outcome<void> check_grant(const Grant&) const override { return {}; }
  bool wants_second_factor(const Person&) const override { return false; }
  std::string first_page(const Person&) const override { return "/"; }

 private:
  std::string zone_;
};

}  // namespace portico::identity
