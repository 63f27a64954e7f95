// roles.toml: what people who sign in may do.
#include <algorithm>

#include "base/text.h"
#include "city/directory/pack_reader.h"

namespace portico::directory {
namespace {

// A verb of a-z and _, or one within the grant's agency or unit.
bool is_permission(std::string_view text) {
  const auto colon = text.find(':');
  const std::string_view verb = text.substr(0, colon), scope = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !verb.empty() && verb.size() <= 60 && std::ranges::all_of(verb, fits) &&
         (colon == std::string_view::npos || scope == "AGENCY" || scope == "UNIT");
}

}  // namespace

void PackReader::read_roles() {
  const auto document = toml("roles.toml");
  if (!document) return;
  for (const auto& table : document->tables("role", faults_)) read_role(table);
  document->refuse_unknown(faults_);
}

void PackReader::read_role(const formats::TomlTable& table) {
  Role role;
  const std::size_t known = role_codes_.size();
  role.code = code(table, "role", role_codes_);
  const bool fresh = role_codes_.size() > known;
  const auto& languages = pack_.city.languages;
  for (const auto& [language, text] : table.text_map("name", faults_)) {
    if (std::ranges::find(languages, language) == languages.end())
      fault(table.place_of("name"), "The city does not have the language \"" + language + "\".", "a language of city.toml");
    else if (trim(text).empty() || text.find('\0') != std::string::npos)
      fault(table.place_of("name"), "The name is empty, or has a NUL in it.", "a name");
    else
      role.name[language] = trim(text);
  }
  if (!languages.empty() && !role.name.contains(languages.front()))
    fault(table.place_of("name"), "The name in the city's own language is missing.", "name = { " + languages.front() + " = \"…\" }");
  for (const auto& permission : table.texts("permissions", faults_)) {
    if (!is_permission(permission))
      fault(table.place_of("permissions"), "\"" + permission + "\" cannot be a permission.",
            "a verb as \"read_case\", or one within the grant's agency or unit: \"read_case:AGENCY\", \"review_sla:UNIT\"");
    else if (std::ranges::find(role.permissions, permission) != role.permissions.end())
      fault(table.place_of("permissions"), "\"" + permission + "\" is there twice.", "each permission once");
    else {
      role.permissions.push_back(permission);
      pack_.role_permissions.push_back({table.place_of("permissions"), role.code, permission});
    }
  }
  if (role.permissions.empty()) fault(table.place(), "The role may do nothing.", "permissions = [\"read_case:AGENCY\"]");
  if (fresh) pack_.roles.push_back(std::move(role));
}

}  // namespace portico::directory
