// The rows of templates.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "platform/notify/templates.h"

namespace portico::notify::tables {

std::vector<SavedTemplate> newest_templates(store::Reader& reader);  // of each source, code, service and language; withdrawn ones too
std::vector<SavedTemplate> versions(store::Reader& reader, std::string_view code, std::string_view service, std::string_view language);
std::int64_t last_version(store::Reader& reader, std::string_view source, const Template& of);  // 0 without one
void insert_template(store::Tx& tx, const SavedTemplate& saved);

}  // namespace portico::notify::tables
