// GMime's objects, held; for this module's files alone.
#pragma once

#include <gmime/gmime.h>

#include <memory>
#include <string>
#include <string_view>

namespace portico::mail {

struct Release {
  void operator()(gpointer it) const { g_object_unref(it); }
  void operator()(char* it) const { g_free(it); }
  void operator()(GMimeFormatOptions* it) const { g_mime_format_options_free(it); }
  void operator()(GMimeParserOptions* it) const { g_mime_parser_options_free(it); }
  void operator()(GDateTime* it) const { g_date_time_unref(it); }
};
template <class T>
using Held = std::unique_ptr<T, Release>;

// GMime is started with the first and never ended; safe from any thread.
void start_gmime();

// A stream in memory with these bytes, or none, at its start.
Held<GMimeStream> stream_of(std::string_view bytes = {});
std::string bytes_of(GMimeStream* memory);
inline std::string text_of(const char* text) { return text == nullptr ? std::string() : std::string(text); }

}  // namespace portico::mail
