#include "platform/http/server_parser.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"

namespace portico::http {
namespace {

constexpr std::size_t most_headers = 100;
using boost::beast::http::error;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Parser::Parser(std::size_t header_most, std::size_t body_most, const LargeBodies& large) : body_most_(body_most), large_(large) {
  header_limit(static_cast<std::uint32_t>(header_most));
  body_limit(boost::none);  // set when the head has told whose body it is
}

void Parser::refuse(int status, std::string reason, error_code& ec) {
  failure = status;
  why = std::move(reason);
  ec = error::bad_field;
}

void Parser::fail_for(const error_code& ec) {
  if (failure != 0) return;
  failure = 400;
  why = "the request is malformed";
  if (ec == error::header_limit) {
    failure = 431;
    why = "the request's header is too long";
  } else if (ec == error::body_limit) {
    failure = 413;
    why = "the request's body is too long";
  } else if (ec == error::bad_version) {
    failure = 505;
    why = "HTTP/1.1 and HTTP/1.0 are spoken here";
  } else if (ec == error::bad_content_length || ec == error::multiple_content_length) {
    why = "the request's Content-Length is not one number";
  } else if (ec == error::bad_transfer_encoding) {
    why = "the request's Transfer-Encoding is not \"chunked\" alone";
  }
}

void Parser::on_request_impl(boost::beast::http::verb, text method, text target, int http_version, error_code& ec) {
  version = http_version;
  request.target.assign(target.data(), target.size());
  const auto known = method_named(view(method));
  if (!known) return refuse(501, "the method is not spoken here", ec);
  request.method = *known;
  request.headers.reserve(12);
}

void Parser::on_field_impl(field name, text name_text, text value, error_code& ec) {
  if (head_done_) return;  // a trailer: nothing here relies on one
  if (request.headers.size() >= most_headers) return refuse(431, "the request has too many header fields", ec);
  if (name == field::host && ++hosts_ > 1) return refuse(400, "the request names two hosts", ec);
  if (name == field::content_length && ++lengths_ > 1) return refuse(400, "the request has two Content-Lengths", ec);
  if (name == field::content_length && value.find_first_not_of("0123456789") != text::npos)  // Beast takes "3, 3"
    return refuse(400, "the request's Content-Length is not one number", ec);
  if (name == field::content_length) announced_ = static_cast<std::uint64_t>(parse_integer(view(value)).value_or(INT64_MAX));
  if (name == field::transfer_encoding && (++codings_ > 1 || !same_ignoring_case(view(value), "chunked") || version == 10))
    return refuse(400, "the request's Transfer-Encoding is not \"chunked\" alone", ec);
  if (lengths_ > 0 && codings_ > 0) return refuse(400, "the request has both Content-Length and Transfer-Encoding", ec);
  if (name == field::expect) {
    if (!same_ignoring_case(view(value), "100-continue")) return refuse(417, "only \"100-continue\" can be expected", ec);
    expects_continue = version == 11;
  }
  request.headers.emplace_back(lower_ascii(view(name_text)), std::string(view(value)));
}

void Parser::on_header_impl(error_code& ec) {
  head_done_ = true;
  if (version == 11 && hosts_ != 1) return refuse(400, "the request names no host", ec);
  bound_body(ec);
}

// Before a byte of the body is read: what was announced is held against what the route takes, what comes in chunks will be cut there.
void Parser::bound_body(error_code& ec) {
  body_limit(body_most_);
  if (codings_ == 0 && announced_ <= body_most_) return;
  const std::size_t most = std::max(body_most_, large_.most(request));
  if (announced_ > most)
    return refuse(413, "the request's body is too long: at most " + std::to_string(most) + " bytes are taken here", ec);
  if (most == body_most_) return;
  room = large_.room();
  if (!room) return refuse(503, "very many large files are being sent in just now; please send this again in a minute", ec);
  body_limit(most);
}

void Parser::on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) {
  // What was announced is only made room for as far as it costs nothing to announce it.
  if (length) request.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, 64 << 10)));
}

std::size_t Parser::on_body_impl(text body, error_code&) {
  request.body.append(body.data(), body.size());
  return body.size();
}

std::size_t Parser::on_chunk_body_impl(std::uint64_t, text body, error_code&) {
  request.body.append(body.data(), body.size());
  return body.size();
}

}  // namespace portico::http
