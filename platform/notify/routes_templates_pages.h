// What the pages of templates are made of: the list of kinds, one kind, and one template with its form and preview.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/identity/routes_writing.h"
#include "platform/notify/routes_templates.h"

namespace portico::notify {

const i18n::Messages& messages();  // the catalogues of messages/*/*.toml

using identity::Writing;
using Choices = std::vector<identity::Surroundings::Choice>;

// Every kind, with how many languages it has and how many of its templates are the office's own.
std::string kinds_body(const Writing& writing, const Kinds& kinds, const Shelf& shelf);

// What counts for one kind, by language and service, and the way to one more.
std::string kind_body(const Writing& writing, const TemplateKind& kind, const Shelf& shelf, const Choices& services,
                      const std::vector<std::string>& languages);

struct TemplateShown {
  const TemplateKind& kind;
  Template typed;                    // as it stands in the form
  const Ready* counts = nullptr;     // what counts now; nullptr where another language or the general one does
  std::vector<SavedTemplate> saved;  // newest first
  std::optional<Rendered> preview;
  bool asked_to_preview = false;  // then it is read first
  std::string service_name = {};  // plain; "" for all services
};
std::string template_body(const Writing& writing, const TemplateShown& shown);
std::string template_path(const Template& of);  // with its service

}  // namespace portico::notify
