// Inside the pack's reading: what its parts share. Each part reads one kind of file and goes on after a fault.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "city/directory/pack.h"
#include "platform/formats/formats.h"

namespace portico::directory {

class PackReader {
 public:
  PackReader(std::filesystem::path folder, Pack& into, std::vector<Fault>& found)
      : folder_(std::move(folder)), pack_(into), faults_(found) {}

  void read_all();

 private:
  void read_city();
  void read_city_table(const formats::TomlTable& table);
  void read_brand(const formats::TomlTable& document);
  void read_seal();
  void read_agencies();
  void read_services();
  void read_groups(const formats::TomlTable& document);
  void read_service(const formats::TomlTable& table);
  void read_question(const formats::TomlTable& table, Service& service);
  void read_choices(const formats::TomlTable& table, Question& question);
  void read_districts();
  void read_set(const formats::TomlTable& table);
  void read_areas(const formats::TomlTable& table, DistrictSet& set);
  void read_sites();
  void read_map();
  void read_server();
  void read_roles();
  void read_role(const formats::TomlTable& table);
  void read_texts();
  void check_references();
  void check_files();

  void fault(std::string place, std::string reason, std::string accepted = {});
  std::optional<formats::TomlTable> toml(const std::string& file);  // nothing where it is absent (then no fault) or unreadable
  std::optional<std::string> file(const std::string& name, std::size_t limit);
  bool has(const std::string& file) const;
  std::string code(const formats::TomlTable& table, std::string_view kind, std::set<std::string>& known);
  bool take_code(const std::string& code, const std::string& place, std::string_view kind, std::set<std::string>& known);
  Words words(const formats::TomlTable& table, std::string_view key, bool wanted);
  Words in_own_language(std::string text) const;
  // One of `names`, by its place in the list; a fault that names the nearest else.
  std::size_t one_of(const formats::TomlTable& table, std::string_view key, const std::vector<std::string>& names, std::size_t otherwise);
  void refers(const std::string& code, const std::set<std::string>& known, const std::string& place, std::string_view kind);
  void check_contact(const std::string& place, const std::string& email, const std::string& url);

  std::filesystem::path folder_;
  Pack& pack_;
  std::vector<Fault>& faults_;
  std::set<std::string> agency_codes_, group_codes_, service_codes_, set_codes_, site_codes_, calendar_names_, role_codes_;
  // What refers to what, checked when all is read: code, place, kind.
  struct Reference {
    std::string code, place;
  };
  std::vector<Reference> agencies_named_, groups_named_, sets_named_, calendars_named_;
};

// A CSV of the pack with its columns looked up; unknown and missing columns are faults.
class PackCsv {
 public:
  PackCsv(const std::filesystem::path& path, const std::string& file, const std::vector<std::string>& wanted,
          const std::vector<std::string>& allowed, std::vector<Fault>& faults);
  bool next();                                       // false at the end; rows that cannot be read become faults
  std::string value(std::string_view column) const;  // trimmed; "" where the column is not there
  std::string place() const;

 private:
  std::optional<formats::CsvReader> csv_;
  std::map<std::string, std::size_t, std::less<>> columns_;
  const std::vector<std::string>* row_ = nullptr;
  std::vector<Fault>& faults_;
};

}  // namespace portico::directory
