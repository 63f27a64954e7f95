#include "platform/identity/routes_oidc.h"

#include <algorithm>
#include <mutex>
#include <semaphore>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/crypto/seal.h"
#include "platform/http/fetch.h"
#include "platform/http/rate.h"

namespace portico::identity {
namespace {

using http::Request;
using http::Response;

constexpr std::chrono::minutes for_the_way{10};
constexpr std::chrono::hours believed_for{1};
constexpr std::chrono::minutes between_keys{1};  // nobody makes us ask for keys more often by naming keys that there are none of
constexpr std::chrono::seconds away_for{20};     // a house that gave no answer is not asked again so soon
constexpr int asked_at_once = 2;                 // a slow house takes so many workers and no more
constexpr std::chrono::seconds longest_queue{2};
constexpr Millis answer_within{5'000};
constexpr std::size_t longest_cookie = 3000;

// What one sign-in has to bring back, in the browser's keeping, sealed.
struct OnTheWay {
  std::string state, nonce, verifier, back;
  Instant until;
};

std::string written(const OnTheWay& way) {
  return way.state + "\n" + way.nonce + "\n" + way.verifier + "\n" + std::to_string(to_millis(way.until)) + "\n" + way.back;
}

std::optional<OnTheWay> read_way(const std::string& text) {
  const auto parts = split(text, '\n');
  if (parts.size() != 5) return std::nullopt;
  const auto until = parse_integer(parts[3]);
  if (!until) return std::nullopt;
  return OnTheWay{std::string(parts[0]), std::string(parts[1]), std::string(parts[2]), std::string(parts[4]), from_millis(*until)};
}

class OtherHouse {
 public:
  OtherHouse(Identity& identity, const Surroundings& around, OidcSettings settings, std::string public_url, bool secure,
             const TimeSource& time, Chance& chance, Log& log)
      : identity_(identity),
        around_(around),
        settings_(std::move(settings)),
        public_url_(std::move(public_url)),
        secure_(secure),
        time_(time),
        chance_(chance),
        log_(log) {}

  Response leave(const Request& request) {
    const auto house = published();
    if (!house) return closed(request, house.error());
    const OnTheWay way{drawn(), drawn(), drawn(), local_path(request.asked("back")), time_.now() + for_the_way};
    std::string to = house->authorization_endpoint;
    to += to.contains('?') ? "&" : "?";
    to += "response_type=code&scope=openid%20email&client_id=" + http::percent_encode(settings_.client_id) +
          "&redirect_uri=" + http::percent_encode(redirect_uri()) + "&state=" + way.state + "&nonce=" + way.nonce +
          "&code_challenge=" + code_challenge(way.verifier) + "&code_challenge_method=S256";
    Response response = go(to);
    response.headers.emplace_back("Set-Cookie", cookie(identity_.seal_for_browser(written(way))));
    return response;
  }

  Response come_back(const Request& request) {
    const auto way = brought_back(request);
    if (!way) return closed(request, {Refused::invalid, {{"state", "the browser did not bring back what it was sent away with", ""}}});
    if (!request.asked("error").empty())
      return closed(request, {Refused::forbidden,
                              {{"error", "the house did not let them in: " + std::string(request.asked("error").substr(0, 60)), ""}}});
    const auto email = ask_house(std::string(request.asked("code")), *way);
    if (!email) return closed(request, email.error());
    const auto entered = identity_.enter_by_oidc(*email, http::address_to_limit(request.address), token_of(request, secure_));
    if (!entered)
      return closed(request, {Refused::forbidden, {{"email", "nobody signs in here under the address that the house vouches for", ""}}});
    const std::string language = around_.language(request);
    Response response = go(way->back.empty() ? around_.path_in(language, around_.first_page(entered->who.person)) : way->back);
    response.headers.emplace_back("Set-Cookie", cookie_of(entered->token, secure_));
    response.headers.emplace_back("Set-Cookie", cookie(""));
    return response;
  }

 private:
  std::string drawn() const { return crypto::base64_url(chance_.bytes(32)); }
  std::string redirect_uri() const { return public_url_ + "/sign-in/oidc/return"; }
  std::string cookie_name() const { return secure_ ? "__Host-portico-oidc" : "portico-oidc"; }
  std::string cookie(const std::string& sealed) const {
    return cookie_name() + "=" + sealed + "; Path=/; HttpOnly; SameSite=Lax" + (secure_ ? "; Secure" : "") +
           "; Max-Age=" + (sealed.empty() ? "0" : "600");
  }
  static Response go(const std::string& to) {
    return {.status = 303, .type = "text/plain; charset=utf-8", .headers = {{"Location", to}, {"Cache-Control", "no-store"}}};
  }

  // Why it did not work is for the operator's log; the person is told whom to ask.
  Response closed(const Request& request, const Refusal& why) {
    log_.write(Severity::warning, "a sign-in by another house's word did not work",
               {{"where", why.faults.front().field}, {"why", why.faults.front().reason}});
    Response response = go(around_.path_in(around_.language(request), "/sign-in") + "?note=closed");
    response.headers.emplace_back("Set-Cookie", cookie(""));
    return response;
  }

  std::optional<OnTheWay> brought_back(const Request& request) const {
    const std::string name = cookie_name();
    for (const auto part : split(request.header("cookie"), ';')) {
      const auto pair = trim(part);
      if (pair.size() > longest_cookie || !pair.starts_with(name) || pair.size() <= name.size() || pair[name.size()] != '=') continue;
      const auto opened = identity_.unseal_from_browser(pair.substr(name.size() + 1));
      const auto way = opened ? read_way(*opened) : std::nullopt;
      if (way && time_.now() < way->until && crypto::same_secret(way->state, request.asked("state"))) return way;
    }
    return std::nullopt;
  }

  Outcome<http::Fetched> ask(http::Fetching wanted) {
    if (!asking_.try_acquire_for(longest_queue)) return refuse(Refused::unavailable, wanted.url, "others are asking the house just now");
    wanted.timeout = answer_within;
    auto answer = http::fetch(wanted);
    asking_.release();
    return answer;
  }

  Outcome<std::string> get(const std::string& url) {
    const auto got = ask({.url = url});
    if (!got) return std::unexpected(got.error());
    if (got->status != 200) return refuse(Refused::unavailable, url, "the house answered " + std::to_string(got->status));
    return got->body;
  }

  Outcome<OidcHouse> published() {
    const Instant now = time_.now();
    {
      const std::lock_guard lock(guard_);
      if (!house_.token_endpoint.empty() && now < house_read_ + believed_for) return house_;
      if (now < away_until_) return refuse(Refused::unavailable, settings_.issuer, "the house gave no answer a moment ago");
    }
    std::string issuer = settings_.issuer;
    if (issuer.ends_with('/')) issuer.pop_back();
    const auto text = get(issuer + "/.well-known/openid-configuration");
    auto house = text ? read_house(*text, settings_.issuer) : Outcome<OidcHouse>(std::unexpected(text.error()));
    const std::lock_guard lock(guard_);
    if (!house) {
      away_until_ = now + away_for;
      return house;
    }
    house_ = *house;
    house_read_ = now;
    return house;
  }

  Outcome<std::vector<VerifyingKey>> keys_for(const OidcHouse& house, const VerifyingKey& named) {
    const auto fits = [&](const VerifyingKey& key) { return key.kind == named.kind && (named.id.empty() || key.id == named.id); };
    const Instant now = time_.now();
    {
      const std::lock_guard lock(guard_);
      const bool known = std::ranges::any_of(keys_, fits);
      if ((known && now < keys_read_ + believed_for) || (!keys_.empty() && now < keys_read_ + between_keys)) return keys_;
    }
    const auto text = get(house.jwks_uri);
    if (!text) return std::unexpected(text.error());
    auto keys = read_keys(*text);
    if (!keys) return keys;
    const std::lock_guard lock(guard_);
    keys_ = *keys;
    keys_read_ = now;
    return keys;
  }

  Outcome<std::string> ask_house(const std::string& code, const OnTheWay& way) {
    const auto house = published();
    if (!house) return std::unexpected(house.error());
    const auto answer = http::fetch(
        {.url = house->token_endpoint,
         .form = {{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", redirect_uri()}, {"code_verifier", way.verifier}},
         .user = http::percent_encode(settings_.client_id),
         .password = http::percent_encode(settings_.client_secret)});
    if (!answer) return std::unexpected(answer.error());
    if (answer->status != 200) return refuse(Refused::forbidden, "token_endpoint", "the house answered " + std::to_string(answer->status));
    const auto token = read_token_answer(answer->body);
    if (!token) return std::unexpected(token.error());
    const auto named = key_named_by(*token);
    if (!named) return std::unexpected(named.error());
    const auto keys = keys_for(*house, *named);
    if (!keys) return std::unexpected(keys.error());
    const auto read = read_id_token(*token, *keys);
    if (!read) return std::unexpected(read.error());
    return vouched_for(*read, settings_, way.nonce, time_.now());
  }

  Identity& identity_;
  const Surroundings& around_;
  const OidcSettings settings_;
  const std::string public_url_;
  const bool secure_;
  const TimeSource& time_;
  Chance& chance_;
  Log& log_;
  std::counting_semaphore<> asking_{asked_at_once};
  std::mutex guard_;  // of those below
  OidcHouse house_;
  Instant house_read_, away_until_;
  std::vector<VerifyingKey> keys_;
  Instant keys_read_;
};

}  // namespace

std::vector<http::Route> oidc_routes(Identity& identity, const Surroundings& around, const OidcSettings& settings, std::string public_url,
                                     bool secure_cookies, const TimeSource& time, Chance& chance, Log& log) {
  using http::Cost;
  using http::Method;
  const auto house = std::make_shared<OtherHouse>(identity, around, settings, std::move(public_url), secure_cookies, time, chance, log);
  return {
      {Method::get, "/sign-in/oidc", "public", Cost::work, "Sends the browser to the house whose word counts as a sign-in.", "query: back",
       "303", http::answer([house](const Request& request) { return house->leave(request); })},
      {Method::get, "/sign-in/oidc/return", "public", Cost::work, "Takes the browser back, and signs in whom the house vouches for.",
       "query: code, state", "303 with the session's cookie",
       http::answer([house](const Request& request) { return house->come_back(request); })},
  };
}

}  // namespace portico::identity
