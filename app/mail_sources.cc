#include "app/mail_sources.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "app/channels.h"
#include "base/text.h"
#include "platform/mail/address.h"
#include "platform/mail/maildir.h"

namespace portico::app {
namespace {

using Kind = MailSource::Kind;
constexpr std::array kinds{Kind::maildir, Kind::lmtp, Kind::imap};
constexpr std::size_t longest_socket = 107;                                  // bytes: what the system takes
constexpr Millis imap_connects_within{10'000}, imap_answers_within{20'000};  // whoever stops the server waits for a look that is going on

// "HOST:PORT", where no port is given the usual one.
std::optional<std::pair<std::string, int>> host_and_port(const std::string& text, int usual) {
  const auto colon = text.rfind(':');
  const auto port = colon == std::string::npos ? std::optional<std::int64_t>(usual) : parse_integer(text.substr(colon + 1));
  if (!port || *port < 1 || *port > 65'535) return std::nullopt;
  return std::pair(text.substr(0, colon), static_cast<int>(*port));
}

void read_maildir(const formats::TomlTable& table, const std::filesystem::path& beside, MailSource& source, std::vector<Fault>& faults) {
  const std::string folder = table.text("folder", faults);
  if (folder.empty()) return;
  source.folder = beside / folder;
  if (const auto opened = mail::Maildir::open({.folder = source.folder}); !opened)
    faults.push_back({table.place_of("folder"), opened.error().faults.front().reason, opened.error().faults.front().accepted});
}

void read_lmtp(const formats::TomlTable& table, const std::filesystem::path& beside, MailSource& source, std::vector<Fault>& faults) {
  const std::string listen = table.text_or("listen", "", faults), socket = table.text_or("socket", "", faults);
  source.lmtp.own_name = table.text_or("own_name", "localhost", faults);
  if (!mail::is_domain(source.lmtp.own_name))
    faults.push_back({table.place_of("own_name"), "\"" + source.lmtp.own_name + "\" is no name of a host", "311.town.example"});
  if (listen.empty() == socket.empty())
    return faults.push_back({table.place(), "LMTP listens at one place", "listen = \"127.0.0.1:PORT\" or socket = \"FILE\""});
  if (!socket.empty()) {
    source.lmtp.socket = beside / socket;
    if (source.lmtp.socket.string().size() > longest_socket)
      faults.push_back({table.place_of("socket"), "this path is too long for a socket", "a path of at most 107 bytes"});
    return;
  }
  const auto where = host_and_port(listen, 0);
  if (!where || (where->first != "127.0.0.1" && where->first != "localhost"))
    return faults.push_back({table.place_of("listen"), "\"" + listen + "\" is no place for LMTP, which asks nobody who they are",
                             "127.0.0.1:PORT, such as 127.0.0.1:8324"});
  source.lmtp.port = where->second;
}

void read_imap(const formats::TomlTable& table, const std::filesystem::path& beside, MailSource& source, std::vector<Fault>& faults) {
  const std::string server = table.text("server", faults), tls = table.text_or("tls", "implicit", faults);
  mail::ImapSettings& imap = source.imap;
  imap.user = table.text("user", faults);
  imap.folder = table.text_or("folder", imap.folder, faults);
  imap.taken_folder = table.text_or("taken_folder", "", faults);
  imap.refused_folder = table.text_or("refused_folder", "", faults);
  imap.connect_within = imap_connects_within;
  imap.answer_within = imap_answers_within;
  if (const auto file = table.text_or("certificates", "", faults); !file.empty()) imap.certificates = (beside / file).string();
  const auto every = table.integer_or("every_seconds", 30, faults);
  if (every < 1 || every > 3600) faults.push_back({table.place_of("every_seconds"), "every_seconds is out of bounds", "1 to 3600"});
  source.every = std::chrono::seconds(every);
  if (const auto file = table.text("password_file", faults); !file.empty()) {
    auto password = read_secret(beside / file, table.place_of("password_file"));
    if (password) imap.password = *std::move(password);
    if (!password) faults.insert(faults.end(), password.error().faults.begin(), password.error().faults.end());
  }
  if (tls != "implicit" && tls != "starttls" && tls != "none")
    return faults.push_back({table.place_of("tls"), "there is no tls = \"" + tls + "\"", "implicit, starttls, or none to this machine"});
  imap.tls = tls == "none" ? mail::Tls::none : tls == "starttls" ? mail::Tls::starttls : mail::Tls::implicit;
  const auto where = host_and_port(server, imap.tls == mail::Tls::implicit ? 993 : 143);
  if (!where)
    return faults.push_back({table.place_of("server"), "\"" + server + "\" is no mail server", "HOST:PORT, such as imap.town.example:993"});
  std::tie(imap.host, imap.port) = *where;
  if (server.empty() || imap.user.empty()) return;  // said already
  if (const auto made = mail::Imap::make(imap); !made)
    for (const auto& fault : made.error().faults)
      faults.push_back({table.place_of(fault.field == "host" ? "server" : fault.field), fault.field + " " + fault.reason, fault.accepted});
}

void refuse_twice(const MailSource& source, const std::vector<MailSource>& others, std::vector<Fault>& faults) {
  const auto same = [&](const MailSource& other) {
    return source.kind == Kind::lmtp && other.kind == Kind::lmtp && source.lmtp.port == other.lmtp.port &&
           source.lmtp.socket == other.lmtp.socket;
  };
  if (std::ranges::any_of(others, same))
    faults.push_back({source.place, "another [[mail_in]] listens there", "a place of its own for each"});
}

}  // namespace

std::string_view name_of(MailSource::Kind kind) {
  constexpr std::array<std::string_view, 3> names{"maildir", "lmtp", "imap"};
  return names.at(static_cast<std::size_t>(kind));
}

void read_mail_in(const formats::TomlTable& document, const std::filesystem::path& beside, MailInSettings& settings,
                  std::vector<Fault>& faults) {
  for (const auto& table : document.tables("mail_in", faults)) {
    const std::string named = table.text("kind", faults), domain = table.text_or("replies_at", "", faults);
    if (!domain.empty() && !mail::is_domain(domain))
      faults.push_back({table.place_of("replies_at"), "\"" + domain + "\" is no domain", "a domain such as reply.town.example"});
    if (!domain.empty() && !settings.replies_at.empty())
      faults.push_back({table.place_of("replies_at"), "answers come in at one domain", "replies_at under one [[mail_in]]"});
    if (settings.replies_at.empty()) settings.replies_at = domain;
    const auto kind = std::ranges::find(kinds, named, [](Kind each) { return name_of(each); });
    if (kind == kinds.end()) {
      if (table.has("kind"))
        faults.push_back({table.place_of("kind"), "mail cannot come in by \"" + named + "\"", "maildir, lmtp or imap"});
      continue;
    }
    MailSource source{.kind = *kind, .place = table.place(), .folder = {}, .lmtp = {}, .imap = {}};
    if (*kind == Kind::maildir) read_maildir(table, beside, source, faults);
    if (*kind == Kind::lmtp) read_lmtp(table, beside, source, faults);
    if (*kind == Kind::imap) read_imap(table, beside, source, faults);
    refuse_twice(source, settings.sources, faults);
    settings.sources.push_back(std::move(source));
  }
}

}  // namespace portico::app
