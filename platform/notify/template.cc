#include "platform/notify/template.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "platform/i18n/uses.h"

namespace portico::notify {
namespace {

constexpr std::string_view has = "has_";

bool good_name(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' && !name.starts_with(has) && std::ranges::all_of(name, fits);
}

bool fits_type(const Field& field) {
  switch (field.type) {
    case FieldType::text:
    case FieldType::link:
      return std::holds_alternative<std::string>(field.sample);
    case FieldType::number:
      return std::holds_alternative<std::int64_t>(field.sample);
    default:
      return std::holds_alternative<Instant>(field.sample);
  }
}

std::string list_of(const TemplateKind& kind) {
  std::string list;
  for (const Field& field : kind.fields) list += (list.empty() ? "{" : ", {") + field.name + "}";
  return list.empty() ? "no field" : list;
}

// How one use of a field is wrong; "" where it is not.
Fault fault_of(const TemplateKind& kind, const i18n::Use& use) {
  using As = i18n::Use::As;
  const std::string braced = "{" + use.argument + "}";
  if (use.argument.starts_with(has)) {
    const Field* of = kind.field(std::string_view(use.argument).substr(has.size()));
    if (!of || !of->may_be_empty)
      return {{}, "There is no " + braced + ": only a field that may be empty has one.", "one of " + list_of(kind)};
    if (use.as != As::select) return {{}, braced + " is not for reading.", "{" + use.argument + ", select, yes {…} other {…}}"};
    return {};
  }
  const Field* field = kind.field(use.argument);
  if (!field) return {{}, "There is no field " + braced + ".", "one of " + list_of(kind)};
  const auto guards = [&](const i18n::Branch& branch) {
    return branch.argument == std::string(has) + field->name && branch.chosen == "yes";
  };
  if (field->may_be_empty && std::ranges::none_of(use.within, guards))
    return {{}, braced + " may be empty here.", "{has_" + field->name + ", select, yes {… " + braced + " …} other {…}}"};
  const bool number = field->type == FieldType::number;
  if (use.as == As::plural && !number) return {{}, braced + " is no number.", "a plural of a field that is a number"};
  if (use.as == As::select && field->type != FieldType::text) return {{}, braced + " is no text to choose by.", "a select of a text"};
  if (use.as == As::simple && !(number && use.style == "number"))
    return {{}, braced + " cannot be written as \"" + use.style + "\".", number ? "{" + field->name + ", number}" : braced};
  return {};
}

void check_form(const TemplateKind& kind, const std::string& form, const std::string& message, const std::string& place,
                std::vector<Fault>& faults) {
  for (const auto& use : i18n::uses_of(message)) {
    Fault fault = fault_of(kind, use);
    if (fault.reason.empty()) continue;
    fault.field = place + ": " + form;
    if (std::ranges::find(faults, fault) == faults.end()) faults.push_back(std::move(fault));
  }
}

std::string named(const Template& wanted) {
  if (!wanted.place.empty()) return wanted.place;
  return wanted.code + (wanted.service.empty() ? "" : "/" + wanted.service) + "/" + wanted.language;
}

void check_needed(const Template& wanted, const std::string& place, std::vector<Fault>& faults) {
  if (wanted.subject.empty()) faults.push_back({place + ": subject", "There is no subject.", "one line"});
  if (wanted.subject.find_first_of("\r\n") != std::string::npos)
    faults.push_back({place + ": subject", "The subject has more than one line.", "one line"});
  if (wanted.text.empty()) faults.push_back({place + ": text", "There is no text.", "paragraphs, parted by empty lines"});
}

}  // namespace

const Field* TemplateKind::field(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? nullptr : &*found;
}

void Kinds::add(TemplateKind kind) {
  if (kind.code.empty() || find(kind.code)) throw std::logic_error("the kind of template " + kind.code + " is there already");
  for (const Field& field : kind.fields)
    if (!good_name(field.name) || !fits_type(field)) throw std::logic_error(kind.code + " cannot have the field " + field.name);
  kinds_.push_back(std::move(kind));
}

const TemplateKind* Kinds::find(std::string_view code) const {
  const auto found = std::ranges::find(kinds_, code, &TemplateKind::code);
  return found == kinds_.end() ? nullptr : &*found;
}

bool Template::operator==(const Template& other) const {
  const auto all = [](const Template& one) {
    return std::tie(one.code, one.service, one.language, one.subject, one.text, one.sms, one.letter, one.translated_by, one.reviewed_by);
  };
  return all(*this) == all(other);
}

Outcome<Ready> check(const Kinds& kinds, const Template& wanted) {
  const std::string place = named(wanted);
  const TemplateKind* kind = kinds.find(wanted.code);
  if (!kind) {
    std::string known;
    for (const auto& each : kinds.all()) known += (known.empty() ? "" : ", ") + each.code;
    return refuse(Refused::invalid, place, "There is nothing called " + wanted.code + " that is told.", "one of " + known);
  }
  if (auto language = i18n::find_language(wanted.language, place); !language) return std::unexpected(language.error());
  std::vector<Fault> faults;
  check_needed(wanted, place, faults);
  std::map<std::string, std::string> forms;
  for (const auto& [name, form] :
       {std::pair{"subject", &wanted.subject}, {"text", &wanted.text}, {"sms", &wanted.sms}, {"letter", &wanted.letter}})
    if (!form->empty()) forms[name] = *form;
  auto messages = i18n::Messages::make({wanted.language}, {{wanted.language, forms}});
  if (!messages)
    for (Fault fault : messages.error().faults) {
      const auto form = fault.field.find(": ");  // "en: text"
      fault.field = place + (form == std::string::npos ? "" : fault.field.substr(form));
      faults.push_back(std::move(fault));
    }
  for (const auto& [name, form] : forms) check_form(*kind, name, form, place, faults);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return Ready{wanted, {}, 0, *std::move(messages)};
}

}  // namespace portico::notify
