// The forms on the desk's page of a request: one for each thing that may be done to it as it stands.
#include <algorithm>

#include "city/cases/ending.h"
#include "city/cases/pause.h"
#include "city/cases/progress.h"
#include "city/cases/routes_desk.h"

namespace portico::cases {
namespace {

using Options = std::vector<std::pair<std::string, std::string>>;  // value, words escaped

// One form: a disclosure with its fields; open where it was just refused.
class Form {
 public:
  Form(const Words& words, const FormsOnCase& on, std::string verb)
      : words_(words), on_(on), verb_(std::move(verb)), refused_(on.typed.path == verb_) {}

  Form& area(const std::string& name, const std::string& label, const std::string& given = {}) {
    fields_ += head(name, label) + "<textarea class=\"input\" rows=\"3\"" + marks(name) + ">" + http::escape_html(typed(name, given)) +
               "</textarea></div>";
    return *this;
  }
  Form& line(const std::string& name, const std::string& label) {
    fields_ += head(name, label) + "<input class=\"input\" autocomplete=\"off\" value=\"" + http::escape_html(typed(name)) + "\"" +
               marks(name) + "></div>";
    return *this;
  }
  Form& choice(const std::string& name, const std::string& label, const Options& options) {
    fields_ +=
        head(name, label) + "<select class=\"input\"" + marks(name) + "><option value=\"\">" + words_.say("desk.choose") + "</option>";
    for (const auto& [value, text] : options)
      fields_ +=
          "<option value=\"" + http::escape_html(value) + "\"" + (typed(name) == value ? " selected" : "") + ">" + text + "</option>";
    fields_ += "</select></div>";
    return *this;
  }
  std::string html() const {
    return "<details" + std::string(refused_ ? " open" : "") + "><summary>" + words_.say("do." + verb_) + "</summary>" + bare("btn") +
           "</details>\n";
  }
  std::string bare(const std::string& style) const {
    return "<form method=\"post\" action=\"/desk/requests/" + http::percent_encode(on_.subject.number) + "/" + verb_ +
           "\"><input type=\"hidden\" name=\"csrf\" value=\"" + http::escape_html(on_.principal.csrf) + "\">" + fields_ +
           "<button class=\"" + style + "\">" + words_.say("do." + verb_) + "</button></form>";
  }

 private:
  std::string id(const std::string& name) const { return verb_ + "-" + name; }
  std::string typed(const std::string& name, const std::string& otherwise = {}) const {
    const auto found = on_.typed.texts.find(name);
    return refused_ && found != on_.typed.texts.end() ? found->second : otherwise;
  }
  const Fault* fault(const std::string& name) const {
    if (!refused_) return nullptr;
    const auto found = std::ranges::find(on_.typed.refusal.faults, name, &Fault::field);
    return found == on_.typed.refusal.faults.end() ? nullptr : &*found;
  }
  std::string head(const std::string& name, const std::string& label) const {
    const Fault* wrong = fault(name);
    std::string html = "<div class=\"field" + std::string(wrong ? " field--wrong" : "") + "\"><label class=\"field__label\" for=\"" +
                       id(name) + "\">" + words_.say(label) + "</label>";
    if (wrong) html += "<p class=\"wrong\" id=\"" + id(name) + "-wrong\">" + http::escape_html(wrong->reason) + "</p>";
    return html;
  }
  std::string marks(const std::string& name) const {
    return " id=\"" + id(name) + "\" name=\"" + name + "\"" +
           (fault(name) ? " aria-invalid=\"true\" aria-describedby=\"" + id(name) + "-wrong\"" : std::string());
  }

  const Words& words_;
  const FormsOnCase& on_;
  std::string verb_;
  bool refused_;
  std::string fields_;
};

Options outcomes_in(const Words& words) {
  Options all;
  for (const auto& each : outcomes())
    if (each.outcome != "duplicate") all.emplace_back(each.outcome, words.say("outcome." + std::string(each.outcome)));
  return all;
}

Options agencies_in(const Words& words, const FormsOnCase& on) {
  Options all;
  for (const auto& agency : on.city.agencies)
    if (!agency.retired && agency.code != on.subject.agency)
      all.emplace_back(agency.code, http::escape_html(words.plain_name(agency.name)));
  return all;
}

Options services_in(const Words& words, const FormsOnCase& on) {
  Options all;
  for (const auto& service : on.city.services)
    if (!service.retired && service.code != on.subject.service)
      all.emplace_back(service.code, http::escape_html(words.plain_name(service.name)));
  return all;
}

Options reasons_in(const Words& words, const FormsOnCase& on) {
  Options all;
  for (const auto& reason : on.pause_reasons) all.emplace_back(reason, http::escape_html(words.pause_reason(reason)));
  return all;
}

Options statuses_in(const Words& words) {
  return {{"INVESTIGATING", words.say("story.look")},
          {"ACTION_SCHEDULED", words.say("story.scheduled")},
          {"IN_PROGRESS", words.say("story.progress")}};
}

std::string for_open(const Words& words, const FormsOnCase& on, auto may) {
  const Case& subject = on.subject;
  std::string html;
  const auto form = [&](const char* verb) { return Form(words, on, verb); };
  if (may("accept_case") && subject.handler != on.principal.actor) html += form("accept").bare("btn");
  if (may("message_customer"))
    html += form("message").area("words", "desk.words").choice("status", "desk.status", statuses_in(words)).html();
  if (may("close_case"))
    html += form("close")
                .choice("outcome", "desk.outcome", outcomes_in(words))
                .area("reason", "desk.reason")
                .area("proof", "ending.proof")
                .area("who_can", "ending.who_can")
                .html();
  if (open_pause(subject)) {
    if (may("resume_case")) html += form("resume").html();
  } else if (may("pause_case") && !on.pause_reasons.empty()) {
    html += form("pause").choice("reason", "desk.waits_for", reasons_in(words, on)).area("words", "desk.words").html();
  }
  if (may("transfer_case"))
    html += form("transfer").choice("agency", "desk.agency", agencies_in(words, on)).area("reason", "desk.why").html();
  if (may("reclassify_case"))
    html += form("reclassify").choice("service", "list.what", services_in(words, on)).area("reason", "desk.why").html();
  if (may("merge_case"))
    html += form("merge").line("into", "desk.into").area("words", "desk.words", words.plain("desk.merged_words")).html();
  if (may("find_place") && !subject.place.point)
    html += form("place").line("lat", "desk.lat").line("long", "desk.long").line("address", "desk.address").html();
  return html;
}

}  // namespace

std::string forms_on(const Words& words, const FormsOnCase& on) {
  const Case& subject = on.subject;
  const auto may = [&](std::string_view verb) { return on.principal.may(verb, subject.agency); };
  std::string html;
  if (subject.status == Status::open)
    html = for_open(words, on, may);
  else {
    if (may("contest_case")) html += Form(words, on, "contest").area("words", "contest.label").html();
    if (may("reopen_case")) html += Form(words, on, "reopen").area("words", "desk.words").html();
  }
  if (may("moderate_case") && !subject.description.empty()) {
    const auto exposure = exposure_of(subject, on.city.service(subject.service));
    if (exposure == directory::Exposure::reviewed) html += Form(words, on, "release").html();
    if (exposure != directory::Exposure::hidden) html += Form(words, on, "hide").html();
  }
  if (html.empty()) return html;
  return "<section class=\"pane pane--act\" aria-labelledby=\"act\"><h2 id=\"act\">" + words.say("desk.act") + "</h2>" + html +
         "</section>\n";
}

}  // namespace portico::cases
