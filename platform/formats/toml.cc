#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

#include "platform/formats/formats.h"

namespace portico::formats {

// One table of a parsed document. Tables below it are made once and kept, so that what was asked of them is remembered.
struct TomlTable::Inside {
  std::shared_ptr<const toml::table> document;  // keeps the nodes alive
  const toml::table* table = nullptr;
  std::string file;
  unsigned line = 0;
  std::set<std::string, std::less<>> asked;
  std::map<const toml::table*, std::shared_ptr<Inside>> below;

  const toml::node* find(std::string_view key) {
    asked.emplace(key);
    return table->get(key);
  }
  std::string place_at(unsigned at) const { return at == 0 ? file : file + ":" + std::to_string(at); }
  std::string place_of(std::string_view key) const {
    const auto found = table->find(key);
    return place_at(found == table->end() ? line : found->first.source().begin.line);
  }
  std::shared_ptr<Inside> child(const toml::table& node) {
    auto& kept = below[&node];
    // A dotted or implicit table has no place of its own: it stands where its first key does.
    if (!kept) kept = std::make_shared<Inside>(Inside{document, &node, file, first_line(node), {}, {}});
    return kept;
  }
  static unsigned first_line(const toml::table& node) {
    if (node.source().begin.line != 0) return node.source().begin.line;
    return node.empty() ? 0 : node.begin()->first.source().begin.line;
  }
};

namespace {

std::string in_quotes(std::string_view word) { return "\"" + std::string(word) + "\""; }

std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  std::ostringstream written;
  if (const auto* date = node.as_date())
    written << date->get();
  else if (const auto* time = node.as_time())
    written << time->get();
  else if (const auto* both = node.as_date_time())
    written << both->get();
  else
    return std::nullopt;
  return written.str();
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  // Optimal string alignment: changes, insertions, omissions and swaps of neighbours.
  const auto distance = [](std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
      for (std::size_t j = 1; j <= b.size(); ++j) {
        d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
    return d[a.size()][b.size()];
  };
  if (word.size() > 80) return {};  // nothing that long is a slip of the finger; and the table above is square
  std::string best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 2) + 1;
  for (const auto& candidate : known) {
    if (candidate.size() > 80) continue;
    if (const std::size_t far = distance(word, candidate); far < least) least = far, best = candidate;
  }
  return best;
}

std::string nearest_or(std::string_view word, const std::vector<std::string>& known, std::string_view otherwise) {
  const auto near = nearest(word, known);
  return near.empty() ? std::string(otherwise) : "perhaps '" + near + "'";
}

Outcome<TomlTable> TomlTable::parse(std::string_view text, std::string_view file) {
  auto result = toml::parse(text, file);
  if (!result) {
    const auto& error = result.error();
    return refuse(Refused::invalid, std::string(file) + ":" + std::to_string(error.source().begin.line),
                  "This is not TOML: " + std::string(error.description()), "TOML 1.0");
  }
  auto document = std::make_shared<const toml::table>(std::move(result).table());
  auto inside = std::make_shared<Inside>(Inside{document, document.get(), std::string(file), 0, {}, {}});
  return TomlTable(std::move(inside));
}

Outcome<TomlTable> TomlTable::read(const std::filesystem::path& file) {
  auto text = read_file(file, 16 << 20);
  if (!text) return std::unexpected(text.error());
  return parse(*text, file.filename().string());
}

std::string TomlTable::place() const { return inside_->place_at(inside_->line); }
std::string TomlTable::place_of(std::string_view key) const { return inside_->place_of(key); }
bool TomlTable::has(std::string_view key) const { return inside_->find(key) != nullptr; }

std::vector<std::string> TomlTable::keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, node] : *inside_->table) keys.emplace_back(key.str());
  return keys;
}

std::string TomlTable::text(std::string_view key, std::vector<Fault>& faults) const {
  if (inside_->find(key) == nullptr) {
    faults.push_back({place(), in_quotes(key) + " is missing.", std::string(key) + " = \"…\""});
    return {};
  }
  std::string read = text_or(key, {}, faults);
  if (read.empty() && inside_->table->get(key)->is_string()) faults.push_back({place_of(key), in_quotes(key) + " is empty.", "a text"});
  return read;
}

std::string TomlTable::text_or(std::string_view key, std::string_view otherwise, std::vector<Fault>& faults) const {
  const toml::node* node = inside_->find(key);
  if (node == nullptr) return std::string(otherwise);
  if (auto text = text_of(*node)) return *text;
  faults.push_back({place_of(key), in_quotes(key) + " is no text.", std::string(key) + " = \"…\""});
  return std::string(otherwise);
}

std::int64_t TomlTable::integer_or(std::string_view key, std::int64_t otherwise, std::vector<Fault>& faults) const {
  const toml::node* node = inside_->find(key);
  if (node == nullptr) return otherwise;
  if (const auto* number = node->as_integer()) return number->get();
  faults.push_back({place_of(key), in_quotes(key) + " is no whole number.", "a number without quotes, as in " + std::string(key) + " = 1"});
  return otherwise;
}

double TomlTable::number_or(std::string_view key, double otherwise, std::vector<Fault>& faults) const {
  const toml::node* node = inside_->find(key);
  if (node == nullptr) return otherwise;
  if (const auto* number = node->as_floating_point(); number != nullptr && std::isfinite(number->get())) return number->get();
  if (const auto* number = node->as_integer()) return static_cast<double>(number->get());
  faults.push_back({place_of(key), in_quotes(key) + " is no number.", "a number without quotes, as in " + std::string(key) + " = 1.5"});
  return otherwise;
}

bool TomlTable::flag_or(std::string_view key, bool otherwise, std::vector<Fault>& faults) const {
  const toml::node* node = inside_->find(key);
  if (node == nullptr) return otherwise;
  if (const auto* flag = node->as_boolean()) return flag->get();
  faults.push_back({place_of(key), in_quotes(key) + " is neither true nor false.", "true or false, without quotes"});
  return otherwise;
}

std::vector<std::string> TomlTable::texts(std::string_view key, std::vector<Fault>& faults) const {
  const toml::node* node = inside_->find(key);
  if (node == nullptr) return {};
  if (auto single = text_of(*node)) return {*single};
  std::vector<std::string> read;
  const auto* array = node->as_array();
  const std::string accepted = std::string(key) + " = [\"…\", \"…\"]";
  if (array == nullptr)
    faults.push_back({place_of(key), in_quotes(key) + " is no list of texts.", accepted});
  else {
    for (const auto& element : *array) {
      if (auto text = text_of(element))
        read.push_back(std::move(*text));
      else
        faults.push_back({inside_->place_at(element.source().begin.line), "Something in " + in_quotes(key) + " is no text.", accepted});
    }
  }
  return read;
}

std::optional<TomlTable> TomlTable::table(std::string_view key, std::vector<Fault>& faults) const {
  const toml::node* node = inside_->find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* table = node->as_table()) return TomlTable(inside_->child(*table));
  faults.push_back({place_of(key), in_quotes(key) + " is no table.", "[" + std::string(key) + "]"});
  return std::nullopt;
}

std::vector<TomlTable> TomlTable::tables(std::string_view key, std::vector<Fault>& faults) const {
  const toml::node* node = inside_->find(key);
  if (node == nullptr) return {};
  std::vector<TomlTable> read;
  const auto* array = node->as_array();
  const std::string accepted = "[[" + std::string(key) + "]]";
  if (array == nullptr)
    faults.push_back({place_of(key), in_quotes(key) + " is no list of tables.", accepted});
  else {
    for (const auto& element : *array) {
      if (const auto* table = element.as_table())
        read.push_back(TomlTable(inside_->child(*table)));
      else
        faults.push_back({inside_->place_at(element.source().begin.line), "Something in " + in_quotes(key) + " is no table.", accepted});
    }
  }
  return read;
}

std::vector<std::pair<std::string, TomlTable>> TomlTable::named_tables(std::string_view key, std::vector<Fault>& faults) const {
  std::vector<std::pair<std::string, TomlTable>> read;
  const auto all = table(key, faults);
  if (!all) return read;
  for (const auto& name : all->keys()) {
    if (auto one = all->table(name, faults)) read.emplace_back(name, std::move(*one));
  }
  return read;
}

std::map<std::string, std::string> TomlTable::text_map(std::string_view key, std::vector<Fault>& faults) const {
  const auto all = table(key, faults);
  return all ? all->all_texts(faults) : std::map<std::string, std::string>{};
}

std::map<std::string, std::string> TomlTable::all_texts(std::vector<Fault>& faults) const {
  std::map<std::string, std::string> read;
  for (const auto& name : keys()) read[name] = text_or(name, {}, faults);
  return read;
}

void TomlTable::refuse_unknown(std::vector<Fault>& faults) const {
  for (const auto& key : keys()) {
    if (inside_->asked.contains(key)) continue;
    const std::vector<std::string> known(inside_->asked.begin(), inside_->asked.end());
    std::string accepted = nearest(key, known);
    if (!accepted.empty())
      accepted = "perhaps " + in_quotes(accepted);
    else {
      for (const auto& name : known) accepted += (accepted.empty() ? "one of " : ", ") + name;
    }
    faults.push_back({place_of(key), in_quotes(key) + " is not known here.", accepted});
  }
  for (const auto& [node, one] : inside_->below) TomlTable(one).refuse_unknown(faults);
}

}  // namespace portico::formats
