#include "app/channels.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "platform/calendar/calendar.h"
#include "platform/http/fetch.h"
#include "platform/notify/file_channel.h"
#include "platform/notify/letter_channel.h"
#include "platform/notify/mail_channel.h"
#include "platform/notify/routes_sms.h"

namespace portico::app {
namespace {

using notify::ChannelKind;
constexpr std::size_t largest_key = 64 << 10;
constexpr Millis longest_mail = std::chrono::seconds(30);  // whoever stops the server waits for what is on its way

std::filesystem::path named_from(const std::filesystem::path& beside, const std::string& name) {
  return name.empty() ? std::filesystem::path() : beside / name;  // an absolute name stands for itself
}

ChannelSettings::Mail read_mail(const formats::TomlTable& table, const std::filesystem::path& beside, std::vector<Fault>& faults) {
  ChannelSettings::Mail mail;
  mail.place = table.place();
  mail.server = table.text("server", faults);
  mail.tls = table.text_or("tls", mail.tls, faults);
  mail.user = table.text_or("user", "", faults);
  mail.password_file = named_from(beside, table.text_or("password_file", "", faults));
  mail.own_name = table.text_or("own_name", "", faults);
  mail.certificates = named_from(beside, table.text_or("certificates", "", faults)).string();
  mail.from = table.text("from", faults);
  mail.from_name = table.text_or("from_name", "", faults);
  mail.bounces = table.text_or("bounces", "", faults);
  for (const auto& key : table.tables("dkim", faults))
    mail.dkim.push_back(
        {key.text("domain", faults), key.text("selector", faults), named_from(beside, key.text("key_file", faults)), key.place()});
  return mail;
}

ChannelSettings::Sms read_sms(const formats::TomlTable& table, const std::filesystem::path& beside, std::vector<Fault>& faults) {
  ChannelSettings::Sms sms;
  sms.place = table.place();
  sms.url = table.text("url", faults);
  sms.json = table.text_or("json", "", faults);
  for (const auto& [name, value] : table.text_map("form", faults)) sms.form.emplace_back(name, value);
  sms.key_header = table.text_or("key_header", "", faults);
  sms.key_file = named_from(beside, table.text_or("key_file", "", faults));
  sms.id_at = table.text_or("id_at", "", faults);
  sms.timeout_seconds = static_cast<int>(table.integer_or("timeout_seconds", sms.timeout_seconds, faults));
  if (sms.timeout_seconds < 1 || sms.timeout_seconds > 120)
    faults.push_back({table.place_of("timeout_seconds"), "timeout_seconds is out of bounds", "1 to 120"});
  for (const auto& status : table.texts("success", faults)) {
    const auto number = parse_integer(status);
    if (!number || *number < 200 || *number > 299)
      faults.push_back({table.place_of("success"), "\"" + status + "\" is no status of success", "\"200\" to \"299\""});
    else
      sms.success.push_back(static_cast<int>(*number));
  }
  return sms;
}

ChannelSettings::Letters read_letters(const formats::TomlTable& table, std::vector<Fault>& faults) {
  ChannelSettings::Letters letters;
  letters.place = table.place();
  letters.folder = table.text("folder", faults);
  letters.name = table.text("name", faults);
  letters.lines = table.texts("lines", faults);
  letters.paper = table.text_or("paper", letters.paper, faults);
  letters.window = table.text_or("window", letters.window, faults);
  letters.fonts = table.text_or("fonts", "", faults);
  letters.zone = table.text_or("zone", "UTC", faults);
  if (letters.paper != "us_letter" && letters.paper != "a4")
    faults.push_back({table.place_of("paper"), "there is no paper \"" + letters.paper + "\"", "us_letter or a4"});
  if (letters.window != "us_10" && letters.window != "din")
    faults.push_back({table.place_of("window"), "there is no envelope \"" + letters.window + "\"", "us_10 or din"});
  if (const auto zone = calendar::Zone::find(letters.zone, table.place_of("zone")); !zone)
    faults.insert(faults.end(), zone.error().faults.begin(), zone.error().faults.end());
  return letters;
}

Outcome<std::unique_ptr<notify::Channel>> make_mail(const ChannelSettings::Mail& wanted, const std::string& host) {
  const auto colon = wanted.server.rfind(':');
  const auto port = colon == std::string::npos ? std::optional<std::int64_t>(587) : parse_integer(wanted.server.substr(colon + 1));
  if (!port || *port < 1 || *port > 65535)
    return refuse(Refused::invalid, wanted.place, "\"" + wanted.server + "\" is no mail server",
                  "HOST:PORT, such as smtp.town.example:587");
  notify::MailSettings mail;
  mail.server = {.host = wanted.server.substr(0, colon), .port = static_cast<int>(*port)};
  if (wanted.tls != "starttls" && wanted.tls != "implicit" && wanted.tls != "none")
    return refuse(Refused::invalid, wanted.place, "there is no tls = \"" + wanted.tls + "\"",
                  "starttls, implicit, or none to this machine");
  mail.server.tls = wanted.tls == "none" ? mail::Tls::none : wanted.tls == "implicit" ? mail::Tls::implicit : mail::Tls::starttls;
  mail.server.send_within = longest_mail;
  mail.server.user = wanted.user;
  mail.server.certificates = wanted.certificates;
  mail.server.own_name = wanted.own_name.empty() ? host : wanted.own_name;
  if (!wanted.user.empty()) {
    auto password = read_secret(wanted.password_file, wanted.place);
    if (!password) return std::unexpected(password.error());
    mail.server.password = *std::move(password);
  }
  mail.from = {wanted.from_name, wanted.from};
  mail.bounces = wanted.bounces;
  for (const auto& key : wanted.dkim) {
    const auto pem = formats::read_file(key.key_file, largest_key);
    if (!pem) return refuse(Refused::invalid, key.place, key.key_file.string() + " cannot be read", "a private key in PEM");
    auto read = mail::read_dkim_key(key.domain, key.selector, *pem);
    if (!read) return std::unexpected(read.error());
    mail.keys.push_back(*std::move(read));
  }
  return notify::mail_channel(std::move(mail));
}

Outcome<std::unique_ptr<notify::Channel>> make_sms(const ChannelSettings::Sms& wanted) {
  notify::SmsGateway gateway{.url = wanted.url, .form = wanted.form, .json = wanted.json, .key_header = wanted.key_header};
  gateway.id_at = wanted.id_at;
  gateway.timeout = std::chrono::seconds(wanted.timeout_seconds);
  if (!wanted.success.empty()) gateway.success = wanted.success;
  if (!wanted.key_header.empty()) {
    auto key = read_secret(wanted.key_file, wanted.place);
    if (!key) return std::unexpected(key.error());
    gateway.key = *std::move(key);
  }
  return notify::sms_channel(std::move(gateway), wanted.place + ": ");
}

Outcome<std::unique_ptr<notify::Channel>> make_letters(const ChannelSettings::Letters& wanted, const std::filesystem::path& data) {
  notify::LetterSettings settings;
  settings.folder = data / wanted.folder;
  if (!wanted.fonts.empty()) settings.fonts = wanted.fonts;
  settings.sender = {wanted.name, wanted.lines, {}};
  if (wanted.paper == "a4") settings.paper = letters::Paper::a4;
  if (wanted.window == "din") settings.window = letters::Window::din;
  settings.zone = wanted.zone;
  return notify::letter_channel(std::move(settings));
}

}  // namespace

Outcome<std::string> read_secret(const std::filesystem::path& file, const std::string& place) {
  const auto text = formats::read_file(file, largest_key);
  if (!text) return refuse(Refused::invalid, place, file.string() + " cannot be read", "a file with the secret alone");
  return std::string(trim(*text));
}

void read_channels(const formats::TomlTable& document, const std::filesystem::path& beside, ChannelSettings& channels,
                   std::vector<Fault>& faults) {
  if (const auto mail = document.table("mail", faults)) channels.mail = read_mail(*mail, beside, faults);
  if (const auto sms = document.table("sms", faults)) channels.sms = read_sms(*sms, beside, faults);
  if (const auto letters = document.table("letters", faults)) channels.letters = read_letters(*letters, faults);
  if (const auto outbox = document.table("outbox", faults)) channels.folder = outbox->text("folder", faults);
  if (!faults.empty()) return;
  // Made once to see whether they can be: a fault is told with its place, before anything is served.
  if (const auto made = make_channels(channels, beside, false, "localhost"); !made)
    faults.insert(faults.end(), made.error().faults.begin(), made.error().faults.end());
}

Outcome<std::vector<std::unique_ptr<notify::Channel>>> make_channels(const ChannelSettings& wanted, const std::filesystem::path& data,
                                                                     bool sandbox, const std::string& host) {
  std::vector<std::unique_ptr<notify::Channel>> all;
  if (!wanted.any()) return all;
  if (wanted.mail && !sandbox) {
    auto mail = make_mail(*wanted.mail, host);
    if (!mail) return std::unexpected(mail.error());
    all.push_back(*std::move(mail));
  }
  if (wanted.sms && !sandbox) {
    auto sms = make_sms(*wanted.sms);
    if (!sms) return std::unexpected(sms.error());
    all.push_back(*std::move(sms));
  }
  if (wanted.letters && !sandbox) {
    auto letters = make_letters(*wanted.letters, data);
    if (!letters) return std::unexpected(letters.error());
    all.push_back(*std::move(letters));
  }
  const std::filesystem::path folder = sandbox ? data / "outbox" : wanted.folder.empty() ? wanted.folder : data / wanted.folder;
  for (const ChannelKind kind : {ChannelKind::mail, ChannelKind::sms, ChannelKind::letter}) {
    const bool carried = std::ranges::any_of(all, [kind](const auto& channel) { return channel->kind() == kind; });
    if (!carried && !folder.empty()) all.push_back(notify::file_channel(kind, folder));
  }
  all.push_back(notify::page_channel());
  return all;
}

notify::SenderSettings sender_settings(const std::string& public_url) {
  notify::SenderSettings settings;
  std::string_view host = http::authority_of(public_url);
  host = host.substr(0, host.rfind(':'));
  if (!host.empty() && !host.starts_with('[')) settings.domain = host;
  settings.unsubscribe_url = public_url + "/unsubscribe/";
  return settings;
}

}  // namespace portico::app
