// What the city tells a person of a case, and of what they wrote: the kinds of templates with their fields, and the words that are built
// in.
#pragma once

#include <vector>

#include "platform/notify/template.h"

namespace portico::cases {

// receipt, status, outcome, reopened, survey, reminder, escalation, contact_received, confirm_contact.
std::vector<notify::TemplateKind> template_kinds();

// told/*.toml: every kind in English and ten languages, in all forms. Throws std::logic_error where a file is wrong: it was built in
// so.
std::vector<notify::Template> built_in_templates();

}  // namespace portico::cases
