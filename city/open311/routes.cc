#include "city/open311/routes.h"

#include "base/text.h"
#include "city/open311/errors.h"
#include "platform/i18n/i18n.h"
#include "platform/store/disk.h"

namespace portico::open311 {
namespace {

constexpr std::size_t most_media_bytes = 40 << 20;  // of a whole form

}  // namespace

Open311::Open311(store::Store& store, const directory::Directory& directory, const standards::Standards& standards,
                 const cases::Cases& cases, files::Files& files, const TimeSource& time, Settings settings)
    : store_(store),
      directory_(directory),
      standards_(standards),
      cases_(cases),
      files_(files),
      time_(time),
      settings_(std::move(settings)) {}

std::vector<http::Route> Open311::routes() {
  std::vector<http::Route> all;
  for (auto part : {service_routes(), request_routes(), update_routes(), bulk_routes()})
    for (auto& route : part) {
      route.pattern = settings_.prefix + route.pattern;
      all.push_back(std::move(route));
    }
  return all;
}

http::Response answer_in(Format format, std::string body) {
  http::Response response;
  response.type = content_type(format);
  response.body = std::move(body);
  return response;
}

http::Response refused_in(Format format, const Refusal& refusal) {
  http::Response response = answer_in(format, errors_body(format, refusal));
  response.status = code_of(refusal.kind);
  if (refusal.kind == Refused::unavailable) response.headers.emplace_back("Retry-After", "1");
  return response;
}

std::optional<http::Response> put_off(const http::Request& request) {
  return refused_in(format_of(request), {Refused::unavailable,
                                         {{"", "very many people are asking just now, so lists wait; requests are still taken",
                                           "one service_request_id; or the same again later"}}});
}

Format format_of(const http::Request& request) { return format_named(request.part("format")).value_or(Format::xml); }

std::optional<http::Response> wrong_format(const http::Request& request) {
  if (format_named(request.part("format"))) return std::nullopt;
  return refused_in(Format::xml, {Refused::not_found, {{"format", "there is no such format", ".xml, .json"}}});
}

Outcome<Posted> read_form(const http::Request& request) {
  auto form = http::parse_form(request);
  if (!form) return std::unexpected(form.error());
  Posted posted;
  for (auto& file : form->files) {
    if (file.bytes.empty() && file.file_name.empty()) continue;  // a field of a page in which nobody chose a file
    if (file.field != "media" && file.field != "media[]")
      return refuse(Refused::invalid, file.field, "a file is not taken as " + file.field.substr(0, 60), "media or media[]");
    posted.media.push_back(std::move(file));
  }
  if (posted.media.size() > cases::most_photos_at_once)
    return refuse(Refused::too_large, "media", "these are too many photos at once",
                  "at most " + std::to_string(cases::most_photos_at_once));
  posted.fields = std::move(form->fields);
  return posted;
}

void takes_photos(http::Route& route) {
  route.body_limit = most_media_bytes;
  route.as_work = http::brings_files;
  route.takes += "; media or media[]: up to " + std::to_string(cases::most_photos_at_once) +
                 " photos (multipart/form-data), which go before media_url";
}

Outcome<std::vector<files::Stored>> Open311::take_media(const std::vector<http::FormFile>& media) {
  std::vector<files::Stored> taken;
  Faults faults;
  Refused kind = Refused::invalid;
  for (std::size_t at = 0; at < media.size(); ++at) {
    auto stored = files_.take_picture(media[at].bytes);
    if (stored) {
      taken.push_back(*std::move(stored));
      continue;
    }
    Refusal refusal = files::refusal_of(stored.error(), "media");
    kind = refusal.kind;
    Fault& fault = refusal.faults.front();
    fault.reason = "photo " + std::to_string(at + 1) + ": " + fault.reason;
    faults.push_back(std::move(fault));
  }
  if (!faults.empty()) return std::unexpected(Refusal{kind, std::move(faults)});
  return taken;
}

void answer_broken(Format format, const std::exception_ptr& broken, const http::Responder& respond) {
  try {
    std::rethrow_exception(broken);
  } catch (const store::ConstraintViolated&) {
    respond.fail(broken);
  } catch (const store::Broken&) {
    const std::string why = store::disk_says(broken).value_or("this could not be kept just now; nothing was changed");
    respond(refused_in(format, {Refused::unavailable, {{"", why, "the same again later"}}}));
  } catch (...) {
    respond.fail(broken);
  }
}

std::optional<http::Response> Open311::wrong_jurisdiction(const http::Request& request, const Fields& sent) const {
  const auto asked = value_of(sent, "jurisdiction_id");
  const auto& code = directory_.now()->city.code;
  if (asked.empty() || code.empty() || asked == code) return std::nullopt;
  return refused_in(
      format_of(request),
      {Refused::not_found, {{"jurisdiction_id", "jurisdiction_id " + std::string(asked.substr(0, 60)) + " is not served here", code}}});
}

std::function<void(const http::Request&, http::Responder)> Open311::reading(Handler handler) {
  return [this, handler](const http::Request& request, const http::Responder& respond) {
    if (auto wrong = wrong_format(request)) return respond(std::move(*wrong));
    if (auto wrong = wrong_jurisdiction(request, request.query)) return respond(std::move(*wrong));
    respond((this->*handler)(request));
  };
}

std::string Open311::kept_as(const http::Request& request) const {
  if (looks_like_token(request.part("id")) || !format_named(request.part("format"))) return {};
  const bool extensions = same_ignoring_case(request.asked("extensions"), "true");
  const auto jurisdiction = request.asked("jurisdiction_id");  // a wrong one is refused
  if (!jurisdiction.empty() && jurisdiction != directory_.now()->city.code) return {};
  return language_of(request, *directory_.now()) + (extensions ? " extended " : " plain ") + request.path;
}

std::string Open311::list_kept_as(const http::Request& request) const {
  return http::key_of(request).empty() ? language_of(request, *directory_.now()) + " " + request.target : std::string();
}

Outcome<std::string> Open311::sender_of(const http::Request& request, const Fields& form) const {
  std::string_view key = value_of(form, "api_key");
  if (key.empty()) key = request.asked("api_key");
  const auto holder = settings_.keys.find(std::string(key));
  if (!key.empty() && holder != settings_.keys.end()) return holder->second;
  if (!directory_.now()->server.post_needs_key) return std::string();
  if (key.empty()) return refuse(Refused::forbidden, "api_key", "api_key required", "a key of this city");
  return refuse(Refused::forbidden, "api_key", "api_key is not known", "a key of this city");
}

std::string Open311::language_of(const http::Request& request, const directory::Snapshot& city) const {
  if (city.city.languages.empty()) return "en";
  if (const auto asked = request.asked("locale"); !asked.empty()) return i18n::negotiate(asked, city.city.languages);
  const auto accepted = request.header("accept-language");
  return accepted.empty() ? city.city.languages.front() : i18n::negotiate(accepted, city.city.languages);
}

View Open311::view_for(const http::Request& request) const {
  View view{.city = directory_.now(), .promises = standards_.now(), .language = {}};
  view.language = language_of(request, *view.city);
  view.requests_url = settings_.public_url + settings_.prefix + "/requests/";
  return view;
}

View Open311::view_for(const http::Request& request, store::Reader& reader, std::span<const cases::Case> cases) const {
  View view = view_for(request);
  view.photos = cases_.first_public_photos(reader, cases);
  return view;
}

}  // namespace portico::open311
