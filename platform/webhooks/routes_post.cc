#include "platform/webhooks/routes_post.h"

#include "platform/http/fetch.h"

namespace portico::webhooks {

Answer post(const Call& call) {
  const auto answer =
      http::fetch({.url = call.url, .body = call.body, .type = call.type, .headers = call.headers, .timeout = Millis{10'000}});
  if (answer) return {answer->status, ""};
  return {0, answer.error().faults.empty() ? "no answer" : answer.error().faults.front().reason};
}

}  // namespace portico::webhooks
