#include "platform/mail/entity.h"

#include <algorithm>

#include "base/text.h"
#include "platform/mail/charset.h"

namespace portico::mail {
namespace {

// The head's end is the first empty line; without one all is head.
std::pair<std::string_view, std::string_view> cut_at_empty_line(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const auto end = bytes.find('\n', at);
    const std::string_view line = bytes.substr(at, end == std::string_view::npos ? end : end - at);
    const std::size_t next = end == std::string_view::npos ? bytes.size() : end + 1;
    if (line.empty() || line == "\r") return {bytes.substr(0, at), bytes.substr(next)};
    at = next;
  }
  return {bytes, {}};
}

std::string lower_of(const char* text) { return lower_ascii(mail::text_of(text)); }

GMimeContentEncoding encoding_named(const std::string& name) {
  const auto known = g_mime_content_encoding_from_string(name.c_str());
  return known == GMIME_CONTENT_ENCODING_DEFAULT ? GMIME_CONTENT_ENCODING_8BIT : known;
}

bool is_blank_tail(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

Held<GMimeParserOptions> reading_options() {
  start_gmime();
  Held<GMimeParserOptions> options(g_mime_parser_options_new());
  const char* charsets[] = {"utf-8", "windows-1252", nullptr};
  g_mime_parser_options_set_fallback_charsets(options.get(), charsets);
  return options;
}

Outcome<Entity> Entity::open(std::string_view bytes, const Limits& limits, std::string_view otherwise) {
  const auto options = reading_options();
  Entity entity;
  std::tie(entity.head_, entity.body_) = cut_at_empty_line(bytes);
  const auto lines = static_cast<std::size_t>(std::ranges::count(entity.head_, '\n'));
  if (entity.head_.size() > limits.head || lines > limits.headers)
    return refuse(Refused::too_large, "headers",
                  "there are " + std::to_string(lines) + " lines of headers with " + std::to_string(entity.head_.size()) + " bytes",
                  "at most " + std::to_string(limits.headers) + " lines and " + std::to_string(limits.head) + " bytes");
  std::string head(entity.head_);
  std::erase(head, '\0');
  if (!head.empty() && head.back() != '\n') head += '\n';
  head += '\n';
  const Held<GMimeStream> for_message = stream_of(head), for_part = stream_of(head);
  const Held<GMimeParser> first(g_mime_parser_new_with_stream(for_message.get())), second(g_mime_parser_new_with_stream(for_part.get()));
  entity.message_.reset(g_mime_parser_construct_message(first.get(), options.get()));
  entity.part_.reset(g_mime_parser_construct_part(second.get(), options.get()));
  if (entity.part_ == nullptr) entity.part_.reset(GMIME_OBJECT(g_mime_part_new_with_type("text", "plain")));
  if (entity.message_ == nullptr) entity.message_.reset(g_mime_message_new(FALSE));
  const std::string said = entity.header("Content-Type");
  if (GMimeContentType* type = g_mime_object_get_content_type(entity.part_.get()); type != nullptr && !said.empty())
    entity.type_ = lower_of(g_mime_content_type_get_media_type(type)) + "/" + lower_of(g_mime_content_type_get_media_subtype(type));
  else
    entity.type_ = otherwise;
  if (said.empty() || entity.type_.size() > 120 || entity.type_.starts_with('/') || entity.type_.ends_with('/')) entity.type_ = otherwise;
  return entity;
}

std::string Entity::parameter(const char* name) const {
  GMimeContentType* type = g_mime_object_get_content_type(part_.get());
  return type == nullptr ? std::string() : mail::text_of(g_mime_content_type_get_parameter(type, name));
}

std::string Entity::header(const char* name) const {
  const char* value = g_mime_object_get_header(GMIME_OBJECT(message_.get()), name);
  if (value == nullptr) value = g_mime_object_get_header(part_.get(), name);
  return clean_line(mail::text_of(value), 10'000);
}

bool Entity::is_attachment() const { return lower_of(g_mime_object_get_disposition(part_.get())) == "attachment"; }

std::string Entity::file_name() const {
  std::string name = mail::text_of(g_mime_object_get_content_disposition_parameter(part_.get(), "filename"));
  if (name.empty()) name = parameter("name");
  if (name.find("=?") != std::string::npos) {  // by RFC 2047, which has no place there but stands there often
    const Held<char> decoded(g_mime_utils_header_decode_text(reading_options().get(), name.c_str()));
    name = mail::text_of(decoded.get());
  }
  name = clean_line(name);
  if (const auto folder = name.find_last_of("/\\"); folder != std::string::npos) name.erase(0, folder + 1);
  return std::string(trim(cut_utf8(name, 200)));
}

std::string Entity::decoded(std::size_t most) const {
  const auto encoding = encoding_named(lower_ascii(trim(header("Content-Transfer-Encoding"))));
  if (encoding == GMIME_CONTENT_ENCODING_7BIT || encoding == GMIME_CONTENT_ENCODING_8BIT || encoding == GMIME_CONTENT_ENCODING_BINARY)
    return std::string(body_.substr(0, most));
  const Held<GMimeFilter> filter(g_mime_filter_basic_new(encoding, FALSE));
  // No encoding makes more of less; base64 in short lines makes three of five.
  std::string in(body_.substr(0, most > body_.size() / 5 ? body_.size() : most * 5));
  if (encoding == GMIME_CONTENT_ENCODING_UUENCODE) std::erase(in, '\r');
  std::string whole;
  char* out = nullptr;
  std::size_t size = 0, room = 0;
  g_mime_filter_filter(filter.get(), in.data(), in.size(), 0, &out, &size, &room);
  whole.append(out, std::min(size, most));
  char none = '\0';
  g_mime_filter_complete(filter.get(), &none, 0, 0, &out, &size, &room);
  if (size > 0) whole.append(out, std::min(size, most - whole.size()));
  return whole;
}

Entity::Parts Entity::parts(std::size_t most) const {
  const std::string boundary = "--" + parameter("boundary");
  Parts parts;
  if (boundary.size() == 2) return parts;
  std::size_t begun = std::string_view::npos;
  for (std::size_t at = 0; at < body_.size() && parts.all.size() <= most;) {
    const std::size_t found = body_.find(boundary, at);
    if (found == std::string_view::npos) break;
    const std::size_t end = std::min(body_.find('\n', found), body_.size());
    at = std::min(end + 1, body_.size());
    std::string_view rest = body_.substr(found + boundary.size(), end - found - boundary.size());
    const bool last = rest.starts_with("--");
    if (last) rest.remove_prefix(2);
    if ((found > 0 && body_[found - 1] != '\n') || !is_blank_tail(rest)) {
      at = found + 1;
      continue;
    }
    if (begun != std::string_view::npos) {
      std::size_t until = found;
      for (const char end_of_line : {'\n', '\r'})
        if (until > begun && body_[until - 1] == end_of_line) --until;
      parts.all.push_back(body_.substr(begun, until - begun));
    }
    begun = at;
    parts.whole = last;
    if (last) return parts;
  }
  if (begun != std::string_view::npos && begun < body_.size() && parts.all.size() <= most) parts.all.push_back(body_.substr(begun));
  return parts;
}

}  // namespace portico::mail
