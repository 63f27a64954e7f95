// The page behind an unsubscribe link, and what mail programs post there by themselves (RFC 8058). What stands around the page is given.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "platform/http/http.h"
#include "platform/notify/marks.h"
#include "platform/store/store.h"

namespace portico::notify {

struct PageFrame {
  std::function<std::string(const http::Request&)> language;
  std::function<std::string(std::string_view language, std::string_view path)> path_in;
  // `body` is HTML for <main>; `path` is without the language.
  std::function<http::Response(const http::Request&, std::string language, std::string title, std::string path, std::string body,
                               int status)>
      page;
};

// /unsubscribe/{token}: GET asks, POST does. Neither asks who it is: the token is the right.
std::vector<http::Route> routes(store::Store& store, const Marks& marks, const TimeSource& time, PageFrame frame);

}  // namespace portico::notify
