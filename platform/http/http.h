// Plain requests, responses and routes: what the rest of Portico knows of HTTP. The library that speaks it is seen in server*.cc alone.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/outcome.h"

namespace portico::http {

enum class Method { get, head, post, put, patch, del, options };

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
  Method method = Method::get;
  std::string path;        // decoded, "//" folded to "/"
  std::string target;      // as sent
  Pairs query;             // decoded, in the order sent; '+' is a blank
  Pairs headers;           // names lower-case
  Pairs parts;             // what the route's pattern captured: {"id","CASE.json"}
  std::string body;
  std::string address;     // of the client; behind a trusted proxy, the one it names
  bool loopback = false;

  std::string_view header(std::string_view lower_name) const;  // "" if absent
  std::string_view part(std::string_view name) const;
  std::string_view asked(std::string_view name) const;         // first query value of that name that is not empty; "" if none
};

struct Response {
  int status = 200;
  std::string type = "text/html; charset=utf-8";
  std::string body;
  Pairs headers;
};

// Answers once, from any thread. Answering twice or never is a fault of the handler: the second is ignored and logged, dropping it unanswered sends 500.
class Responder {
 public:
  explicit Responder(std::function<void(Response)> send) : send_(std::make_shared<std::function<void(Response)>>(std::move(send))) {}
  void operator()(Response response) const { (*send_)(std::move(response)); }

 private:
  std::shared_ptr<std::function<void(Response)>> send_;
};

// Where a handler runs.
enum class Cost {
  quick,    // on the loop: a bounded number of reads by key on SQLite, under 200 µs (on PostgreSQL it is moved to the pool)
  work,     // on a bounded pool with a bounded queue; a full queue is 503 with Retry-After
  command,  // starts on the loop (parsing and look-ups only), hands a command to the store's lane, answers later through the Responder
};

struct Route {
  Method method;
  std::string pattern;      // "/requests/{number}"; "{file}" captures one segment, so "/services.{format}" captures after the dot
  std::string permission;   // "public" or the name of a permission
  Cost cost;
  std::string sentence;     // what it does, for the API description
  std::string takes, gives; // shapes, in words: "form: service_code, lat, long, …"; "XML or JSON array of one request"
  std::function<void(const Request&, Responder)> handle;
};

// For handlers that answer at once.
std::function<void(const Request&, Responder)> answer(std::function<Response(const Request&)> handle);

// Query strings and forms: application/x-www-form-urlencoded and multipart/form-data.
struct FormFile {
  std::string field, file_name, type, bytes;
};
struct Form {
  Pairs fields;
  std::vector<FormFile> files;
  std::string_view value(std::string_view name) const;  // first that is not empty; "" if none
};
Pairs parse_query(std::string_view encoded);
Outcome<Form> parse_form(const Request& request);

// RFC 9457 problem JSON for a refusal or a breakage: the one place where both meet HTTP.
int status_of(Refused kind);
Response problem(const Refusal& refusal);
Response broken(std::string_view code_to_say_on_the_phone);

std::string escape_html(std::string_view text);
std::string percent_encode(std::string_view text);  // for one part of a path or query

}  // namespace portico::http
