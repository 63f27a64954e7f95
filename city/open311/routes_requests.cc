// Requests: asking for something, and reading what was asked.
#include <algorithm>

#include "base/text.h"
#include "city/cases/report.h"
#include "city/open311/asking.h"
#include "city/open311/errors.h"
#include "city/open311/routes.h"
#include "platform/crypto/crypto.h"

namespace portico::open311 {
namespace {

constexpr std::size_t longest_key = 200;

std::optional<cases::Case> find(store::Reader& reader, const cases::Cases& cases, std::string_view id) {
  std::optional<cases::Case> found;
  if (looks_like_token(id)) found = cases.find_by_token(reader, id);
  if (!found || found->number.empty()) found = cases.find(reader, id);
  return found;
}

http::Response readable(http::Response response) {
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  return response;
}

// The form's own faults with what the city has to say; a place that cannot be read is complained of once.
Faults all_faults(Faults own, bool place_faulty, const Outcome<cases::Opening>& opening) {
  if (!opening)
    for (const Fault& fault : opening.error().faults)
      if (!(place_faulty && fault.field == "place")) own.push_back(fault);
  return own;
}

}  // namespace

bool looks_like_token(std::string_view text) { return text.size() == 32 && from_hex(text).has_value(); }

std::vector<http::Route> Open311::request_routes() {
  using http::Cost;
  using http::Method;
  const auto posting = [this](const http::Request& request, const http::Responder& respond) { post_request(request, respond); };
  std::vector<http::Route> all = {
      {Method::post, "/requests.{format}", "public", Cost::command, "Asks for something.",
       "form: service_code; lat and long, or address_string, or address_id; attribute[CODE]; description; email, phone, …; header "
       "Idempotency-Key",
       "XML or JSON: service_request_id or token, service_notice, account_id", posting},
      {Method::get, "/requests.{format}", "public", Cost::work, "Requests, newest first.",
       "query: service_request_id, service_code, status, start_date, end_date, updated_after, updated_before, bbox, lat, long, radius, q, "
       "sort, page, page_size, "
       "cursor, extensions",
       "XML or JSON list of requests; Link: next", reading(&Open311::list)},
      {Method::get, "/requests/{id}.{format}", "public", Cost::quick, "One request, by its number or its tracking token.",
       "query: extensions", "XML or JSON list of one request", reading(&Open311::one)},
      {Method::get, "/tokens/{token}.{format}", "public", Cost::quick, "The number behind a token, once there is one.", "",
       "XML or JSON: token, service_request_id", reading(&Open311::token)},
  };
  takes_photos(all[0]);
  all[1].heavy = true;
  all[1].put_off = [](const http::Request& request) {  // some clients read one request in this way
    const auto ids = request.asked("service_request_id");
    return ids.empty() || ids.contains(',') ? put_off(request) : std::nullopt;
  };
  all[1].kept_as = [this](const http::Request& request) { return list_kept_as(request); };
  all[2].kept_as = [this](const http::Request& request) { return kept_as(request); };
  return all;
}

http::Response Open311::one(const http::Request& request) {
  const Format format = format_of(request);
  const auto id = request.part("id");
  std::vector<cases::Case> found;
  View view;
  store_.read([&](store::Reader& reader) {
    if (auto one = find(reader, cases_, id)) found.push_back(*std::move(one));
    view = view_for(request, reader, found);
  });
  if (found.empty())
    return refused_in(format, {Refused::not_found,
                               {{"service_request_id", "service_request_id " + std::string(id.substr(0, 60)) + " is not known", ""}}});
  return answer_in(format, requests_body(format, found, view, same_ignoring_case(request.asked("extensions"), "true")));
}

http::Response Open311::list(const http::Request& request) {
  const Format format = format_of(request);
  View view = view_for(request);
  const auto wanted = read_wanted(request.query, *view.city, time_.now());
  if (!wanted) return refused_in(format, wanted.error());
  cases::Page page;
  if (!wanted->nothing)
    store_.read([&](store::Reader& reader) {
      page = cases_.list(reader, wanted->filter);
      view.photos = cases_.first_public_photos(reader, page.cases);
    });
  http::Response response = answer_in(format, requests_body(format, page.cases, view, wanted->extensions));
  if (!page.next_cursor.empty()) response.headers.emplace_back("Link", link_to_next(request, page.next_cursor));
  if (page.looked_back_to) response.headers.emplace_back("X-Looked-Back-To", iso8601(*page.looked_back_to));
  return response;
}

// The same question with a cursor in place of a page.
std::string Open311::link_to_next(const http::Request& request, std::string_view cursor) const {
  std::string target = settings_.public_url + request.path + "?";
  for (const auto& [name, value] : request.query)
    if (name != "cursor" && name != "page" && name != "api_key" && !value.empty())
      target += http::percent_encode(name) + "=" + http::percent_encode(value) + "&";
  return "<" + target + "cursor=" + http::percent_encode(cursor) + ">; rel=\"next\"";
}

http::Response Open311::token(const http::Request& request) {
  const Format format = format_of(request);
  const auto token = request.part("token");
  cases::Cases::TokenState state;
  store_.read([&](store::Reader& reader) { state = cases_.token(reader, token); });
  if (!state.known)
    return refused_in(format, {Refused::not_found, {{"token", "token " + std::string(token.substr(0, 60)) + " is not known", ""}}});
  std::string body;
  Writer writer(format, body);
  writer.begin_list("service_requests");
  writer.begin_item("request");
  if (!state.number.empty()) writer.text("service_request_id", state.number);
  writer.text("token", token);
  writer.end_item("request");
  writer.end_list("service_requests");
  return answer_in(format, std::move(body));
}

void Open311::post_request(const http::Request& request, const http::Responder& responder) {
  const Format format = format_of(request);
  const auto respond = [responder](http::Response response) { responder(readable(std::move(response))); };
  if (auto wrong = wrong_format(request)) return respond(std::move(*wrong));
  const auto posted = read_form(request);
  if (!posted) return respond(refused_in(format, posted.error()));
  const Fields& form = posted->fields;
  if (auto wrong = wrong_jurisdiction(request, form)) return respond(std::move(*wrong));
  if (auto wrong = wrong_jurisdiction(request, request.query)) return respond(std::move(*wrong));
  const auto sender = sender_of(request, form);
  if (!sender) return respond(refused_in(format, sender.error()));

  Read read = read_asked(form);
  auto prepared = cases_.prepare_opening(std::move(read.asked));
  Faults faults = all_faults(std::move(read.faults), read.place_faulty, prepared);
  const auto key = trim(request.header("idempotency-key"));
  if (key.size() > longest_key) faults.push_back({"Idempotency-Key", "the Idempotency-Key is too long", "at most 200 characters"});
  if (!faults.empty()) return respond(refused_in(format, {prepared ? Refused::invalid : prepared.error().kind, std::move(faults)}));
  auto photos = take_media(posted->media);  // last: only what would be taken is worth the work
  if (!photos) return respond(refused_in(format, photos.error()));
  if (!photos->empty()) prepared->asked.media_url.clear();
  prepared->asked.photos = *std::move(photos);

  cases::Repeatable repeatable;
  if (!key.empty()) {
    repeatable.scope = (sender->empty() ? "address " + request.address : "holder " + *sender) + " POST " + settings_.prefix + "/requests";
    repeatable.key = key;
    std::string sent = canonical(form);
    for (const auto& photo : prepared->asked.photos) sent += photo.hash;
    repeatable.body_sha256 = hex(crypto::view(crypto::sha256(sent)));
  }
  const auto opening = std::make_shared<const cases::Opening>(std::move(*prepared));
  const auto done = [this, opening, format, respond, responder, view = view_for(request)](auto ended) {
    if (!ended) return answer_broken(format, ended.error(), responder);
    if (!*ended) return respond(refused_in(format, ended->error()));
    respond(answer_in(format, opened_body(format, **ended, *opening, view)));
  };
  try {
    store_.submit<cases::Opened>([this, opening, repeatable](store::Tx& tx) { return cases_.open(tx, *opening, repeatable); }, done);
  } catch (const store::Full&) {
    answer_broken(format, std::current_exception(), responder);
  }
}

std::string Open311::opened_body(Format format, const cases::Opened& opened, const cases::Opening& opening, const View& view) const {
  std::string notice;
  const directory::Service* service = view.city->service(opening.asked.service);
  if (service && cases::sounds_dangerous(*service, opening.asked.description))
    notice = "Danger to life? Call " + view.city->city.emergency + " now.";
  const auto effects = standards::effects_on(opening.asked.service, opening.at, std::nullopt, view.promises->emergencies);
  const auto words = service_notice(opening.sla_version, effects, view);
  if (!words.empty()) notice += (notice.empty() ? "" : " ") + words;
  std::string body;
  Writer writer(format, body);
  writer.begin_list("service_requests");
  writer.begin_item("request");
  if (!opened.number.empty()) writer.text("service_request_id", opened.number);
  if (!opened.token.empty()) writer.text("token", opened.token);
  if (!opened.number.empty()) writer.text("receipt_key", cases_.receipt_key(opened.id));  // opens its page, and contests its outcome
  writer.text_or_null("service_notice", notice);
  writer.text_or_null("account_id", opening.asked.reporter.account_id);
  writer.end_item("request");
  writer.end_list("service_requests");
  return body;
}

}  // namespace portico::open311
