// Query strings and forms, read within bounds.
#include <algorithm>

#include "base/text.h"
#include "platform/http/http.h"

namespace portico::http {
namespace {

constexpr std::size_t most_fields = 1000;
constexpr std::size_t longest_part_head = 8 << 10;
constexpr std::size_t longest_boundary = 70;  // RFC 2046

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::unexpected<Refusal> not_a_form(std::string reason, std::string accepted = {}) {
  return refuse(Refused::invalid, "", std::move(reason), std::move(accepted));
}
std::unexpected<Refusal> too_many_fields() { return refuse(Refused::too_large, "", "the form has too many fields", "at most 1000 fields"); }
std::unexpected<Refusal> not_text(std::string_view field) {
  return refuse(Refused::invalid, storable_text(field) ? std::string(field) : std::string(), "the value is not well-formed UTF-8 text",
                "UTF-8 without NUL characters");
}

Outcome<Form> parse_urlencoded(std::string_view body) {
  if (static_cast<std::size_t>(std::count(body.begin(), body.end(), '&')) >= most_fields) return too_many_fields();
  Form form{.fields = parse_query(body), .files = {}};
  for (const auto& [name, value] : form.fields)
    if (!storable_text(name) || !storable_text(value)) return not_text(name);
  return form;
}

// The value of a parameter in `form-data; name="a"; filename="b"`, quoted or a token; nothing where it is absent.
std::optional<std::string> parameter(std::string_view header, std::string_view wanted) {
  std::size_t at = header.find(';');
  while (at != std::string_view::npos && at < header.size()) {
    std::size_t begin = header.find_first_not_of("; \t", at);
    if (begin == std::string_view::npos) return std::nullopt;
    const std::size_t equals = header.find_first_of("=;", begin);
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view name = trim(header.substr(begin, equals - begin));
    if (header[equals] == ';') {
      at = equals;
      continue;
    }
    std::string value;
    std::size_t end = header.find_first_not_of(" \t", equals + 1);
    if (end != std::string_view::npos && header[end] == '"') {
      for (++end; end < header.size() && header[end] != '"'; ++end) {
        // Browsers write a quote in a file's name as %22; older ones escape it.
        if (header[end] == '\\' && end + 1 < header.size() && (header[end + 1] == '"' || header[end + 1] == '\\')) ++end;
        value += header[end];
      }
      if (end >= header.size()) return std::nullopt;
      at = header.find(';', end);
    } else {
      at = header.find(';', equals + 1);
      value = trim(header.substr(equals + 1, at == std::string_view::npos ? at : at - equals - 1));
    }
    if (same_ignoring_case(name, wanted)) return value;
  }
  return std::nullopt;
}

struct PartHead {
  std::string name, type;
  std::optional<std::string> file_name;
};

Outcome<PartHead> read_part_head(std::string_view head) {
  PartHead part;
  bool disposed = false;
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    head = end == std::string_view::npos ? std::string_view{} : head.substr(end + 2);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return not_a_form("a part of the form has a malformed header");
    const std::string_view name = trim(line.substr(0, colon)), value = trim(line.substr(colon + 1));
    if (same_ignoring_case(name, "content-type")) part.type = value;
    if (same_ignoring_case(name, "content-transfer-encoding") && !same_ignoring_case(value, "binary") &&
        !same_ignoring_case(value, "8bit") && !same_ignoring_case(value, "7bit"))
      return not_a_form("a part of the form has a transfer encoding", "parts as they are, without Content-Transfer-Encoding");
    if (!same_ignoring_case(name, "content-disposition")) continue;
    auto field = parameter(value, "name");
    if (!field) return not_a_form("a part of the form has no name", "Content-Disposition: form-data; name=\"…\"");
    disposed = true;
    part.name = std::move(*field);
    part.file_name = parameter(value, "filename");
  }
  if (!disposed) return not_a_form("a part of the form has no name", "Content-Disposition: form-data; name=\"…\"");
  if (!storable_text(part.name) || (part.file_name && !storable_text(*part.file_name))) return not_text({});
  return part;
}

Outcome<Form> parse_multipart(std::string_view body, std::string_view type) {
  const auto boundary = parameter(type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > longest_boundary)
    return not_a_form("the multipart form names no boundary", "multipart/form-data; boundary=… of 1 to 70 characters");
  const std::string first = "--" + *boundary, between = "\r\n" + first;
  Form form;
  std::size_t at = 0;
  if (!body.starts_with(first)) {
    at = body.find(between);  // a preamble
    if (at == std::string_view::npos) return not_a_form("the multipart form does not hold its boundary");
    at += 2;
  }
  at += first.size();
  for (;;) {
    if (body.substr(at).starts_with("--")) return form;
    const std::size_t line_end = body.find("\r\n", at);
    if (line_end == std::string_view::npos || !trim(body.substr(at, line_end - at)).empty())
      return not_a_form("the multipart form is cut off or damaged at a boundary");
    const std::size_t head = line_end + 2;
    const bool headless = body.substr(head).starts_with("\r\n");
    const std::size_t head_end = headless ? head : body.find("\r\n\r\n", head);
    if (head_end == std::string_view::npos) return not_a_form("the multipart form is cut off in a part's header");
    if (head_end - head > longest_part_head) return refuse(Refused::too_large, "", "a part of the form has too long a header", "8 kB");
    auto part = read_part_head(body.substr(head, head_end - head));
    if (!part) return std::unexpected(part.error());
    const std::size_t value = head_end + (headless ? 2 : 4);
    // A part without content ends at once: the line end of its empty header line is that of the boundary.
    const std::size_t end = body.find(between, value - 2);
    if (end == std::string_view::npos) return not_a_form("the multipart form is cut off", "a closing boundary");
    const std::string_view bytes = end < value ? std::string_view{} : body.substr(value, end - value);
    if (form.fields.size() + form.files.size() >= most_fields) return too_many_fields();
    if (part->file_name) {
      form.files.push_back({part->name, std::move(*part->file_name), std::move(part->type), std::string(bytes)});
    } else {
      if (!storable_text(bytes)) return not_text(part->name);
      form.fields.emplace_back(std::move(part->name), std::string(bytes));
    }
    at = end + between.size();
  }
}

}  // namespace

std::string percent_decode(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' && plus_is_blank ? ' ' : text[i];
    }
  }
  return out;
}

Pairs parse_query(std::string_view encoded) {
  Pairs pairs;
  while (!encoded.empty()) {
    const auto end = encoded.find('&');
    const std::string_view pair = encoded.substr(0, end);
    encoded = end == std::string_view::npos ? std::string_view{} : encoded.substr(end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    pairs.emplace_back(percent_decode(pair.substr(0, equals), true),
                       equals == std::string_view::npos ? std::string() : percent_decode(pair.substr(equals + 1), true));
  }
  return pairs;
}

bool brings_files(const Request& request) {
  const std::string_view type = request.header("content-type");
  return same_ignoring_case(trim(type.substr(0, type.find(';'))), "multipart/form-data");
}

Outcome<Form> parse_form(const Request& request) {
  const std::string_view type = request.header("content-type");
  const std::string_view essence = trim(type.substr(0, type.find(';')));
  if (brings_files(request)) return parse_multipart(request.body, type);
  if (same_ignoring_case(essence, "application/x-www-form-urlencoded") || request.body.empty()) return parse_urlencoded(request.body);
  return not_a_form("the body is not a form", "application/x-www-form-urlencoded or multipart/form-data");
}

}  // namespace portico::http
