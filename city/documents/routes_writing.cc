// Articles are written, sent to review, published by somebody else, withdrawn.
#include "city/documents/routes_writing.h"

#include <algorithm>

#include "base/text.h"
#include "city/directory/routes.h"
#include "city/documents/write.h"

namespace portico::documents {
namespace {

using http::Cost;
using http::Method;
using http::Request;
using http::Response;

constexpr int most_versions = 50;
constexpr std::chrono::days counted_days{30}, first_review{365};

// One request to a page of the writers.
class Writing {
 public:
  Writing(const Library& library, const Request& request)
      : library_(library),
        request_(request),
        city_(library.directory.now()),
        voice_{*city_, directory::language_of(request, *city_)},
        now_(library.time.now()),
        today_(city_day(*city_, now_)) {}

  Response list() const { return listed({}, {}, 200); }

  Response begin() {
    const auto form = http::parse_form(request_);
    if (!form) return http::problem(form.error());
    Article article{.code = std::string(trim(form->value("code"))),
                    .agency = std::string(form->value("agency")),
                    .services = {},
                    .reviewed = today_,
                    .review_by = today_ + first_review,
                    .texts = {{own_language(*city_), {std::string(trim(form->value("title"))), ""}}}};
    if (!request_.principal.may(write_document, article.agency))
      return listed(article, {Refused::forbidden, {{"agency", "You may not write for this agency.", "one that is offered"}}}, 403);
    const auto saved = library_.store.run<Version>([&](store::Tx& tx) { return save_article(tx, *city_, article, acting(0)); });
    if (!saved) return listed(article, saved.error(), http::status_of(saved.error().kind));
    return leading_to(directory::path_in(*city_, voice_.language, "/documents/" + article.code));
  }

  Response show() {
    const auto stored = found();
    if (!stored) return directory::no_such_page(request_, *city_);
    const std::string_view said = request_.asked("said");
    const bool known = said == "save" || said == "send" || said == "give_back" || said == "publish" || said == "withdraw";
    return page(*stored, stored->newest.article, language(request_.asked("language")), false, known ? said : std::string_view(), {});
  }

  Response save() {
    const auto stored = found();
    if (!stored) return directory::no_such_page(request_, *city_);
    const auto form = http::parse_form(request_);
    if (!form) return http::problem(form.error());
    const std::string edited = language(form->value("language"));
    Refusal refusal;
    const Article article = typed(*form, stored->newest.article, edited, refusal);
    if (!request_.principal.may(write_document, article.agency))
      refusal.faults.push_back({"agency", "You may not write for this agency.", "one that is offered"});
    if (!refusal.faults.empty()) return page(*stored, article, edited, false, {}, refusal);
    if (form->value("do") == "preview") return page(*stored, article, edited, true, {}, {});
    const auto saved = library_.store.run<Version>([&](store::Tx& tx) { return save_article(tx, *city_, article, acting(seen(*form))); });
    if (!saved) return page(*stored, article, edited, false, {}, saved.error());
    return back(stored->row.code, "save", edited);
  }

  Response step(Step step) {
    const auto stored = found();
    if (!stored) return directory::no_such_page(request_, *city_);
    const auto form = http::parse_form(request_);
    if (!form) return http::problem(form.error());
    const bool publishers = step == Step::publish || step == Step::withdraw;
    if (!request_.principal.may(publishers ? publish_document : write_document, stored->newest.article.agency))
      return http::problem(Refusal{Refused::forbidden, {{"", "You may not do this for its agency.", "somebody who may"}}});
    const auto done =
        library_.store.run<Version>([&](store::Tx& tx) { return carried_out(tx, step, stored->row.code, acting(seen(*form))); });
    if (!done) return page(*stored, stored->newest.article, own_language(*city_), false, {}, done.error());
    if (publishers) library_.documents.refresh();
    return back(stored->row.code, word_of(step), own_language(*city_));
  }

 private:
  Outcome<Version> carried_out(store::Tx& tx, Step step, const std::string& code, const Acting& acting) const {
    switch (step) {
      case Step::send:
        return send_article(tx, *city_, code, acting);
      case Step::give_back:
        return give_back_article(tx, code, acting);
      case Step::publish:
        return publish_article(tx, *city_, code, acting);
      case Step::save:
      case Step::withdraw:
        break;
    }
    return withdraw_article(tx, code, acting);
  }
  static std::string_view word_of(Step step) {
    return step == Step::send ? "send" : step == Step::give_back ? "give_back" : step == Step::publish ? "publish" : "withdraw";
  }
  Acting acting(std::int64_t seen) const { return {.actor = request_.principal.actor, .now = now_, .today = today_, .seen = seen}; }
  static std::int64_t seen(const http::Form& form) { return parse_integer(form.value("seen")).value_or(0); }

  bool mine(const std::string& agency) const {
    return request_.principal.may(write_document, agency) || request_.principal.may(publish_document, agency);
  }
  std::string language(std::string_view asked) const {
    const auto& spoken = city_->city.languages;
    return std::ranges::find(spoken, asked) == spoken.end() ? own_language(*city_) : std::string(asked);
  }
  // One of the principal's agencies; the same for what is not there as for another's.
  std::optional<Listed> found() const {
    std::optional<Listed> listed;
    library_.store.read([&](store::Reader& reader) {
      const auto row = tables::article(reader, request_.part("code"));
      if (!row) return;
      if (auto newest = tables::version(reader, *row, row->version)) listed = Listed{*row, *std::move(newest)};
    });
    if (listed && !mine(listed->newest.article.agency)) listed.reset();
    return listed;
  }

  Article typed(const http::Form& form, Article article, const std::string& edited, Refusal& refusal) const {
    article.agency = form.value("agency");
    article.services.clear();
    for (const auto& [name, value] : form.fields)
      if (name == "services" && !value.empty()) article.services.push_back(value);
    if (const auto day = parse_day(form.value("review_by"), "review_by"))
      article.review_by = *day;
    else
      refusal.faults.insert(refusal.faults.end(), day.error().faults.begin(), day.error().faults.end());
    std::string body(form.value("body"));
    std::erase(body, '\r');
    const Text text{std::string(trim(form.value("title"))), std::string(trim(body))};
    if (text == Text{} && edited != own_language(*city_))
      article.texts.erase(edited);  // emptied: the article is no longer in this language
    else
      article.texts[edited] = text;
    return article;
  }

  Response back(const std::string& code, std::string_view said, const std::string& edited) const {
    return leading_to(directory::path_in(*city_, voice_.language, "/documents/" + code) + "?said=" + std::string(said) +
                      "&language=" + edited);
  }

  Response listed(const Article& typed, const Refusal& refusal, int status) const {
    Figures read;
    std::vector<Listed> articles;
    library_.store.read([&](store::Reader& reader) {
      read = figures(reader, today_ - counted_days, today_);
      for (auto& [row, version] : tables::newest(reader)) articles.push_back({std::move(row), std::move(version)});
    });
    ListPage page{.voice = voice_,
                  .principal = request_.principal,
                  .articles = std::move(articles),
                  .state = std::string(request_.asked("state")),
                  .agency = std::string(request_.asked("agency")),
                  .today = today_,
                  .read = std::move(read),
                  .typed = typed,
                  .refusal = refusal};
    std::erase_if(page.articles, [&](const Listed& each) {
      const Article& article = each.newest.article;
      const bool published = each.newest.state == State::published, stale = published && is_stale(article, today_);
      const bool of_state = page.state.empty() || (page.state == "stale" ? stale : page.state == name_of(each.newest.state) && !stale);
      return !of_state || !mine(article.agency) || (!page.agency.empty() && article.agency != page.agency);
    });
    return staff_page(request_, voice_, "/documents", voice_.plain("list.title"), list_body(page), status);
  }

  Response page(const Listed& stored, const Article& shown, const std::string& edited, bool preview, std::string_view said,
                const Refusal& refusal) const {
    std::vector<Version> versions;
    library_.store.read([&](store::Reader& reader) { versions = tables::versions(reader, stored.row, most_versions); });
    const EditPage page{.voice = voice_,
                        .principal = request_.principal,
                        .stored = stored,
                        .versions = std::move(versions),
                        .language = edited,
                        .today = today_,
                        .shown = shown,
                        .preview = preview,
                        .said = said,
                        .refusal = refusal};
    return staff_page(request_, voice_, "/documents/" + stored.row.code, voice_.plain("list.title") + " · " + stored.row.code,
                      edit_body(page), refusal.faults.empty() ? 200 : http::status_of(refusal.kind));
  }

  const Library& library_;
  const Request& request_;
  std::shared_ptr<const directory::Snapshot> city_;
  Voice voice_;
  Instant now_;
  std::chrono::sys_days today_;
};

}  // namespace

std::vector<http::Route> writing_routes(const Library& library) {
  const auto doing = [library](Step step) {
    return http::answer([library, step](const Request& request) { return Writing(library, request).step(step); });
  };
  const std::string write = std::string(write_document) + ":AGENCY", publish = std::string(publish_document) + ":AGENCY";
  return directory::in_every_language(
      {
          {Method::get, "/documents", write, Cost::work, "Lists articles by state and owner, with how often they were read.",
           "query: state, agency", "HTML page",
           http::answer([library](const Request& request) { return Writing(library, request).list(); })},
          {Method::post, "/documents", write, Cost::work, "Begins an article.", "form: code, agency, title", "a redirect to its page",
           http::answer([library](const Request& request) { return Writing(library, request).begin(); })},
          {Method::get, "/documents/{code}", write, Cost::work, "One article, to be written: its words, its state, its versions.",
           "query: language", "HTML page", http::answer([library](const Request& request) { return Writing(library, request).show(); })},
          {Method::post, "/documents/{code}", write, Cost::work, "Saves an article as a draft, or shows how it would look.",
           "form: seen, language, title, body, agency, services, review_by, do", "HTML page, or a redirect to it",
           http::answer([library](const Request& request) { return Writing(library, request).save(); })},
          {Method::post, "/documents/{code}/send", write, Cost::work, "Sends a draft to review.", "form: seen", "a redirect to its page",
           doing(Step::send)},
          {Method::post, "/documents/{code}/give_back", write, Cost::work, "Gives an article back from review, as a draft.", "form: seen",
           "a redirect to its page", doing(Step::give_back)},
          {Method::post, "/documents/{code}/publish", publish, Cost::work, "Publishes what somebody else wrote.", "form: seen",
           "a redirect to its page", doing(Step::publish)},
          {Method::post, "/documents/{code}/withdraw", publish, Cost::work, "Takes an article away from the public.", "form: seen",
           "a redirect to its page", doing(Step::withdraw)},
      },
      library.directory);
}

}  // namespace portico::documents
