// What carries messages out of this server, by the operator's settings: [mail], [sms], [letters], [outbox] (docs/operating.md).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/outcome.h"
#include "platform/formats/formats.h"
#include "platform/notify/channel.h"
#include "platform/notify/sender.h"

namespace portico::app {

// Plain values, as they stand in the file; keys and passwords are read when the channels are made.
struct ChannelSettings {
  struct Dkim {
    std::string domain, selector;
    std::filesystem::path key_file;
    std::string place;
  };
  struct Mail {
    std::string server, tls = "starttls", user, own_name, certificates, from, from_name, bounces;
    std::filesystem::path password_file;
    std::vector<Dkim> dkim;
    std::string place;
  };
  struct Sms {
    std::string url, json, key_header, id_at, place;
    std::vector<std::pair<std::string, std::string>> form;
    std::filesystem::path key_file;
    std::vector<int> success;
    int timeout_seconds = 15;
  };
  struct Letters {
    std::string folder, name, paper = "us_letter", window = "us_10", fonts, zone, place;
    std::vector<std::string> lines;
  };
  std::optional<Mail> mail;
  std::optional<Sms> sms;
  std::optional<Letters> letters;
  std::filesystem::path folder;  // each message that no other channel carries becomes a file here; "": none does
  bool any() const { return mail || sms || letters || !folder.empty(); }
};

// Reads [mail], [sms], [letters] and [outbox]. Files are named from the folder of the settings file.
void read_channels(const formats::TomlTable& document, const std::filesystem::path& beside, ChannelSettings& channels,
                   std::vector<Fault>& faults);

// What a file holds that only its owner should read, without blanks around it. Refused at `place` where it cannot be read.
Outcome<std::string> read_secret(const std::filesystem::path& file, const std::string& place);

// A sandbox gets files alone, in DIR/outbox. None where nothing is set: notes wait then.
Outcome<std::vector<std::unique_ptr<notify::Channel>>> make_channels(const ChannelSettings& wanted, const std::filesystem::path& data,
                                                                     bool sandbox, const std::string& host);

// `host` of the public URL names messages.
notify::SenderSettings sender_settings(const std::string& public_url);

}  // namespace portico::app
