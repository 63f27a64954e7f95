// XML and JSON as Open311 writes them, from one description of the shape: a plural parent is an array in JSON, the root is dropped there,
// and what is absent is null in JSON and an empty element in XML.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace portico::open311 {

enum class Format { xml, json };
std::optional<Format> format_named(std::string_view name);  // "xml", "json"
std::string_view content_type(Format format);               // "text/xml; charset=utf-8", "application/json; charset=utf-8"

// Text without the characters that XML 1.0 forbids, escaped for its place.
void append_json_text(std::string& out, std::string_view text);  // without the quotes
void append_xml_text(std::string& out, std::string_view text);

class Writer {
 public:
  // Writes the XML declaration where it is one.
  Writer(Format format, std::string& out);

  // <services>…</services>, […]. Inside of an object it is a member.
  void begin_list(std::string_view name);
  void end_list(std::string_view name);
  // <service>…</service>, {…}: an item of a list, or the root.
  void begin_item(std::string_view name);
  void end_item(std::string_view name);
  // The same as a member of an object: "name":{…}.
  void begin_object(std::string_view name);
  void end_object(std::string_view name) { end_item(name); }

  void text(std::string_view name, std::string_view value);          // "" stays ""
  void text_or_null(std::string_view name, std::string_view value);  // "" is absent
  void absent(std::string_view name);
  void flag(std::string_view name, bool value);
  void integer(std::string_view name, std::int64_t value);
  void degrees(std::string_view name, std::optional<double> value);
  void instant(std::string_view name, std::optional<Instant> value);
  void entry(std::string_view name, std::string_view value);  // a plain text in a list

 private:
  void key(std::string_view name);
  void open(std::string_view name);
  void close(std::string_view name);
  void plain(std::string_view name, std::string_view written);  // needs no escaping

  Format format_;
  std::string& out_;
  bool first_ = true;  // of the JSON members or items at this place
  bool in_object_ = false;
  std::string nesting_;  // one character a level: 'l' or 'o'
};

}  // namespace portico::open311
