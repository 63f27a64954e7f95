// libcurl's handles, held; for this module's files alone.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <string_view>

namespace portico::mail {

struct FreeCurl {
  void operator()(CURL* it) const { curl_easy_cleanup(it); }
  void operator()(curl_slist* it) const { curl_slist_free_all(it); }
};
template <class T>
using CurlHeld = std::unique_ptr<T, FreeCurl>;

inline CurlHeld<CURL> start_curl() {
  static std::once_flag made;
  std::call_once(made, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return CurlHeld<CURL>(curl_easy_init());
}

inline bool is_this_machine(std::string_view host) { return host == "127.0.0.1" || host == "localhost" || host == "::1"; }

}  // namespace portico::mail
