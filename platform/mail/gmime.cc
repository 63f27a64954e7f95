#include "platform/mail/gmime.h"

#include <mutex>

namespace portico::mail {

void start_gmime() {
  static std::once_flag started;
  std::call_once(started, [] { g_mime_init(); });
}

Held<GMimeStream> stream_of(std::string_view bytes) {
  return Held<GMimeStream>(bytes.empty() ? g_mime_stream_mem_new() : g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
}

std::string bytes_of(GMimeStream* memory) {
  const GByteArray* held = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
  return {reinterpret_cast<const char*>(held->data), held->len};
}

}  // namespace portico::mail
