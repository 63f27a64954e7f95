// News of requests, both ways: the update extension that production council systems use.
#include <algorithm>

#include "base/text.h"
#include "city/open311/asking.h"
#include "city/open311/errors.h"
#include "city/open311/routes.h"

namespace portico::open311 {
namespace {

constexpr int most_updates = 1'000;
constexpr Millis window = std::chrono::days(90);

struct Range {
  Instant from, to;
};

Outcome<Range> read_range(const http::Request& request, Instant now) {
  Faults faults;
  const auto read = [&](std::string_view name) -> std::optional<Instant> {
    std::string text(request.asked(name));
    if (text.empty()) return std::nullopt;
    if (text.size() > 19)
      if (const auto blank = text.find(' ', 19); blank != std::string::npos) text[blank] = '+';  // in a query a "+" is a blank
    auto instant = parse_instant(text, name);
    if (instant) return *instant;
    for (const Fault& fault : instant.error().faults)
      faults.push_back({fault.field, std::string(name) + ": " + fault.reason, fault.accepted});
    return std::nullopt;
  };
  const auto from = read("start_date"), to = read("end_date");
  if (from && to && *from > *to) faults.push_back({"start_date", "start_date lies after end_date", ""});
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  const Instant end = to.value_or(now);
  return Range{from ? std::max(*from, end - window) : end - window, end + Millis{1}};
}

std::vector<cases::Message> messages_of(store::Reader& reader, const cases::Cases& cases, const std::vector<std::string>& numbers) {
  std::vector<cases::Message> found;
  for (const auto& number : numbers) {
    if (found.size() >= most_updates) break;
    const auto subject = cases.find(reader, number);
    if (!subject) continue;
    for (cases::Message& message : cases.messages(reader, subject->id)) {
      message.number = subject->number;
      found.push_back(std::move(message));
    }
  }
  return found;
}

}  // namespace

std::vector<http::Route> Open311::update_routes() {
  using http::Cost;
  using http::Method;
  const auto posting = [this](const http::Request& request, const http::Responder& respond) { post_update(request, respond); };
  std::vector<http::Route> all = {
      {Method::get, "/servicerequestupdates.{format}", "public", Cost::work, "What customers were told, newest first.",
       "query: start_date, end_date, service_request_id", "XML or JSON list of updates", reading(&Open311::updates)},
      {Method::post, "/servicerequestupdates.{format}", "public", Cost::command, "News of a request: a message, an outcome, a re-opening.",
       "form: service_request_id, update_id, status, updated_datetime, description, media_url, first_name, last_name",
       "XML or JSON: update_id", posting},
  };
  takes_photos(all[1]);
  all[0].heavy = true;
  all[0].put_off = put_off;
  return all;
}

http::Response Open311::updates(const http::Request& request) {
  const Format format = format_of(request);
  const auto range = read_range(request, time_.now());
  if (!range) return refused_in(format, range.error());
  auto numbers = list_of(request.asked("service_request_id"));
  if (numbers.size() > most_updates) numbers.resize(most_updates);
  std::vector<cases::Message> found;
  store_.read([&](store::Reader& reader) {
    found = numbers.empty() ? cases_.messages_between(reader, range->from, range->to, most_updates) : messages_of(reader, cases_, numbers);
  });
  std::string body;
  Writer writer(format, body);
  writer.begin_list("service_requests_updates");
  for (const auto& message : found) write_message(writer, message);
  writer.end_list("service_requests_updates");
  return answer_in(format, std::move(body));
}

void Open311::post_update(const http::Request& request, const http::Responder& respond) {
  const Format format = format_of(request);
  if (auto wrong = wrong_format(request)) return respond(std::move(*wrong));
  const auto posted = read_form(request);
  if (!posted) return respond(refused_in(format, posted.error()));
  if (auto wrong = wrong_jurisdiction(request, posted->fields)) return respond(std::move(*wrong));
  const auto sender = sender_of(request, posted->fields);
  if (!sender) return respond(refused_in(format, sender.error()));
  auto read = read_news(posted->fields, *sender);
  if (!read) return respond(refused_in(format, read.error()));
  auto photos = take_media(posted->media);
  if (!photos) return respond(refused_in(format, photos.error()));
  if (!photos->empty()) read->update.media_url.clear();
  read->update.photos = *std::move(photos);
  const auto news = std::make_shared<const News>(std::move(*read));
  const auto done = [news, format, respond](auto ended) {
    if (!ended) return answer_broken(format, ended.error(), respond);
    if (!*ended) return respond(refused_in(format, ended->error()));
    std::string body;
    Writer writer(format, body);
    writer.begin_list("service_request_updates");
    writer.begin_item("request_update");
    writer.text("update_id", news->update.update_id);
    writer.text("service_request_id", news->number);
    writer.end_item("request_update");
    writer.end_list("service_request_updates");
    respond(answer_in(format, std::move(body)));
  };
  try {
    store_.submit<cases::Message>([this, news](store::Tx& tx) { return cases_.update(tx, news->number, news->update); }, done);
  } catch (const store::Full&) {
    answer_broken(format, std::current_exception(), respond);
  }
}

}  // namespace portico::open311
