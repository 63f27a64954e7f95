// Templates: the words of what is told, in ICU messages with named fields, and the rules by which one may be used.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "platform/i18n/i18n.h"
#include "platform/notify/reach.h"

namespace portico::notify {

enum class FieldType {
  text,    // as it is; {name, select, …} may ask for its value
  number,  // a whole number: {count} or {count, plural, …}
  day,     // an instant, written as a day in the reader's language and zone
  moment,  // an instant, written as a day with its time
  link,    // an address with https://, alone or within a line; HTML makes a link of it
};

struct Field {
  std::string name;  // small letters, digits and "_"
  FieldType type = FieldType::text;
  // Such a field NAME has a companion {has_NAME, select, yes {…} other {…}}, and may stand in its "yes" alone.
  bool may_be_empty = false;
  std::string meaning;  // for whoever writes a template
  Fact sample;          // for the preview
};

// What the modules above tell, each declared with what its templates may be filled with.
struct TemplateKind {
  std::string code;     // as notes name it: "receipt"
  std::string meaning;  // for whoever writes a template
  std::vector<Field> fields;
  bool urgent = false;                              // quiet hours, digests and the bound on messages to one address do not hold it
  bool answers = false;                             // what came in by mail: it says so, and cannot come back (RFC 3834)
  const Field* field(std::string_view name) const;  // nullptr where there is none
};

class Kinds {
 public:
  // Throws std::logic_error for a kind that is there already, or a field that may not be called so: they are built in.
  void add(TemplateKind kind);
  const TemplateKind* find(std::string_view code) const;
  const std::vector<TemplateKind>& all() const { return kinds_; }

 private:
  std::vector<TemplateKind> kinds_;
};

struct Template {
  std::string code, service, language;               // service "" for all of them
  std::string subject, text;                         // needed
  std::string sms = {};                              // "": the subject, and the field "link" where the kind has one
  std::string letter = {};                           // paragraphs parted by an empty line; "": the text
  std::string translated_by = {}, reviewed_by = {};  // shown beside it
  std::string place = {};                            // where it stands, for faults: "templates/en.toml:12"; not part of it
  bool operator==(const Template& other) const;
};

// A template that holds against its kind, ready to be filled.
struct Ready {
  Template from;
  std::string source;  // "office" (administrators' pages), "pack" or "program"
  std::int64_t version = 0;
  i18n::Messages messages;
};

// Refuses, with place and reason: a kind, language or field that there is none of, a form that does not parse, a plural without the forms
// of its language, a field that may be empty outside {has_NAME, select, yes {…} …}, and an argument used as what it is not.
Outcome<Ready> check(const Kinds& kinds, const Template& wanted);

// templates/LANGUAGE.toml of a pack, or such texts that are built in. `name` is the file's, for faults.
//   translated_by = "…"            reviewed_by = "…"
//   [receipt]                      subject, text, sms, letter
//   [receipt.service.POTHOLE]      the same, for one service
Outcome<std::vector<Template>> read_templates(std::string_view toml, std::string_view name, std::string_view language);
// All of a folder; none where there is no such folder.
Outcome<std::vector<Template>> read_template_folder(const std::string& folder);

// What a template becomes for one reader. Pure.
struct Rendered {
  std::string subject, text, html, sms, language;
  bool right_to_left = false;
  std::vector<std::string> paragraphs;
  std::vector<std::string> links;  // that the text holds
};
// Refuses where a field that may not be empty has no fact, or one of another type: nothing is told in half sentences.
Outcome<Rendered> render(const TemplateKind& kind, const Ready& ready, const Facts& facts, std::string_view zone);
Outcome<Rendered> preview(const TemplateKind& kind, const Ready& ready, std::string_view zone);  // with the kind's sample data

// A plain document of the text's paragraphs, escaped; `links` within it become links. Nothing in it comes from elsewhere.
std::string plain_html(std::string_view subject, std::string_view text, std::string_view language, bool right_to_left,
                       std::span<const std::string> links);

// A note's own data, as its Payload wrote it: texts and whole numbers of a JSON object; what else stands there is left out. Refused where
// it is no object.
Outcome<Facts> read_data(std::string_view json);

}  // namespace portico::notify
