#include "platform/mail/imap.h"

#include <algorithm>

#include "platform/mail/address.h"
#include "platform/mail/imap_talk.h"

namespace portico::mail {
namespace {

constexpr Millis longest_wait{600'000};

bool is_folder(std::string_view name) {
  return name.size() <= 200 && std::ranges::all_of(name, [](char c) { return c >= 0x20 && c < 0x7f; });
}

}  // namespace

struct Imap::Inside {
  ImapSettings settings;
  std::optional<ImapTalk> talk;

  CurlHeld<CURL> prepared() const;
  std::uint32_t select();
  void settle(std::uint32_t uid, Answer::Verdict verdict);
  Answer::Verdict offer(std::uint32_t uid, const Accept& accept, bool& gone);
  void go_through(const Accept& accept, std::optional<Position> since, int most, Polled& polled);
};

CurlHeld<CURL> Imap::Inside::prepared() const {
  CurlHeld<CURL> curl = start_curl();
  if (!curl) throw Trouble("the library that fetches mail could not be started");
  const std::string named = settings.host.find(':') == std::string::npos ? settings.host : "[" + settings.host + "]";
  const std::string url = (settings.tls == Tls::implicit ? "imaps://" : "imap://") + named + ":" + std::to_string(settings.port) + "/";
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "imap,imaps");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_USE_SSL, static_cast<long>(settings.tls == Tls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (!settings.certificates.empty()) curl_easy_setopt(curl.get(), CURLOPT_CAINFO, settings.certificates.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_USERNAME, settings.user.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, settings.password.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_within.count()));
  return curl;
}

// Over the kept connection, or a new one.
std::uint32_t Imap::Inside::select() {
  if (talk) {
    try {
      return talk->select(settings.folder);
    } catch (const Trouble&) {
      talk.reset();
    }
  }
  talk.emplace(Wire(prepared(), settings.answer_within), settings.size + 65'536);
  talk->learn_capabilities();
  return talk->select(settings.folder);
}

void Imap::Inside::settle(std::uint32_t uid, Answer::Verdict verdict) {
  const bool accepted = verdict == Answer::Verdict::accepted;
  const std::string& folder = accepted ? settings.taken_folder : settings.refused_folder;
  talk->mark(uid, accepted || !folder.empty() ? "\\Seen" : "\\Seen \\Flagged");
  if (!folder.empty()) talk->move(uid, folder);
}

Answer::Verdict Imap::Inside::offer(std::uint32_t uid, const Accept& accept, bool& gone) {
  const auto size = talk->size_of(uid);
  const auto mail = size && *size <= settings.size ? talk->fetch(uid) : std::nullopt;
  gone = !size || (*size <= settings.size && !mail);
  if (gone) return Answer::Verdict::accepted;
  const auto verdict = mail ? ask(accept, *mail, {}).verdict : Answer::Verdict::refused;
  if (verdict != Answer::Verdict::later) settle(uid, verdict);
  return verdict;
}

void Imap::Inside::go_through(const Accept& accept, std::optional<Position> since, int most, Polled& polled) {
  polled.position = {select(), 0};
  if (since && since->validity == polled.position.validity) polled.position.uid = since->uid;
  polled.renumbered = since && since->validity != 0 && since->validity != polled.position.validity;
  const std::uint32_t behind = since ? polled.position.uid : 0;
  // "n:*" always names the last mail, though it stands before n.
  auto uids = talk->search(since ? "UNDELETED UID " + std::to_string(std::uint64_t{behind} + 1) + ":*" : "UNSEEN UNDELETED");
  std::erase_if(uids, [&](std::uint32_t uid) { return uid <= behind; });
  if (uids.size() > static_cast<std::size_t>(most)) uids.resize(static_cast<std::size_t>(most));
  for (const std::uint32_t uid : uids) {
    bool gone = false;
    const auto verdict = offer(uid, accept, gone);
    if (!gone) polled.taken.count(verdict);
    if (since && verdict == Answer::Verdict::later) return;
    if (verdict != Answer::Verdict::later) polled.position.uid = uid;
  }
}

Outcome<Imap> Imap::make(ImapSettings settings) {
  std::vector<Fault> faults;
  if (!is_domain(settings.host) && settings.host.find(':') == std::string::npos)
    faults.push_back({"host", "is no name of a host", "\"mail.town.example\""});
  if (settings.port < 1 || settings.port > 65'535) faults.push_back({"port", "is no port", "1 to 65535"});
  if (settings.user.empty()) faults.push_back({"user", "is not said", "the name of the mailbox's owner"});
  if (settings.tls == Tls::none && !is_this_machine(settings.host))
    faults.push_back(
        {"tls", "the password would go over the net for all to read", "starttls or implicit; none for 127.0.0.1, ::1 and localhost alone"});
  for (const auto& [folder, field] : {std::pair(&settings.folder, "folder"), std::pair(&settings.taken_folder, "taken_folder"),
                                      std::pair(&settings.refused_folder, "refused_folder")})
    if (!is_folder(*folder) || (folder == &settings.folder && folder->empty()))
      faults.push_back({field, "is no name of a folder", "ASCII of at most 200 bytes; other letters in modified UTF-7 (RFC 3501)"});
  for (const auto& [time, field] :
       {std::pair(settings.connect_within, "connect_within"), std::pair(settings.answer_within, "answer_within")})
    if (time <= Millis{0} || time > longest_wait) faults.push_back({field, "is no time to wait", "more than nothing, at most ten minutes"});
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return Imap(std::make_unique<Inside>(Inside{std::move(settings), std::nullopt}));
}

Imap::Imap(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Imap::Imap(Imap&&) noexcept = default;
Imap& Imap::operator=(Imap&&) noexcept = default;

Imap::~Imap() {
  if (!inside_ || !inside_->talk) return;
  try {
    inside_->talk->log_out();
  } catch (const Trouble&) {  // it is gone already
  }
}

Polled Imap::poll(const Accept& accept, std::optional<Position> since, int most) {
  Polled polled;
  try {
    inside_->go_through(accept, since, most, polled);
  } catch (const Trouble& trouble) {
    inside_->talk.reset();
    polled.trouble = trouble.what();
    if (since && polled.position.validity == 0) polled.position = *since;
  }
  return polled;
}

}  // namespace portico::mail
