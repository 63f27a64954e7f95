#include <array>
#include <stdexcept>

#include "platform/notify/sender.h"

namespace portico::notify {

std::string_view embedded(std::string_view name);  // templates/*.toml

namespace {

constexpr std::array<std::string_view, 11> languages{"en", "es", "zh", "ru", "bn", "ht", "ko", "ar", "ur", "fr", "pl"};

}  // namespace

TemplateKind digest_kind() {
  return {.code = "digest",
          .meaning = "Several messages to one person in one.",
          .fields = {{.name = "count", .type = FieldType::number, .meaning = "how many they are", .sample = std::int64_t{3}},
                     {.name = "news", .meaning = "the messages, each with its subject above it", .sample = std::string("…")},
                     {.name = "more", .type = FieldType::number, .meaning = "how many did not fit in", .sample = std::int64_t{0}}}};
}

std::vector<Template> digest_templates() {
  std::vector<Template> all;
  for (const auto language : languages) {
    const std::string name = "platform/notify/templates/" + std::string(language) + ".toml";
    auto read = read_templates(embedded(name), name, language);
    if (!read) throw std::logic_error(read.error().faults.front().field + ": " + read.error().faults.front().reason);
    all.insert(all.end(), read->begin(), read->end());
  }
  return all;
}

}  // namespace portico::notify
