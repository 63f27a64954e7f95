#include "platform/ledger/json.h"

#include <charconv>
#include <stdexcept>

#include "base/text.h"

namespace portico::ledger {

void write_json_string(std::string& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;  // what needs no escape is copied in one piece
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        out += "\\u00";
        out += digits[c >> 4];
        out += digits[c & 15];
    }
  }
  out.append(text, plain);
  out += '"';
}

bool is_one_json_object(std::string_view text) {
  if (text.empty() || text.front() != '{') return false;
  std::string open;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        quoted = false;
      continue;
    }
    if (c == '"')
      quoted = true;
    else if (c == '{' || c == '[')
      open += c;
    else if (c == '}' || c == ']') {
      if (open.empty() || open.back() != (c == '}' ? '{' : '[')) return false;
      open.pop_back();
      if (open.empty()) return i + 1 == text.size();
    }
  }
  return false;
}

void Payload::begin(std::string_view key) {
  if (text_.size() > 1) {
    if (key <= last_key_) throw std::logic_error("payload keys must arrive sorted: " + std::string(key) + " after " + last_key_);
    text_ += ',';
  }
  last_key_ = key;
  write_json_string(text_, key);
  text_ += ':';
}

Payload& Payload::add(std::string_view key, std::string_view text) {
  if (!valid_utf8(text)) throw std::invalid_argument("a payload's text must be UTF-8: " + std::string(key));
  begin(key);
  write_json_string(text_, text);
  return *this;
}

Payload& Payload::add_integer(std::string_view key, std::int64_t number) {
  begin(key);
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  text_.append(digits, end);
  return *this;
}

Payload& Payload::add(std::string_view key, std::span<const std::string> texts) {
  for (const auto& text : texts)
    if (!valid_utf8(text)) throw std::invalid_argument("a payload's text must be UTF-8: " + std::string(key));
  begin(key);
  text_ += '[';
  for (const auto& text : texts) {
    if (text_.back() != '[') text_ += ',';
    write_json_string(text_, text);
  }
  text_ += ']';
  return *this;
}

Payload& Payload::add(std::string_view key, const Payload& object) {
  begin(key);
  text_ += object.str();
  return *this;
}

}  // namespace portico::ledger
