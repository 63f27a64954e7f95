#include "platform/notify/routes.h"

#include <memory>
#include <utility>

#include "platform/i18n/catalogues.h"
#include "platform/notify/routes_templates_pages.h"
#include "platform/notify/suppression.h"

namespace portico::notify {

std::string_view embedded(std::string_view name);  // messages/

namespace {

struct Door {
  store::Store& store;
  const Marks& marks;
  const TimeSource& time;
  PageFrame frame;
};

std::string said(const std::string& language, std::string_view key) { return http::escape_html(messages().text(language, key)); }

http::Response told(const Door& door, const http::Request& request, const std::string& kind, std::string more, int status) {
  const std::string language = door.frame.language(request);
  std::string body = "<h1>" + said(language, kind + ".title") + "</h1>\n<p>" + said(language, kind + ".text") + "</p>\n" + std::move(more);
  auto page = door.frame.page(request, language, messages().text(language, kind + ".title"),
                              "/unsubscribe/" + http::percent_encode(request.part("token")), std::move(body), status);
  std::erase_if(page.headers, [](const auto& header) { return header.first == "Cache-Control"; });
  page.headers.emplace_back("Cache-Control", "no-store");
  page.headers.emplace_back("Referrer-Policy", "no-referrer");
  return page;
}

http::Response ask(const Door& door, const http::Request& request) {
  const std::string token(request.part("token"));
  if (!door.marks.read_unsubscribe_token(token)) return told(door, request, "unknown", "", 404);
  const std::string language = door.frame.language(request);
  const std::string action = door.frame.path_in(language, "/unsubscribe/" + http::percent_encode(token));
  return told(door, request, "unsubscribe",
              "<p>" + said(language, "unsubscribe.service") + "</p>\n<form method=\"post\" action=\"" + http::escape_html(action) +
                  "\"><p><button class=\"button\" type=\"submit\">" + said(language, "unsubscribe.button") + "</button></p></form>\n",
              200);
}

void act(const std::shared_ptr<const Door>& door, const http::Request& request, const http::Responder& respond) {
  const std::string token(request.part("token"));
  if (!door->marks.read_unsubscribe_token(token)) return respond(told(*door, request, "unknown", "", 404));
  // The page is made before the command: the request is gone by then.
  auto page = std::make_shared<http::Response>(told(*door, request, "done", "", 200));
  door->store.submit<bool>(
      [door, token](store::Tx& tx) -> Outcome<bool> {
        if (auto gone = unsubscribe(tx, door->marks, token, door->time.now()); !gone) return std::unexpected(gone.error());
        return true;
      },
      [respond, page](std::expected<Outcome<bool>, std::exception_ptr> done) {
        if (!done)
          respond.fail(done.error());
        else
          respond(*done ? std::move(*page) : http::problem(done->error()));
      });
}

}  // namespace

const i18n::Messages& messages() {
  static const i18n::Messages read = i18n::read_catalogues("platform/notify", embedded);
  return read;
}

std::vector<http::Route> routes(store::Store& store, const Marks& marks, const TimeSource& time, PageFrame frame) {
  const auto door = std::make_shared<const Door>(Door{store, marks, time, std::move(frame)});
  return {
      {http::Method::get, "/unsubscribe/{token}", "public", http::Cost::quick, "Asks whether messages to an address are to stop.", "",
       "HTML page", http::answer([door](const http::Request& request) { return ask(*door, request); })},
      {http::Method::post, "/unsubscribe/{token}", "public", http::Cost::command,
       "Stops messages to an address that are not of its own requests; mail programs post here by themselves (RFC 8058).", "", "HTML page",
       [door](const http::Request& request, const http::Responder& respond) { act(door, request, respond); }},
  };
}

}  // namespace portico::notify
