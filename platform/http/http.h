// Plain requests, responses and routes: what the rest of Portico knows of HTTP. The library that speaks it is seen in server*.cc alone.
#pragma once

#include <cstdint>
#include <exception>
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

std::string_view name_of(Method method);                    // "GET"
std::optional<Method> method_named(std::string_view name);  // exact; nothing for a method that Portico does not speak

// Who asks, and what they may do. A permission is a verb ("publish_service"), or a verb within one scope ("propose_sla:SANITATION").
struct Principal {
  std::string name;                      // of the key's holder, never the key; or a person's sign-in name
  std::vector<std::string> permissions;  // as the operator wrote them, or as the person's roles give them
  std::string actor = {};                // as the ledger names them: "key:dispatch", "person:17"; never a person's name
  // Who is speaking, in a message to a customer. All empty for a key.
  std::string public_name = {}, department = {};
  std::string agency = {}, unit = {};  // codes; where the person works
  std::string csrf = {};  // what the forms of a signed-in person's pages carry in the field "csrf"; "" for a key, which needs none

  // The scopes within which the verb may be used: {"*"} where it is held without one; empty: not at all.
  std::vector<std::string> scopes(std::string_view verb) const;
  bool may(std::string_view verb, std::string_view scope) const;
};

// Lives until its Responder has answered and the handler has returned.
struct Request {
  Method method = Method::get;  // a HEAD reaches the handler of its GET as head; the server leaves the body out
  std::string path;             // decoded, "//" folded to "/"
  std::string target;           // as sent
  Pairs query;                  // decoded, in the order sent; '+' is a blank
  Pairs headers;                // names lower-case
  Pairs parts;                  // what the route's pattern captured: {"id","CASE.json"}
  std::string body;
  std::string address;  // of the client; behind a trusted proxy, the one it names
  bool loopback = false;
  Principal principal = {};  // behind a route that is not public
  bool to_be_kept = false;   // the server is on intake only, and others will be given this answer for a while

  std::string_view header(std::string_view lower_name) const;  // "" if absent
  std::string_view part(std::string_view name) const;
  std::string_view asked(std::string_view name) const;  // first query value of that name that is not empty; "" if none
};

class Seat;  // feed.h

struct Response {
  int status = 200;
  std::string type = "text/html; charset=utf-8";
  std::string body = {};
  Pairs headers = {};
  // Large answers: called on the worker pool for the next block each time the one before has been taken by the client, until it gives an
  // empty one. Sent after `body`, chunked. If it throws, the connection is cut, so that the client sees the answer to be incomplete.
  std::function<std::string()> more = {};
  // An answer that stays open after its body: what is told at this seat is sent until the client goes. Its type is text/event-stream.
  std::shared_ptr<Seat> stays = {};
};

// Where an answer goes.
class Answering {
 public:
  virtual ~Answering() = default;
  virtual void send(Response response) = 0;
  virtual void fail(std::exception_ptr broken) = 0;
};

// Answers once, from any thread. Answering twice or never is a fault of the handler: the second is ignored and logged, dropping it
// unanswered sends 500.
class Responder {
 public:
  explicit Responder(std::function<void(Response)> send);  // for tests: fail() gives the answer of broken()
  explicit Responder(std::shared_ptr<Answering> to) : to_(std::move(to)) {}
  void operator()(Response response) const { to_->send(std::move(response)); }
  // What broke is logged and answered with 500, or 503 where the server's settings call it temporary. For `done` of a command.
  void fail(std::exception_ptr broken) const { to_->fail(std::move(broken)); }

 private:
  std::shared_ptr<Answering> to_;
};

// Where a handler runs.
enum class Cost {
  quick,    // on the loop: a bounded number of reads by key on SQLite, under 200 µs (on PostgreSQL it is moved to the pool)
  work,     // on a bounded pool with a bounded queue; a full queue is 503 with Retry-After
  command,  // starts on the loop (parsing and look-ups only), hands a command to the store's lane, answers later through the Responder
};

struct Route {
  Method method;
  std::string pattern;  // "/requests/{number}"; "{file}" captures one segment, so "/services.{format}" captures after the (last) dot
  // "public", or the verb that the asker must hold. With a word for its scope ("propose_sla:AGENCY") a verb held within any scope opens the
  // route, and the handler holds what is asked for against request.principal; without one, a verb that is held within a scope does not.
  std::string permission;
  Cost cost;
  std::string sentence;      // what it does, for the API description
  std::string takes, gives;  // shapes, in words: "form: service_code, lat, long, …"; "XML or JSON array of one request"
  std::function<void(const Request&, Responder)> handle;

  // What becomes of it while the server is on intake only (Settings::intake_only). All of these run on the loop and ask no database.
  bool heavy = false;  // lists, searches, exports: put off with 503 and Retry-After, for the sake of what people send in
  std::function<std::optional<Response>(const Request&)> put_off = {};  // in these words; nothing: this one may pass. Empty: a problem
  // Answers 200 are kept for a minute and given again under this key, which must hold all that they depend on (path, language);
  // "": not this one, for it is not for everybody.
  std::function<std::string(const Request&)> kept_as = {};

  // For those that take files. A body of up to so many bytes in place of Settings::body_limit; only a few such are read at once.
  std::size_t body_limit = 0;
  // Such a request runs on the pool, whatever the cost says: reading what it brings takes long.
  std::function<bool(const Request&)> as_work = {};
};

// For handlers that answer at once.
std::function<void(const Request&, Responder)> answer(std::function<Response(const Request&)> handle);

// The key that the asker sent: "Authorization: Bearer KEY", or the api_key of the query or the form; "" if none.
std::string key_of(const Request& request);

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
bool brings_files(const Request& request);  // multipart/form-data: for Route::as_work
// At most 1,000 fields; values are UTF-8 without NUL. Another content type than the two is refused, an absent body is an empty form.
Outcome<Form> parse_form(const Request& request);
std::string percent_decode(std::string_view text, bool plus_is_blank);  // a "%" that begins no byte stays as it is
bool storable_text(std::string_view text);                              // well-formed UTF-8 without NUL

// RFC 9457 problem JSON for a refusal or a breakage: the one place where both meet HTTP.
int status_of(Refused kind);
Response problem(const Refusal& refusal);
Response problem(int status, std::string_view detail);  // for what has no refusal: 404 of an unknown path, 431, 408 …
Response broken(std::string_view code_to_say_on_the_phone);
std::string_view reason_phrase(int status);  // "Not Found"; "" for a status not used here

std::string escape_html(std::string_view text);
std::string percent_encode(std::string_view text);  // for one part of a path or query

}  // namespace portico::http
