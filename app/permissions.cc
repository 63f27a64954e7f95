#include "app/permissions.h"

#include <algorithm>
#include <array>

#include "platform/formats/formats.h"

namespace portico::app {
namespace {

constexpr std::array<KnownPermission, 32> permissions{{
    {.verb = "accept_case", .scoped = true},
    {.verb = "announce", .scoped = true},
    {.verb = "answer_contact"},
    {.verb = "audit"},
    {.verb = "close_case", .scoped = true},
    {.verb = "confirm_sla", .scoped = true},
    {.verb = "contest_case", .scoped = true},
    {.verb = "declare_emergency"},
    {.verb = "export_person"},
    {.verb = "find_place", .scoped = true},
    {.verb = "manage_people"},
    {.verb = "manage_templates"},
    {.verb = "manage_webhooks"},
    {.verb = "merge_case", .scoped = true},
    {.verb = "message_customer", .scoped = true},
    {.verb = "moderate_case", .scoped = true},
    {.verb = "own_account"},
    {.verb = "pause_case", .scoped = true},
    {.verb = "propose_sla", .scoped = true},
    {.verb = "publish_document", .scoped = true},
    {.verb = "publish_service"},
    {.verb = "read_case", .scoped = true},
    {.verb = "read_proposals"},
    {.verb = "reclassify_case", .scoped = true},
    {.verb = "redact_case", .scoped = true},
    {.verb = "redact_contact"},
    {.verb = "reopen_case", .scoped = true},
    {.verb = "resume_case", .scoped = true},
    {.verb = "review_sla", .scoped = true},
    {.verb = "storm_mode"},
    {.verb = "transfer_case", .scoped = true},
    {.verb = "write_document", .scoped = true},
}};

std::string listed() {
  std::string list;
  for (const auto& each : permissions) list += (list.empty() ? "one of " : ", ") + std::string(each.verb);
  return list;
}

}  // namespace

std::span<const KnownPermission> known_permissions() { return permissions; }

void check_role_permissions(const directory::Pack& pack, std::vector<Fault>& faults) {
  std::vector<std::string> verbs;
  for (const auto& each : permissions) verbs.emplace_back(each.verb);
  for (const auto& [place, role, permission] : pack.role_permissions) {
    const auto colon = permission.find(':');
    const std::string verb = permission.substr(0, colon);
    const auto* known = std::ranges::find(permissions, verb, &KnownPermission::verb);
    if (known == permissions.end())
      faults.push_back({place, "The role \"" + role + "\" has \"" + permission + "\", which opens nothing here.",
                        formats::nearest_or(verb, verbs, listed())});
    else if (colon != std::string::npos && !known->scoped)
      faults.push_back({place, "The role \"" + role + "\" has \"" + permission + "\", but " + verb + " is held whole or not at all.",
                        "\"" + verb + "\""});
  }
}

}  // namespace portico::app
