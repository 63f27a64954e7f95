#include "city/cases/routes_report_fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "city/directory/shell.h"

namespace portico::cases {
namespace {

using directory::Datatype;

std::string id_of(std::string_view name) {
  std::string id = "f-";
  for (const char c : name) id += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ? c : '-';
  return id;
}

const Wrong* wrong_with(const std::vector<Wrong>& wrongs, std::string_view name) {
  const auto found = std::ranges::find(wrongs, name, &Wrong::field);
  return found == wrongs.end() ? nullptr : &*found;
}

std::string say(const Words& words, const Wrong& wrong) { return words.say(wrong.message, {{"count", wrong.count}}); }

// What stands around a control: label, hint and error, and the attributes by which the control names them.
struct Frame {
  std::string before, attributes;
};
Frame frame(const Words& words, const std::vector<Wrong>& wrongs, std::string_view name, const std::string& label, const std::string& hint,
            bool optional) {
  const std::string id = id_of(name);
  const Wrong* wrong = wrong_with(wrongs, name);
  Frame made;
  made.before = std::string("<div class=\"field") + (wrong ? " field--wrong" : "") + "\"><label class=\"field__label\" for=\"" + id +
                "\">" + label + (optional ? " <span class=\"soft\">" + words.say("report.optional") + "</span>" : "") + "</label>";
  std::string described;
  if (!hint.empty()) {
    made.before += "<p class=\"field__hint\" id=\"" + id + "-hint\">" + hint + "</p>";
    described = id + "-hint";
  }
  if (wrong) {
    made.before += "<p class=\"wrong\" id=\"" + id + "-wrong\">" + shape("late") + say(words, *wrong) + "</p>";
    described += (described.empty() ? "" : " ") + id + "-wrong";
  }
  made.attributes = " id=\"" + id + "\" name=\"" + http::escape_html(name) + "\"" +
                    (described.empty() ? "" : " aria-describedby=\"" + described + "\"") + (wrong ? " aria-invalid=\"true\"" : "");
  return made;
}

std::vector<std::string> answers_to(const directory::Question& question, const Draft& draft) {
  const auto answer = std::ranges::find(draft.answers, question.code, &Answer::question);
  return answer == draft.answers.end() ? std::vector<std::string>() : answer->values;
}

std::string choices_of(const Words& words, const std::vector<Wrong>& wrongs, const directory::Question& question,
                       const std::vector<std::string>& given, const std::string& label, const std::string& hint) {
  const std::string name = "attribute[" + question.code + "]", id = id_of(name);
  const bool several = question.datatype == Datatype::multivaluelist;
  const Wrong* wrong = wrong_with(wrongs, name);
  std::string described = hint.empty() ? "" : id + "-hint";
  if (wrong) described += (described.empty() ? "" : " ") + id + "-wrong";
  std::string html = std::string("<fieldset class=\"choice field") + (wrong ? " field--wrong" : "") + "\" id=\"" + id +
                     "\" tabindex=\"-1\"" + (described.empty() ? "" : " aria-describedby=\"" + described + "\"") + "><legend>" + label +
                     (question.required ? "" : " <span class=\"soft\">" + words.say("report.optional") + "</span>") + "</legend>";
  if (!hint.empty()) html += "<p class=\"field__hint\" id=\"" + id + "-hint\">" + hint + "</p>";
  if (wrong) html += "<p class=\"wrong\" id=\"" + id + "-wrong\">" + shape("late") + say(words, *wrong) + "</p>";
  for (const auto& choice : question.choices)
    html += std::string("<label><input type=\"") + (several ? "checkbox" : "radio") + "\" name=\"" + http::escape_html(name) +
            "\" value=\"" + http::escape_html(choice.key) + "\"" + (std::ranges::find(given, choice.key) != given.end() ? " checked" : "") +
            "><span>" + words.name(choice.name) + "</span></label>\n";
  return html + "</fieldset>\n";
}

}  // namespace

std::string summary(const Words& words, const directory::Service& service, const std::vector<Wrong>& wrongs) {
  if (wrongs.empty()) return {};
  std::string html = "<div class=\"banner banner--late\" role=\"alert\" tabindex=\"-1\" autofocus>" + shape("late") + "<div><h2>" +
                     words.say("report.wrong.title") + "</h2><ul>";
  for (const Wrong& wrong : wrongs) {
    std::string about;
    for (const auto& question : service.questions)
      if (wrong.field == "attribute[" + question.code + "]") about = words.name(question.text) + " ";
    html += "<li><a href=\"#" + id_of(wrong.field) + "\">" + about + say(words, wrong) + "</a></li>";
  }
  return html + "</ul></div></div>\n";
}

std::string hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" + http::escape_html(value) + "\">";
}

std::string line_field(const Words& words, const std::vector<Wrong>& wrongs, const LineField& field) {
  const bool optional = field.name != "address";
  const Frame around = frame(words, wrongs, field.name, words.say(field.label), field.hint.empty() ? "" : words.say(field.hint), optional);
  // Mail addresses and telephone numbers run from left to right in every language.
  const std::string direction = std::string_view(field.type) == "text" ? "" : " dir=\"ltr\"";
  return around.before + "<input class=\"input\" type=\"" + field.type + "\"" + direction + " autocomplete=\"" + field.autocomplete +
         "\" value=\"" + http::escape_html(field.value) + "\"" + around.attributes + "></div>\n";
}

std::string text_field(const Words& words, const std::vector<Wrong>& wrongs, const LineField& field, const std::string& notice) {
  const Frame around = frame(words, wrongs, field.name, words.say(field.label), notice, true);
  return around.before + "<textarea class=\"input\" rows=\"5\"" + around.attributes + ">\n" + http::escape_html(field.value) +
         "</textarea></div>\n";
}

std::string photo_field(const Words& words, const std::vector<Wrong>& wrongs, const std::string& notice, std::size_t taken) {
  const Frame around =
      frame(words, wrongs, "media", words.say("report.photos.label"),
            words.say("report.photos.hint", {{"count", static_cast<std::int64_t>(most_photos_at_once)}}) + " " + notice, true);
  return around.before +
         "<input class=\"input\" type=\"file\" accept=\"image/jpeg,image/png,image/webp,image/gif,image/heic,image/heif,.heic\" multiple "
         "data-most=\"" +
         std::to_string(most_photos_at_once - std::min(taken, most_photos_at_once)) + "\"" + around.attributes + "></div>\n";
}

std::string question_field(const Words& words, const std::vector<Wrong>& wrongs, const directory::Question& question, const Draft& draft) {
  const std::string label = words.name(question.text), hint = words.name(question.hint);
  if (!question.variable) return "<p class=\"note\">" + label + "</p>\n";
  const auto given = answers_to(question, draft);
  if (question.datatype == Datatype::singlevaluelist || question.datatype == Datatype::multivaluelist)
    return choices_of(words, wrongs, question, given, label, hint);
  const std::string value = given.empty() ? "" : http::escape_html(given.front());
  const Frame around = frame(words, wrongs, "attribute[" + question.code + "]", label, hint, !question.required);
  if (question.datatype == Datatype::text)
    return around.before + "<textarea class=\"input\" rows=\"3\"" + around.attributes + ">\n" + value + "</textarea></div>\n";
  const char* type = question.datatype == Datatype::datetime ? "datetime-local" : "text";
  return around.before + "<input class=\"input\" type=\"" + type + "\"" +
         (question.datatype == Datatype::number ? " inputmode=\"decimal\"" : "") + " value=\"" + value + "\"" + around.attributes +
         "></div>\n";
}

std::string place_value(const directory::FoundPlace& place) {
  return fmt::format("{:.6f} {:.6f} {}", place.point.latitude, place.point.longitude, http::escape_html(place.label));
}

std::string carried_place(const Draft& draft) {
  std::string html = hidden("address", draft.address);
  if (draft.point)
    html += hidden("lat", fmt::format("{:.6f}", draft.point->latitude)) + hidden("long", fmt::format("{:.6f}", draft.point->longitude));
  return html + (draft.as_written ? hidden("place", "as-written") : "");
}

}  // namespace portico::cases
