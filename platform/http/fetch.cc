#include "platform/http/fetch.h"

#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <new>

namespace portico::http {
namespace {

struct Free {
  void operator()(CURL* it) const { curl_easy_cleanup(it); }
};

struct FreeList {
  void operator()(curl_slist* it) const { curl_slist_free_all(it); }
};
using Lines = std::unique_ptr<curl_slist, FreeList>;

void add(Lines& lines, const std::string& line) {
  curl_slist* longer = curl_slist_append(lines.get(), line.c_str());
  if (!longer) throw std::bad_alloc();
  (void)lines.release();
  lines.reset(longer);
}

bool one_line(const std::string& text) { return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos; }

struct Body {
  std::string bytes;
  std::size_t limit;
};

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto& body = *static_cast<Body*>(to);
  if (body.bytes.size() + size * count > body.limit) return 0;  // curl ends the transfer
  body.bytes.append(bytes, size * count);
  return size * count;
}

std::string written(const Pairs& form) {
  std::string text;
  for (const auto& [name, value] : form) text += (text.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  return text;
}

}  // namespace

std::string_view authority_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  return url.substr(0, url.find('/'));
}

bool may_be_fetched(std::string_view url) {
  if (url.starts_with("https://")) return true;
  if (!url.starts_with("http://")) return false;
  std::string_view host = url.substr(7);
  host = host.substr(0, host.find_first_of("/?#"));
  if (host.find('@') != std::string_view::npos) return false;
  host = host.substr(0, host.starts_with('[') ? host.find(']') + 1 : host.find(':'));
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

Outcome<Fetched> fetch(const Fetching& wanted) {
  for (const auto& [name, value] : wanted.headers)
    if (!one_line(name) || !one_line(value)) return refuse(Refused::invalid, "", "a header has more than one line", "one line");
  if (!may_be_fetched(wanted.url))
    return refuse(Refused::invalid, "", "\"" + wanted.url + "\" may not be asked", "an address with https://");
  static std::once_flag made;
  std::call_once(made, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const std::unique_ptr<CURL, Free> curl(curl_easy_init());
  if (!curl) return refuse(Refused::unavailable, "", "the library that asks other servers could not be started");
  Body body{{}, wanted.limit};
  const std::string form = written(wanted.form);
  curl_easy_setopt(curl.get(), CURLOPT_URL, wanted.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(wanted.timeout.count()));
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &body);
  Lines lines;
  for (const auto& [name, value] : wanted.headers) add(lines, name + ": " + value);
  if (!wanted.form.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, form.c_str());
  } else if (!wanted.body.empty()) {
    add(lines, "Content-Type: " + wanted.type);
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(wanted.body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, wanted.body.c_str());
  }
  if (lines) curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, lines.get());
  if (!wanted.user.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(curl.get(), CURLOPT_USERNAME, wanted.user.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, wanted.password.c_str());
  }
  if (const CURLcode failed = curl_easy_perform(curl.get()); failed != CURLE_OK)
    return refuse(Refused::unavailable, "", wanted.url + " gave no answer: " + curl_easy_strerror(failed));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  return Fetched{static_cast<int>(status), std::move(body.bytes)};
}

}  // namespace portico::http
