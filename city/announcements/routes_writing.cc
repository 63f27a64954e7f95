// Staff announce, amend and withdraw.
#include <algorithm>
#include <limits>

#include "base/text.h"
#include "city/announcements/announce.h"
#include "city/announcements/routes_form.h"
#include "city/announcements/routes_words.h"
#include "city/announcements/tables.h"
#include "city/directory/routes.h"

namespace portico::announcements {
namespace {

using http::Request;
using http::Response;

constexpr int most_listed = 100;
constexpr std::chrono::days first_length{1};

std::int64_t number_in(const Request& request) { return parse_integer(request.part("id")).value_or(0); }

Response missing(const identity::Writing& writing) {
  return writing.page("missing.title", "/announce", "<p>" + writing.say("missing.text") + "</p>", 404);
}

Response list_page(const Sources& from, const Request& request, const identity::Writing& writing, const Typed& typed, int status) {
  const auto city = from.directory.now();
  std::vector<Announcement> all;
  from.store.read([&](store::Reader& reader) { all = tables::newest(reader, std::numeric_limits<std::int64_t>::max(), most_listed); });
  std::erase_if(all, [&](const Announcement& each) { return !request.principal.may(may_announce, each.agency); });
  const FormPage page{writing, request.principal, *city, from.time.now()};
  return writing.page("list.title", "/announce", list_body(page, all, typed), status);
}

Response list(const Sources& from, const Request& request) {
  const auto city = from.directory.now();
  Announcement fresh;
  fresh.from = from.time.now();
  fresh.until = fresh.from + first_length;
  return list_page(from, request, identity::Writing(messages(), from.around, request), typed_of(fresh, *city), 200);
}

Refusal not_for_this_agency() { return {Refused::forbidden, {{"agency", "You may not announce for this agency.", "one that is offered"}}}; }

Response announced(const Sources& from, const Request& request) {
  identity::Writing writing(messages(), from.around, request);
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const auto city = from.directory.now();
  Typed typed = typed_in(*form);
  const auto refused = [&](const Refusal& refusal) {
    writing.wrong(refusal);
    return list_page(from, request, writing, typed, http::status_of(refusal.kind));
  };
  const auto wanted = read_typed(typed, *city);
  if (!wanted) return refused(wanted.error());
  if (!request.principal.may(may_announce, wanted->agency)) return refused(not_for_this_agency());
  if (form->value("do") == "see") {
    if (auto faults = faults_of(*wanted, *city, from.time.now()); !faults.empty()) return refused({Refused::invalid, std::move(faults)});
    typed.seen = *wanted;
    return list_page(from, request, writing, typed, 200);
  }
  const auto made = from.store.run<Announcement>(
      [&, now = from.time.now()](store::Tx& tx) { return announce(tx, *city, *wanted, {request.principal.actor, now}); });
  if (!made) return refused(made.error());
  from.announcements.refresh();
  return writing.go(writing.path("/announce/" + std::to_string(made->id)) + "?said=announced");
}

// One of the principal's agencies; the same for what is not there as for another's.
std::vector<Announcement> versions_of(const Sources& from, const Request& request) {
  std::vector<Announcement> versions;
  from.store.read([&](store::Reader& reader) { versions = tables::versions(reader, number_in(request)); });
  if (!versions.empty() && !request.principal.may(may_announce, versions.front().agency)) versions.clear();
  return versions;
}

Response one_page(const Sources& from, const Request& request, const identity::Writing& writing, const std::vector<Announcement>& versions,
                  const Typed& typed, std::string_view said, int status) {
  const auto city = from.directory.now();
  const FormPage page{writing, request.principal, *city, from.time.now()};
  return writing.page("one.title", "/announce/" + std::to_string(versions.front().id), one_body(page, versions, typed, said), status);
}

Response one(const Sources& from, const Request& request) {
  const identity::Writing writing(messages(), from.around, request);
  const auto versions = versions_of(from, request);
  if (versions.empty()) return missing(writing);
  const std::string_view said = request.asked("said");
  const bool known = said == "announced" || said == "amended" || said == "withdrawn";
  return one_page(from, request, writing, versions, typed_of(versions.front(), *from.directory.now()), known ? said : std::string_view(),
                  200);
}

// What is to be done with the newest version, by whoever may.
using Change = std::function<Outcome<Announcement>(store::Tx&, const directory::Snapshot& city, const Announcement& wanted,
                                                   std::int64_t seen, const Acting& acting)>;

Response changed(const Sources& from, const Request& request, std::string_view said, bool with_words, const Change& change) {
  identity::Writing writing(messages(), from.around, request);
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const auto versions = versions_of(from, request);
  if (versions.empty()) return missing(writing);
  const auto city = from.directory.now();
  Typed typed = with_words ? typed_in(*form) : typed_of(versions.front(), *city);
  const auto refused = [&](const Refusal& refusal) {
    writing.wrong(refusal);
    return one_page(from, request, writing, versions, typed, {}, http::status_of(refusal.kind));
  };
  auto wanted = with_words ? read_typed(typed, *city) : Outcome<Announcement>(versions.front());
  if (!wanted) return refused(wanted.error());
  wanted->id = versions.front().id;
  if (!request.principal.may(may_announce, wanted->agency)) return refused(not_for_this_agency());
  if (with_words && form->value("do") == "see") {
    if (auto faults = faults_of(*wanted, *city, from.time.now()); !faults.empty()) return refused({Refused::invalid, std::move(faults)});
    typed.seen = *wanted;
    return one_page(from, request, writing, versions, typed, {}, 200);
  }
  const std::int64_t seen = parse_integer(form->value("seen")).value_or(0);
  const auto done = from.store.run<Announcement>(
      [&, now = from.time.now()](store::Tx& tx) { return change(tx, *city, *wanted, seen, {request.principal.actor, now}); });
  if (!done) return refused(done.error());
  from.announcements.refresh();
  return writing.go(writing.path("/announce/" + std::to_string(done->id)) + "?said=" + std::string(said));
}

}  // namespace

std::vector<http::Route> writing_routes(const Sources& from) {
  using http::Cost;
  using http::Method;
  const std::string may = std::string(may_announce) + ":AGENCY";
  const auto with = [&](Response (*answer)(const Sources&, const Request&)) {
    return http::answer([from, answer](const Request& request) { return answer(from, request); });
  };
  const std::string takes = "form: csrf, agency, services (several), from, until, title-LANGUAGE, body-LANGUAGE, do";
  const auto amended = [from](const Request& request) {
    return changed(from, request, "amended", true,
                   [](store::Tx& tx, const directory::Snapshot& city, const Announcement& wanted, std::int64_t seen, const Acting& acting) {
                     return amend(tx, city, wanted, seen, acting);
                   });
  };
  const auto withdrawn = [from](const Request& request) {
    return changed(from, request, "withdrawn", false,
                   [](store::Tx& tx, const directory::Snapshot&, const Announcement& wanted, std::int64_t seen, const Acting& acting) {
                     return withdraw(tx, wanted.id, seen, acting);
                   });
  };
  return directory::in_every_language(
      {{Method::get, "/announce", may, Cost::work, "What was announced, and the form to announce something.", "", "HTML page", with(list)},
       {Method::post, "/announce", may, Cost::work, "Announces something, or shows how it would look.", takes,
        "a redirect to its page; 400, 403 as the list", with(announced)},
       {Method::get, "/announce/{id}", may, Cost::work, "One announcement, to be amended: its words, its versions.", "", "HTML page",
        with(one)},
       {Method::post, "/announce/{id}", may, Cost::work, "Amends an announcement, or shows how it would look.", takes + ", seen",
        "a redirect to its page; 400, 403, 409 as that page", http::answer(amended)},
       {Method::post, "/announce/{id}/withdraw", may, Cost::work, "Takes an announcement away from the public.", "form: csrf, seen",
        "a redirect to its page; 409 as that page", http::answer(withdrawn)}},
      from.directory);
}

}  // namespace portico::announcements
