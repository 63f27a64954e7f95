#include "platform/mail/smtp.h"

#include <cstring>
#include <stdexcept>

#include "platform/mail/address.h"
#include "platform/mail/conversation.h"
#include "platform/mail/curl.h"

namespace portico::mail {
namespace {

constexpr Millis longest_wait{600'000};
constexpr int too_large = 552;

bool is_host(std::string_view host) { return is_domain(host) || host.find(':') != std::string_view::npos; }

struct Reading {
  std::string_view rest;
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* from) {
  auto& reading = *static_cast<Reading*>(from);
  const std::size_t piece = std::min(size * count, reading.rest.size());
  std::memcpy(to, reading.rest.data(), piece);
  reading.rest.remove_prefix(piece);
  return piece;
}

int listen(CURL*, curl_infotype kind, char* bytes, std::size_t size, void* to) {
  auto& conversation = *static_cast<Conversation*>(to);
  if (kind == CURLINFO_HEADER_OUT) conversation.said({bytes, size});
  if (kind == CURLINFO_HEADER_IN) conversation.answered({bytes, size});
  return 0;
}

bool is_final(int code) { return code >= 500 && code < 600; }

Delivery of_reply(const Reply& reply, bool may_refuse) {
  const auto fate = reply.code / 100 == 2                ? Delivery::Fate::delivered
                    : is_final(reply.code) && may_refuse ? Delivery::Fate::refused
                                                         : Delivery::Fate::later;
  return {fate, reply.code, reply.enhanced, reply.text};
}

}  // namespace

struct Smtp::Inside {
  SmtpSettings settings;
  CurlHeld<CURL> curl;

  CURLcode talk(std::string_view from, const std::vector<std::string>& recipients, std::string_view mail, bool anew, Conversation& heard);
  void prepare() const;
};

void Smtp::Inside::prepare() const {
  const auto& [host, port, tls, user, password, own_name, certificates, connect_within, send_within] = settings;
  const std::string named = host.find(':') == std::string::npos ? host : "[" + host + "]";
  const std::string url = (tls == Tls::implicit ? "smtps://" : "smtp://") + named + ":" + std::to_string(port) + "/" + own_name;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_USE_SSL, static_cast<long>(tls == Tls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (!certificates.empty()) curl_easy_setopt(curl.get(), CURLOPT_CAINFO, certificates.c_str());
  if (!user.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_USERNAME, user.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, password.c_str());
  }
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_within.count()));
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(send_within.count()));
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, &give);
  curl_easy_setopt(curl.get(), CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_DEBUGFUNCTION, &listen);
}

CURLcode Smtp::Inside::talk(std::string_view from, const std::vector<std::string>& recipients, std::string_view mail, bool anew,
                            Conversation& heard) {
  curl_slist* list = nullptr;
  for (const auto& recipient : recipients) list = curl_slist_append(list, ("<" + recipient + ">").c_str());
  const CurlHeld<curl_slist> kept(list);
  Reading reading{mail};
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, ("<" + std::string(from) + ">").c_str());
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, list);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, &reading);
  curl_easy_setopt(curl.get(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.size()));
  curl_easy_setopt(curl.get(), CURLOPT_DEBUGDATA, &heard);
  curl_easy_setopt(curl.get(), CURLOPT_FRESH_CONNECT, anew ? 1L : 0L);
  const CURLcode done = curl_easy_perform(curl.get());
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, nullptr);
  return done;
}

namespace {

Delivery of_recipient(const Conversation& heard, std::string_view recipient, CURLcode done) {
  if (const auto reply = heard.to_recipient(recipient); reply && reply->code / 100 != 2) return of_reply(*reply, true);
  const auto& end = heard.to_end();
  if (end && (done == CURLE_OK || end->code / 100 != 2)) return of_reply(*end, true);
  if (const auto& mail = heard.to_mail(); mail && mail->code / 100 != 2) return of_reply(*mail, mail->code == too_large);
  Delivery broken{Delivery::Fate::later, 0, {}, curl_easy_strerror(done)};
  if (const auto& last = heard.last(); last && last->code >= 400) {
    broken.code = last->code;
    broken.enhanced = last->enhanced;
    broken.reason += ": " + last->text;
  }
  return broken;
}

}  // namespace

Outcome<Smtp> Smtp::make(SmtpSettings settings) {
  std::vector<Fault> faults;
  if (!is_host(settings.host)) faults.push_back({"host", "is no name of a host", "\"mail.town.example\""});
  if (settings.port < 1 || settings.port > 65'535) faults.push_back({"port", "is no port", "1 to 65535"});
  if (!is_domain(settings.own_name)) faults.push_back({"own_name", "is no name of a host", "\"portico.town.example\""});
  if (settings.tls == Tls::none && !is_this_machine(settings.host))
    faults.push_back(
        {"tls", "mail would go over the net for all to read", "starttls or implicit; none for 127.0.0.1, ::1 and localhost alone"});
  for (const auto& [time, field] : {std::pair(settings.connect_within, "connect_within"), std::pair(settings.send_within, "send_within")})
    if (time <= Millis{0} || time > longest_wait) faults.push_back({field, "is no time to wait", "more than nothing, at most ten minutes"});
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  auto inside = std::make_unique<Inside>(Inside{std::move(settings), start_curl()});
  if (!inside->curl) return refuse(Refused::unavailable, "", "the library that sends mail could not be started");
  inside->prepare();
  return Smtp(std::move(inside));
}

Smtp::Smtp(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Smtp::Smtp(Smtp&&) noexcept = default;
Smtp& Smtp::operator=(Smtp&&) noexcept = default;
Smtp::~Smtp() = default;

std::vector<Delivery> Smtp::send(std::string_view from, const std::vector<std::string>& recipients, std::string_view mail) {
  if (recipients.empty()) throw std::invalid_argument("a mail to nobody");
  std::vector<std::string> checked;
  for (const auto& recipient : recipients) {
    const auto address = check_address(recipient, "to");
    if (!address) throw std::invalid_argument("a recipient without an address of mail");
    checked.push_back(*address);
  }
  if (!from.empty() && !check_address(from, "from")) throw std::invalid_argument("a sender without an address of mail");

  Conversation heard;
  CURLcode done = inside_->talk(from, checked, mail, false, heard);
  long fresh = 0;
  curl_easy_getinfo(inside_->curl.get(), CURLINFO_NUM_CONNECTS, &fresh);
  if (done != CURLE_OK && fresh == 0 && !heard.has_answers()) {  // the server had closed the kept connection meanwhile
    heard = {};
    done = inside_->talk(from, checked, mail, true, heard);
  }
  std::vector<Delivery> all;
  for (const auto& recipient : checked) all.push_back(of_recipient(heard, recipient, done));
  return all;
}

}  // namespace portico::mail
