#include "app/sandbox.h"

#include <string>

#include "city/cases/routes_photos.h"

namespace portico::app {

Settings sandbox_settings(const Settings& of) {
  Settings own = of;
  own.sandbox = true;
  own.data /= sandbox_folder;
  own.schema += "_sandbox";
  own.oidc = {};
  return own;
}

bool has_sandbox(const Settings& of) { return !of.sandbox && std::filesystem::is_directory(sandbox_settings(of).data); }

std::vector<http::Route> sandbox_routes(const House& house) {
  if (!house.sandbox) return {};
  House& own = *house.sandbox;
  std::vector<http::Route> all = own.open311.routes();
  for (auto& route : cases::photo_routes(*own.store, own.cases, own.files)) {
    if (route.permission != "public") continue;
    route.pattern = std::string(sandbox_path) + route.pattern;
    all.push_back(std::move(route));
  }
  for (auto& route : all) route.sentence += " In the sandbox.";
  return all;
}

}  // namespace portico::app
