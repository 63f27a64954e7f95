// The one place where a refusal or a breakage becomes an HTTP answer (RFC 9457).
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "platform/http/http.h"
#include "platform/http/server_problem.h"

namespace portico::http {
namespace {

Response problem_of(int status, std::string_view detail, boost::json::array errors) {
  boost::json::object body;
  body["type"] = "about:blank";
  body["title"] = boost::json::string_view(reason_phrase(status).data(), reason_phrase(status).size());
  body["status"] = status;
  if (!detail.empty()) body["detail"] = boost::json::string_view(detail.data(), detail.size());
  if (!errors.empty()) body["errors"] = std::move(errors);
  Response response{.status = status,
                    .type = std::string(problem_type),
                    .body = boost::json::serialize(body),
                    .headers = {{"Cache-Control", "no-store"}}};
  if (status == 503 || status == 429) response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";
  }
}

int status_of(Refused kind) {
  switch (kind) {
    case Refused::invalid:
      return 400;
    case Refused::forbidden:
      return 403;
    case Refused::not_found:
      return 404;
    case Refused::conflict:
      return 409;
    case Refused::too_large:
      return 413;
    case Refused::mismatch:
      return 422;
    case Refused::too_many:
      return 429;
    case Refused::unavailable:
      return 503;
  }
  return 500;
}

Response problem(const Refusal& refusal) {
  boost::json::array errors;
  for (const Fault& fault : refusal.faults) {
    boost::json::object error;
    if (!fault.field.empty()) error["field"] = fault.field;
    error["reason"] = fault.reason;
    if (!fault.accepted.empty()) error["accepted"] = fault.accepted;
    errors.push_back(std::move(error));
  }
  return problem_of(status_of(refusal.kind), refusal.faults.empty() ? "" : refusal.faults.front().reason, std::move(errors));
}

Response problem(int status, std::string_view detail) { return problem_of(status, detail, {}); }

std::vector<Fault> said_by(const Response& problem) {
  const auto read = boost::json::parse(problem.body).as_object();
  const auto text = [](const boost::json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    return value ? std::string(value->as_string()) : std::string();
  };
  std::vector<Fault> said;
  if (const auto* errors = read.if_contains("errors"))
    for (const auto& each : errors->as_array()) {
      const auto& error = each.as_object();
      said.push_back({text(error, "field"), text(error, "reason"), text(error, "accepted")});
    }
  if (said.empty() && read.contains("detail")) said.push_back({"", text(read, "detail"), ""});
  return said;
}

Response broken(std::string_view code_to_say_on_the_phone) {
  return problem_of(
      500,
      "Something broke on our side. Please try again; if it happens again, tell us the code " + std::string(code_to_say_on_the_phone) + ".",
      {});
}

}  // namespace portico::http
