// What stands around the pages of those who sign in, and what this city calls its roles and agencies.
#pragma once

#include "city/directory/directory.h"
#include "platform/identity/routes.h"

namespace portico::app {

class CitySurroundings final : public identity::Surroundings {
 public:
  CitySurroundings(const directory::Directory& directory, std::vector<std::string> second_factor_for)
      : directory_(directory), second_factor_for_(std::move(second_factor_for)) {}
  std::string language(const http::Request& request) const override;
  std::string path_in(std::string_view language, std::string_view path) const override;  // the desk has no language in its paths
  http::Response page(const http::Request& request, std::string language, std::string title, std::string path, std::string body,
                      int status) const override;
  http::Response staff_page(const http::Request& request, std::string language, std::string title, std::string path, std::string body,
                            int status) const override;
  std::string house(std::string_view language) const override;
  std::string zone() const override;
  std::vector<Choice> roles(std::string_view language) const override;
  std::vector<Choice> agencies(std::string_view language) const override;
  Outcome<void> check_grant(const identity::Grant& grant) const override;
  bool wants_second_factor(const identity::Person& person) const override;  // by the operator's settings
  std::string first_page(const identity::Person& person) const override;    // the desk for whoever reads cases

 private:
  const directory::Directory& directory_;
  const std::vector<std::string> second_factor_for_;  // roles
};

}  // namespace portico::app
