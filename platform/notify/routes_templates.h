// /templates: the words of what the city tells people. What counts for each kind and language, and where it comes from; a form that shows
// what became of the words before they are saved, and refuses what would leave a gap. Pages without scripts.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/http.h"
#include "platform/identity/routes.h"
#include "platform/notify/templates.h"
#include "platform/store/store.h"

namespace portico::notify {

constexpr std::string_view manage_templates = "manage_templates";

struct TemplatePages {
  std::function<std::vector<identity::Surroundings::Choice>(std::string_view language)> services;  // by code and name
  std::function<std::vector<std::string>()> languages;  // tags: those that the city speaks, its first one first
};

std::vector<http::Route> template_routes(store::Store& store, Templates& templates, const identity::Surroundings& around,
                                         const TimeSource& time, TemplatePages settings);

}  // namespace portico::notify
