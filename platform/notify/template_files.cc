#include <algorithm>
#include <filesystem>

#include "platform/formats/formats.h"
#include "platform/notify/template.h"

namespace portico::notify {
namespace {

constexpr std::size_t largest_file = 4 << 20;

struct Origin {
  std::string language, translated_by, reviewed_by;
};

Template read_one(const formats::TomlTable& table, std::string code, std::string service, const Origin& origin,
                  std::vector<Fault>& faults) {
  Template one{std::move(code), std::move(service), origin.language, table.text("subject", faults), table.text("text", faults)};
  one.sms = table.text_or("sms", "", faults);
  one.letter = table.text_or("letter", "", faults);
  one.translated_by = table.text_or("translated_by", origin.translated_by, faults);
  one.reviewed_by = table.text_or("reviewed_by", origin.reviewed_by, faults);
  one.place = table.place();
  return one;
}

}  // namespace

Outcome<std::vector<Template>> read_templates(std::string_view toml, std::string_view name, std::string_view language) {
  const auto document = formats::TomlTable::parse(toml, name);
  if (!document) return std::unexpected(document.error());
  std::vector<Fault> faults;
  const Origin origin{std::string(language), document->text_or("translated_by", "", faults), document->text_or("reviewed_by", "", faults)};
  std::vector<Template> all;
  for (const auto& code : document->keys()) {
    if (code == "translated_by" || code == "reviewed_by") continue;
    const auto table = document->table(code, faults);
    if (!table) continue;
    if (table->has("subject") || table->has("text")) all.push_back(read_one(*table, code, "", origin, faults));
    for (const auto& [service, own] : table->named_tables("service", faults)) all.push_back(read_one(own, code, service, origin, faults));
  }
  document->refuse_unknown(faults);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return all;
}

Outcome<std::vector<Template>> read_template_folder(const std::string& folder) {
  std::vector<Template> all;
  std::vector<Fault> faults;
  std::vector<std::filesystem::path> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) files.push_back(entry.path());
  std::ranges::sort(files);
  for (const auto& file : files) {
    const std::string name = "templates/" + file.filename().string();
    if (file.extension() != ".toml") {
      faults.push_back({name, "This is no file of templates.", "templates/LANGUAGE.toml"});
      continue;
    }
    const auto text = formats::read_file(file, largest_file);
    auto read = text ? read_templates(*text, name, file.stem().string()) : std::unexpected(text.error());
    if (read)
      all.insert(all.end(), std::make_move_iterator(read->begin()), std::make_move_iterator(read->end()));
    else
      faults.insert(faults.end(), read.error().faults.begin(), read.error().faults.end());
  }
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return all;
}

}  // namespace portico::notify
