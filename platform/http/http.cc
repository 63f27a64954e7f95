#include "platform/http/http.h"

#include <array>

#include "base/text.h"

namespace portico::http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> method_names{{{Method::get, "GET"},
                                                                           {Method::head, "HEAD"},
                                                                           {Method::post, "POST"},
                                                                           {Method::put, "PUT"},
                                                                           {Method::patch, "PATCH"},
                                                                           {Method::del, "DELETE"},
                                                                           {Method::options, "OPTIONS"}}};

class FunctionAnswering final : public Answering {
 public:
  explicit FunctionAnswering(std::function<void(Response)> send) : send_(std::move(send)) {}
  void send(Response response) override { send_(std::move(response)); }
  void fail(std::exception_ptr) override { send_(broken("TEST")); }

 private:
  std::function<void(Response)> send_;
};

std::string_view first_value(const Pairs& pairs, std::string_view name) {
  for (const auto& [key, value] : pairs)
    if (!value.empty() && key == name) return value;
  return {};
}

}  // namespace

std::string_view name_of(Method method) { return method_names[static_cast<std::size_t>(method)].second; }

std::optional<Method> method_named(std::string_view name) {
  for (const auto& [method, written] : method_names)
    if (written == name) return method;
  return std::nullopt;
}

std::string_view Request::header(std::string_view lower_name) const { return first_value(headers, lower_name); }
std::string_view Request::part(std::string_view name) const { return first_value(parts, name); }
std::string_view Request::asked(std::string_view name) const { return first_value(query, name); }
std::string_view Form::value(std::string_view name) const { return first_value(fields, name); }

Responder::Responder(std::function<void(Response)> send) : to_(std::make_shared<FunctionAnswering>(std::move(send))) {}

std::function<void(const Request&, Responder)> answer(std::function<Response(const Request&)> handle) {
  return [handle = std::move(handle)](const Request& request, const Responder& respond) { respond(handle(request)); };
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool unreserved =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out += c;
      continue;
    }
    out += '%';
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

bool storable_text(std::string_view text) { return text.find('\0') == std::string_view::npos && valid_utf8(text); }

}  // namespace portico::http
