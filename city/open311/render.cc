#include "city/open311/render.h"

#include <fmt/format.h>

#include <array>

namespace portico::open311 {
namespace {

// What a byte needs: 0 nothing, 1 looked at one by one.
constexpr auto looked_at = [] {
  std::array<bool, 256> special{};
  for (int c = 0; c < 0x20; ++c) special[static_cast<std::size_t>(c)] = true;
  for (const char c : {'"', '\\', '&', '<', '>', '\''}) special[static_cast<unsigned char>(c)] = true;
  special[0xEF] = true;  // may begin U+FFFE or U+FFFF
  return special;
}();

bool is_noncharacter(std::string_view text, std::size_t at) {
  return text.substr(at).starts_with("\xEF\xBF\xBE") || text.substr(at).starts_with("\xEF\xBF\xBF");
}

// Copies runs of plain bytes at once and gives each other byte to `special`; steps over what XML 1.0 forbids.
template <class F>
void append(std::string& out, std::string_view text, const F& special) {
  std::size_t run = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (!looked_at[byte]) continue;
    if (byte == 0xEF) {
      if (!is_noncharacter(text, at)) continue;
      out.append(text, run, at - run);
      at += 2;
      run = at + 1;
      continue;
    }
    out.append(text, run, at - run);
    run = at + 1;
    if (byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r') special(text[at]);
  }
  out.append(text, run);
}

}  // namespace

std::optional<Format> format_named(std::string_view name) {
  if (name == "xml") return Format::xml;
  if (name == "json") return Format::json;
  return std::nullopt;
}

std::string_view content_type(Format format) {
  return format == Format::xml ? "text/xml; charset=utf-8" : "application/json; charset=utf-8";
}

void append_json_text(std::string& out, std::string_view text) {
  append(out, text, [&](char c) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        out += c;
    }
  });
}

void append_xml_text(std::string& out, std::string_view text) {
  append(out, text, [&](char c) {
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
      case '\r':
        out += "&#13;";  // a plain one would be read as a line feed
        break;
      default:
        out += c;
    }
  });
}

Writer::Writer(Format format, std::string& out) : format_(format), out_(out) {
  if (format_ == Format::xml) out_ += R"(<?xml version="1.0" encoding="utf-8"?>)";
}

void Writer::key(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  if (!in_object_) return;
  out_ += '"';
  out_ += name;
  out_ += "\":";
}

void Writer::open(std::string_view name) {
  out_ += '<';
  out_ += name;
  out_ += '>';
}

void Writer::close(std::string_view name) {
  out_ += "</";
  out_ += name;
  out_ += '>';
}

void Writer::begin_list(std::string_view name) {
  if (format_ == Format::xml) return open(name);
  key(name);
  out_ += '[';
  nesting_ += in_object_ ? 'o' : 'l';
  in_object_ = false;
  first_ = true;
}

void Writer::end_list(std::string_view name) {
  if (format_ == Format::xml) return close(name);
  out_ += ']';
  in_object_ = nesting_.back() == 'o';
  nesting_.pop_back();
  first_ = false;
}

void Writer::begin_item(std::string_view name) {
  if (format_ == Format::xml) return open(name);
  key(name);
  out_ += '{';
  nesting_ += in_object_ ? 'o' : 'l';
  in_object_ = true;
  first_ = true;
}

void Writer::end_item(std::string_view name) {
  if (format_ == Format::xml) return close(name);
  out_ += '}';
  in_object_ = nesting_.back() == 'o';
  nesting_.pop_back();
  first_ = false;
}

void Writer::begin_object(std::string_view name) { begin_item(name); }

void Writer::text(std::string_view name, std::string_view value) {
  if (format_ == Format::xml) {
    open(name);
    append_xml_text(out_, value);
    return close(name);
  }
  key(name);
  out_ += '"';
  append_json_text(out_, value);
  out_ += '"';
}

void Writer::text_or_null(std::string_view name, std::string_view value) { value.empty() ? absent(name) : text(name, value); }

void Writer::absent(std::string_view name) {
  if (format_ == Format::xml) {
    out_ += '<';
    out_ += name;
    out_ += "/>";
    return;
  }
  key(name);
  out_ += "null";
}

void Writer::plain(std::string_view name, std::string_view written) {
  if (format_ == Format::xml) {
    open(name);
    out_ += written;
    return close(name);
  }
  key(name);
  out_ += written;
}

void Writer::flag(std::string_view name, bool value) { plain(name, value ? "true" : "false"); }

void Writer::integer(std::string_view name, std::int64_t value) {
  const fmt::format_int written(value);
  plain(name, {written.data(), written.size()});
}

void Writer::degrees(std::string_view name, std::optional<double> value) {
  if (!value) return absent(name);
  std::array<char, 32> digits;
  const auto end = fmt::format_to_n(digits.data(), digits.size(), "{}", *value).out;
  plain(name, {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void Writer::instant(std::string_view name, std::optional<Instant> value) { value ? text(name, iso8601(*value)) : absent(name); }

void Writer::entry(std::string_view name, std::string_view value) { text(name, value); }

}  // namespace portico::open311
