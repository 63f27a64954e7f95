// One request as it arrives: Beast's grammar, our Request, and a refusal of every shape that two servers could read differently.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "platform/http/http.h"

namespace portico::http {

// What is done for a body beyond the usual: asked once, when the head has been read.
struct LargeBodies {
  std::function<std::size_t(const Request&)> most;        // bytes that the route of this request takes
  std::function<std::shared_ptr<void>()> room = nullptr;  // for one more; nothing where too many are being read
};

class Parser final : public boost::beast::http::basic_parser<true> {
 public:
  Parser(std::size_t header_most, std::size_t body_most, const LargeBodies& large);

  Request request;
  std::shared_ptr<void> room;  // of a large body
  int version = 11;            // 10 or 11
  bool expects_continue = false;
  int failure = 0;  // a status, where the request is refused for its form
  std::string why;

  // Status and reason for what put() complained of.
  void fail_for(const boost::system::error_code& error);

 private:
  using error_code = boost::system::error_code;
  using text = boost::beast::string_view;
  using field = boost::beast::http::field;
  void refuse(int status, std::string reason, error_code& ec);
  void bound_body(error_code& ec);
  void on_request_impl(boost::beast::http::verb, text method, text target, int http_version, error_code& ec) override;
  void on_response_impl(int, text, int, error_code&) override {}
  void on_field_impl(field name, text name_text, text value, error_code& ec) override;
  void on_header_impl(error_code& ec) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code& ec) override;
  std::size_t on_body_impl(text body, error_code& ec) override;
  void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, text body, error_code& ec) override;
  void on_finish_impl(error_code&) override {}

  const std::size_t body_most_;
  const LargeBodies& large_;
  bool head_done_ = false;
  int lengths_ = 0, codings_ = 0, hosts_ = 0;
  std::uint64_t announced_ = 0;  // by Content-Length
};

}  // namespace portico::http
