// services*.toml: groups, services and their questions.
#include <algorithm>

#include "base/text.h"
#include "city/directory/pack_reader.h"

namespace portico::directory {
namespace {

const std::vector<std::string> type_names = {"realtime", "batch", "blackbox"};
const std::vector<std::string> exposure_names = {"public", "reviewed", "private"};
const std::vector<std::string> datatype_names = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"};
constexpr std::size_t longest_key = 200;

bool has_choices(Datatype datatype) { return datatype == Datatype::singlevaluelist || datatype == Datatype::multivaluelist; }

}  // namespace

void PackReader::read_services() {
  const auto files = pack_files(folder_, "services", ".toml");
  if (files.empty()) return fault("services.toml", "The file is missing.", "services.toml with [[service]]");
  for (const auto& path : files) {
    const auto document = toml(path.filename().string());
    if (!document) continue;
    read_groups(*document);
    for (const auto& table : document->tables("service", faults_)) read_service(table);
    document->refuse_unknown(faults_);
  }
  if (pack_.services.empty()) fault("services.toml", "There is no service.", "at least one [[service]]");
}

void PackReader::read_groups(const formats::TomlTable& document) {
  for (const auto& table : document.tables("group", faults_)) {
    Group group{.code = code(table, "service group", group_codes_),
                .name = words(table, "name", true),
                .order = static_cast<int>(pack_.groups.size()) + 1};
    pack_.groups.push_back(std::move(group));
  }
}

void PackReader::read_service(const formats::TomlTable& table) {
  Service service;
  const std::size_t known = service_codes_.size();
  service.code = code(table, "service", service_codes_);
  const bool fresh = service_codes_.size() > known;
  service.name = words(table, "name", true);
  service.about = words(table, "about", false);
  service.agency = table.text("agency", faults_);
  agencies_named_.push_back({service.agency, table.place_of("agency")});
  service.group = table.text_or("group", "", faults_);
  groups_named_.push_back({service.group, table.place_of("group")});
  service.type = static_cast<ServiceType>(one_of(table, "type", type_names, 0));
  service.description = static_cast<Exposure>(one_of(table, "description", exposure_names, 1));
  service.photos = static_cast<Exposure>(one_of(table, "photos", exposure_names, 1));
  service.listed = table.flag_or("listed", true, faults_);
  service.draft = table.flag_or("draft", false, faults_);
  service.keywords = table.texts("keywords", faults_);
  service.danger_words = table.texts("danger_words", faults_);
  for (const auto& question : table.tables("question", faults_)) read_question(question, service);
  std::stable_sort(service.questions.begin(), service.questions.end(), [](const auto& a, const auto& b) { return a.order < b.order; });
  if (fresh) pack_.services.push_back(std::move(service));
}

void PackReader::read_question(const formats::TomlTable& table, Service& service) {
  Question question;
  std::set<std::string> known;
  for (const auto& other : service.questions) known.insert(other.code);
  question.code = code(table, "question", known);
  question.text = words(table, "text", true);
  question.hint = words(table, "hint", false);
  if (!table.has("datatype")) {
    std::string all;
    for (const auto& name : datatype_names) all += (all.empty() ? "" : ", ") + name;
    fault(table.place(), "\"datatype\" is missing.", "one of " + all);
  }
  question.datatype = static_cast<Datatype>(one_of(table, "datatype", datatype_names, 0));
  question.variable = table.flag_or("variable", true, faults_);
  question.required = table.flag_or("required", false, faults_);
  if (question.required && !question.variable) {
    fault(table.place_of("required"), "What is only shown (variable = false) cannot be required.", "required = false, or variable = true");
  }
  const std::int64_t order = table.integer_or("order", static_cast<std::int64_t>(service.questions.size()) + 1, faults_);
  if (order < 0 || order > 10'000)
    fault(table.place_of("order"), "\"order\" is out of range.", "0 to 10000");
  else
    question.order = static_cast<int>(order);
  read_choices(table, question);
  service.questions.push_back(std::move(question));
}

void PackReader::read_choices(const formats::TomlTable& table, Question& question) {
  const auto choices = table.tables("values", faults_);
  if (has_choices(question.datatype) && choices.empty()) {
    fault(table.place(), "A question with a list of answers needs its answers.", "values = [ { key = \"…\", name = \"…\" } ]");
  } else if (!has_choices(question.datatype) && !choices.empty()) {
    fault(table.place_of("values"), "Only a list has answers to choose from.", "datatype = \"singlevaluelist\" or \"multivaluelist\"");
  }
  std::set<std::string> keys;
  for (const auto& one : choices) {
    Choice choice{.key = one.text("key", faults_), .name = words(one, "name", true)};
    if (choice.key.size() > longest_key || choice.key.find('\0') != std::string::npos) {
      fault(one.place_of("key"), "The key is no key.", "a text of at most " + std::to_string(longest_key) + " bytes");
    } else if (!choice.key.empty() && !keys.insert(choice.key).second) {
      fault(one.place_of("key"), "The key \"" + choice.key + "\" is there twice.", "each key once");
    }
    question.choices.push_back(std::move(choice));
  }
}

}  // namespace portico::directory
