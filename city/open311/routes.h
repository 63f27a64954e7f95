// Open311 as this platform serves it: GeoReport v2 with discovery, the update extension, bulk, and the inquiry draft's facilities and
// answers.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/instant.h"
#include "city/cases/cases.h"
#include "city/directory/directory.h"
#include "city/open311/catalogue.h"
#include "city/open311/fields.h"
#include "city/open311/filter.h"
#include "city/open311/view.h"
#include "city/standards/standards.h"
#include "platform/files/files.h"
#include "platform/http/http.h"
#include "platform/store/store.h"

namespace portico::open311 {

// What a module above knows to answer, in a language.
using Faqs = std::function<std::vector<Faq>(const directory::Snapshot& city, const std::string& language)>;

struct Settings {
  std::string prefix;                       // before every path: "", or a sandbox's "/test"
  std::string public_url;                   // "https://311.example": how the outside world reaches the server
  std::string test_url;                     // the sandbox's; "" where there is none
  std::map<std::string, std::string> keys;  // api_key → name of who holds it; whether one is needed, the pack says
  Faqs faqs = {};
};

class Open311 {
 public:
  // All must outlive the routes.
  Open311(store::Store& store, const directory::Directory& directory, const standards::Standards& standards, const cases::Cases& cases,
          files::Files& files, const TimeSource& time, Settings settings);
  std::vector<http::Route> routes();

 private:
  std::vector<http::Route> service_routes();
  std::vector<http::Route> request_routes();
  std::vector<http::Route> update_routes();
  std::vector<http::Route> bulk_routes();

  http::Response discovery(const http::Request& request);
  http::Response services(const http::Request& request);
  http::Response definition(const http::Request& request);
  http::Response facilities(const http::Request& request);
  http::Response faqs(const http::Request& request);
  http::Response one(const http::Request& request);
  http::Response list(const http::Request& request);
  http::Response token(const http::Request& request);
  http::Response updates(const http::Request& request);
  http::Response bulk(const http::Request& request);
  void post_request(const http::Request& request, const http::Responder& responder);
  void post_update(const http::Request& request, const http::Responder& respond);

  // A route's handler, after the format and the jurisdiction have been looked at.
  using Handler = http::Response (Open311::*)(const http::Request&);
  std::function<void(const http::Request&, http::Responder)> reading(Handler handler);
  std::string kept_as(const http::Request& request) const;  // of one request
  std::string list_kept_as(const http::Request& request) const;
  std::optional<http::Response> wrong_jurisdiction(const http::Request& request, const Fields& sent) const;
  // Whether whoever sent this form may post; the holder's name, "" where no key is needed and none was sent.
  Outcome<std::string> sender_of(const http::Request& request, const Fields& form) const;
  std::string language_of(const http::Request& request, const directory::Snapshot& city) const;
  View view_for(const http::Request& request) const;
  View view_for(const http::Request& request, store::Reader& reader, std::span<const cases::Case> cases) const;  // with their photos
  // Photos as they are kept; all faults of all of them. Waits: on the pool alone.
  Outcome<std::vector<files::Stored>> take_media(const std::vector<http::FormFile>& media);
  std::string link_to_next(const http::Request& request, std::string_view cursor) const;
  std::string opened_body(Format format, const cases::Opened& opened, const cases::Opening& opening, const View& view) const;

  store::Store& store_;
  const directory::Directory& directory_;
  const standards::Standards& standards_;
  const cases::Cases& cases_;
  files::Files& files_;
  const TimeSource& time_;
  Settings settings_;
  ServiceLists lists_;
  std::mutex seen_guard_;
  std::shared_ptr<const directory::Snapshot> seen_;  // the newest load that discovery has told of,
  Instant seen_at_;                                  // and since when
};

// Shared by the routes' files.
http::Response answer_in(Format format, std::string body);
http::Response refused_in(Format format, const Refusal& refusal);
// What a heavy route answers while the server is on intake only.
std::optional<http::Response> put_off(const http::Request& request);
bool looks_like_token(std::string_view text);    // 128 bits, hex
Format format_of(const http::Request& request);  // XML where the path names none that is known
std::optional<http::Response> wrong_format(const http::Request& request);
// A form's fields, and the bytes of the photos that came with it under "media" or "media[]"; files of other names are refused.
struct Posted {
  Fields fields;
  std::vector<http::FormFile> media;
};
Outcome<Posted> read_form(const http::Request& request);
// What a route that takes photos adds to itself.
void takes_photos(http::Route& route);
// For `done` of a command: broken storage that may come back is 503 in the client's format, the rest the server's own answer.
void answer_broken(Format format, const std::exception_ptr& broken, const http::Responder& respond);

}  // namespace portico::open311
