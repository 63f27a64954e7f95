#include "city/cases/routes_photos.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "city/cases/routes_commands.h"
#include "city/cases/routes_request.h"

namespace portico::cases {
namespace {

namespace json = boost::json;
constexpr std::size_t shown_of_hash = 16;

// "3" is the third photo of a case, "3-small" its thumbnail.
struct Wanted {
  std::int64_t turn = 0;
  bool small = false;
};
std::optional<Wanted> wanted_of(std::string_view name) {
  Wanted wanted;
  if (name.ends_with("-small")) {
    wanted.small = true;
    name.remove_suffix(6);
  }
  const auto turn = parse_integer(name);
  if (!turn || *turn < 1 || *turn > static_cast<std::int64_t>(most_photos_of_a_case) || std::to_string(*turn) != name) return std::nullopt;
  wanted.turn = *turn;
  return wanted;
}

std::string file_name(std::string_view number, const Photo& photo, const Wanted& wanted) {
  const std::string_view ending = photo.type == "image/jpeg" ? ".jpg" : photo.type == "application/pdf" ? ".pdf" : ".txt";
  return std::string(number) + "-" + std::to_string(photo.turn) + (wanted.small ? "-small" : "") + std::string(ending);
}

http::Response no_photo() { return http::problem(404, "there is no such photo, or it is not public"); }

// The file itself: shown as what it is and nothing else; pictures in their place, documents as a download.
http::Response file_answer(const http::Request& request, const files::Files& files, std::string_view number, const Photo& photo,
                           const Wanted& wanted, bool for_all) {
  const std::string& hash = wanted.small && !photo.small_hash.empty() ? photo.small_hash : photo.hash;
  const std::string tag = hash.substr(0, shown_of_hash), etag = "\"" + tag + "\"";
  http::Response response{.status = 200, .type = photo.type, .body = {}, .headers = {}};
  const char* disposition = photo.kind == PhotoKind::document ? "attachment" : "inline";
  // Under its hash it never changes; under its number alone it is asked for anew each time, for it may be hidden.
  const std::string kept = !for_all ? "private, no-store" : request.asked("v") == tag ? "public, max-age=31536000, immutable" : "no-cache";
  response.headers = {{"Content-Disposition", std::string(disposition) + "; filename=\"" + file_name(number, photo, wanted) + "\""},
                      {"Content-Security-Policy", "default-src 'none'; sandbox"},
                      {"Cache-Control", kept},
                      {"ETag", etag}};
  if (!for_all) response.headers.emplace_back("Referrer-Policy", "no-referrer");
  if (request.header("if-none-match") == etag) {
    response.status = 304;
    return response;
  }
  auto bytes = files.read(hash);
  if (!bytes) throw store::Broken("the file " + hash + " of a photo is not there");
  response.body = *std::move(bytes);
  return response;
}

http::Response public_photo(store::Store& store, const Cases& cases, const files::Files& files, const http::Request& request) {
  const auto wanted = wanted_of(request.part("photo"));
  if (!wanted) return no_photo();
  std::optional<Case> found;
  std::vector<Photo> photos;
  store.read([&](store::Reader& reader) {
    found = asked_case(reader, cases, request);
    if (found) photos = cases.public_photos(reader, *found);
  });
  const auto photo = std::ranges::find(photos, wanted->turn, &Photo::turn);
  if (photo == photos.end()) return no_photo();
  return file_answer(request, files, found->number, *photo, *wanted, request.asked("token").empty());
}

http::Response staff_photo(store::Store& store, const Cases& cases, const files::Files& files, const http::Request& request) {
  const auto wanted = wanted_of(request.part("photo"));
  std::optional<Cases::CasePhoto> found;
  if (wanted) store.read([&](store::Reader& reader) { found = cases.photo_for_staff(reader, request.part("number"), wanted->turn); });
  if (!found || !request.principal.may("read_case", found->agency)) return no_photo();
  return file_answer(request, files, found->number, found->photo, *wanted, false);
}

http::Route decide_route(store::Store& store, const Cases& cases, bool release) {
  const auto handle = [&store, &cases, release](const http::Request& request, const http::Responder& respond) {
    const auto wanted = wanted_of(request.part("photo"));
    if (!wanted) return respond(http::problem({Refused::not_found, {{"photo", "this request has no such photo", ""}}}));
    const auto sent = read_texts(request, release ? std::vector<std::string_view>{} : std::vector<std::string_view>{"reason"});
    if (!sent) return respond(http::problem(sent.error()));
    const std::string why = sent->contains("reason") ? sent->at("reason") : std::string();
    const Acting acting = acting_of(request.principal, "moderate_case");
    const auto decide = [&cases, number = std::string(request.part("number")), turn = wanted->turn, acting, release, why](store::Tx& tx) {
      return release ? cases.release_photo(tx, number, turn, acting) : cases.hide_photo(tx, number, turn, why, acting);
    };
    const auto done = [respond](const std::expected<Outcome<Photo>, std::exception_ptr>& ended) {
      if (!ended) return respond.fail(ended.error());
      if (!*ended) return respond(http::problem(ended->error()));
      const Photo& photo = **ended;
      respond({.status = 200,
               .type = "application/json; charset=utf-8",
               .body = json::serialize(json::object{
                   {"photo", photo.turn}, {"kind", name_of(photo.kind)}, {"state", name_of(photo.state)}, {"added", iso8601(photo.added)}}),
               .headers = {{"Cache-Control", "no-store"}}});
    };
    try {
      store.submit<Photo>(decide, done);
    } catch (const store::Full&) {
      respond.fail(std::current_exception());
    }
  };
  return {.method = http::Method::post,
          .pattern = std::string("/cases/{number}/photos/{photo}/") + (release ? "release" : "hide"),
          .permission = "moderate_case:AGENCY",
          .cost = http::Cost::command,
          .sentence = release ? "Lets the public see a photo of a request." : "Takes a photo of a request from the public's sight.",
          .takes = release ? "" : "JSON: reason (person, private, shocking, unrelated or other)",
          .gives = "JSON: photo, kind, state, added",
          .handle = handle};
}

}  // namespace

Outcome<std::vector<files::Stored>> photos_sent(const http::Form& form, files::Files& files) {
  std::vector<const http::FormFile*> sent;
  for (const auto& file : form.files)
    if (file.field == "media" && !(file.bytes.empty() && file.file_name.empty())) sent.push_back(&file);
  if (sent.size() > most_photos_at_once)
    return refuse(Refused::too_large, "media", "these are too many photos at once", std::to_string(most_photos_at_once));
  std::vector<files::Stored> taken;
  for (const auto* file : sent) {
    auto stored = files.take_picture(file->bytes);
    if (!stored) return std::unexpected(files::refusal_of(stored.error(), "media"));
    taken.push_back(*std::move(stored));
  }
  return taken;
}

std::string photo_figure(const Words& words, const Photo& photo, const std::string& page, std::string_view token,
                         const std::string& service) {
  const auto address = [&](std::string_view size, const std::string& hash) {
    return http::escape_html(page + "/photos/" + std::to_string(photo.turn) + std::string(size) + "?v=" + hash.substr(0, shown_of_hash) +
                             (token.empty() ? "" : "&token=" + http::percent_encode(token)));
  };
  const std::string when = words.day(photo.added);
  if (photo.kind == PhotoKind::document)
    return "<a href=\"" + address("", photo.hash) + "\">" + words.say("photos.document", {{"date", when}}) + "</a>";
  const std::string kind(name_of(photo.kind));
  const int longest = std::max(photo.width, photo.height);
  const int width = longest > 480 ? photo.width * 480 / longest : photo.width,
            height = longest > 480 ? photo.height * 480 / longest : photo.height;
  return "<figure class=\"photo\"><a href=\"" + address("", photo.hash) + "\"><img src=\"" + address("-small", photo.small_hash) +
         "\" alt=\"" + words.say("photos.alt." + kind, {{"service", service}, {"date", when}, {"number", photo.turn}}) + "\" width=\"" +
         std::to_string(std::max(1, width)) + "\" height=\"" + std::to_string(std::max(1, height)) +
         "\" loading=\"lazy\"></a><figcaption>" + words.say("photos." + kind, {{"date", when}}) + "</figcaption></figure>";
}

std::vector<http::Route> photo_routes(store::Store& store, const Cases& cases, const files::Files& files) {
  using http::Cost;
  using http::Method;
  std::vector<http::Route> all = {
      {Method::get, "/requests/{number}/photos/{photo}", "public", Cost::work,
       "A photo of a request that the public may see, \"3\"; \"3-small\" is its thumbnail.", "query: token, v", "image/jpeg, or a document",
       http::answer([&](const http::Request& request) { return public_photo(store, cases, files, request); })},
      {Method::get, "/desk/requests/{number}/photos/{photo}", "read_case:AGENCY", Cost::work, "Any photo of a request, for staff.", "",
       "image/jpeg, or a document", http::answer([&](const http::Request& request) { return staff_photo(store, cases, files, request); })},
      decide_route(store, cases, true),
      decide_route(store, cases, false),
  };
  all[0].heavy = true;  // while the server is on intake only, pages do without pictures
  return all;
}

namespace {

bool is_after(const Photo& photo) { return photo.kind == PhotoKind::after; }

}  // namespace

std::string photos_block(const Words& words, const Case& subject, const std::vector<Photo>& photos, std::string_view token, int waiting) {
  if (photos.empty() && waiting == 0) return {};
  std::string html = "<section class=\"block\" aria-labelledby=\"photos\"><h2 id=\"photos\">" + words.say("photos.title") + "</h2>\n";
  const bool both = std::ranges::any_of(photos, is_after) && !std::ranges::all_of(photos, is_after);
  for (const bool after : {false, true}) {
    std::string some;
    for (const Photo& photo : photos)
      if (is_after(photo) == after)
        some += "<li>" + photo_figure(words, photo, "/requests/" + http::percent_encode(subject.number), token, words.service(subject)) +
                "</li>\n";
    if (some.empty()) continue;
    if (both) html += "<h3>" + words.say(after ? "photos.group.after" : "photos.group.before") + "</h3>\n";
    html += "<ul class=\"photos\">\n" + some + "</ul>\n";
  }
  if (waiting > 0) html += "<p class=\"soft\">" + words.say("photos.waiting", {{"count", std::int64_t{waiting}}}) + "</p>";
  return html + "</section>\n";
}

}  // namespace portico::cases
