#include "city/cases/routes_live.h"

#include "base/text.h"
#include "city/cases/routes_request.h"
#include "platform/ledger/ledger.h"

namespace portico::cases {
namespace {

// Where the asker had got to: what its browser heard last, or else what its page was written from.
std::int64_t heard_until(const http::Request& request, std::int64_t now) {
  const std::string_view last = request.header("last-event-id");
  return parse_integer(last.empty() ? request.asked("since") : last).value_or(now);
}

}  // namespace

std::string changed_event(std::int64_t position) { return http::sent_event(position, "changed", "{}"); }

http::Route live_route(store::Store& store, const Cases& cases, http::Feed& feed) {
  const auto stay = [&store, &cases, &feed](const http::Request& request) {
    std::optional<Case> found;
    store.read([&](store::Reader& reader) { found = asked_case(reader, cases, request); });
    if (!found) return http::problem(404, "there is no such request");
    const std::string subject = "case:" + std::to_string(found->id);
    const auto seat = feed.sit(subject);  // before it is read what there is, so that nothing falls between
    std::string first = "retry: 3000\n\n";
    store.read([&](store::Reader& reader) {
      const std::int64_t now = ledger::last_position(reader), newest = ledger::newest_of(reader, subject);
      if (newest > heard_until(request, now)) first += changed_event(newest);
    });
    return http::Response{.type = "text/event-stream",
                          .body = std::move(first),
                          .headers = {{"Cache-Control", "no-store"}, {"Referrer-Policy", "no-referrer"}, {"X-Accel-Buffering", "no"}},
                          .stays = seat};
  };
  return {.method = http::Method::get,
          .pattern = "/requests/{number}/live",
          .permission = "public",
          .cost = http::Cost::work,
          .sentence = "Stays open and says when something was written of the request.",
          .takes = "query: token, since (a position of the ledger); header: Last-Event-ID",
          .gives = "server-sent events: \"changed\", its id the position of the ledger",
          .handle = http::answer(stay),
          .heavy = true};
}

std::string live_path(store::Reader& reader, const Case& subject, std::string_view token) {
  return "/requests/" + http::percent_encode(subject.number) + "/live?since=" + std::to_string(ledger::last_position(reader)) +
         (token.empty() ? "" : "&token=" + http::percent_encode(token));
}

}  // namespace portico::cases
