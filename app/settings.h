// The operator's settings: the command line and one optional TOML file (docs/operating.md). What the city decides stands in its pack
// instead.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "app/channels.h"
#include "app/mail_sources.h"
#include "app/storm.h"
#include "base/outcome.h"
#include "platform/identity/oidc.h"

namespace portico::app {

struct Settings {
  std::filesystem::path data;      // the data folder
  bool sandbox = false;            // it is the sandbox beside a city's own (sandbox.h)
  std::string database;            // "postgresql://…", or empty for the embedded database
  std::string schema = "portico";  // PostgreSQL: the jurisdiction's schema
  std::string address = "127.0.0.1";
  unsigned short port = 8311;
  std::string public_url;  // how the outside world reaches this server; empty: http://ADDRESS:PORT
  int loops = 2;
  int workers = 4;
  std::vector<std::string> trusted_proxies;
  std::map<std::string, std::string> keys;  // api_key → name of who holds it
  struct Grant {
    std::string place;                     // of the settings file, for whoever has to mend it
    std::vector<std::string> permissions;  // "publish_service", "propose_sla:SANITATION"
  };
  std::map<std::string, Grant> permissions;  // by holder; each has a key
  struct People {
    int idle_minutes = 30;                       // of silence end a session
    int session_hours = 12;                      // end it however busy
    int audit_days = 400;                        // how long it is kept who signed in
    std::vector<std::string> second_factor_for;  // roles that open nothing after a password alone
    std::string second_factor_place = {};        // where that stands in the settings
    bool plain_cookies = false;                  // for a public_url that is plain HTTP, elsewhere than on this machine
  } people;
  identity::OidcSettings oidc;  // whose word counts as a sign-in; nobody's where the issuer is ""
  StormBounds storm;
  ChannelSettings channels;           // what carries messages out; nothing does where nothing is set
  MailInSettings mail_in;             // where mail comes in; a sandbox takes none
  std::size_t kept_bytes = 16 << 20;  // of answers that are given again while on intake only
  int kept_seconds = 60;
};

// How the outside world reaches the server, without a slash at the end.
std::string public_url_of(const Settings& settings);

// Reads "127.0.0.1:8311", "[::1]:8311" or ":8311" into `settings`.
Outcome<void> read_listen(std::string_view text, Settings& settings);

// Reads the settings file over what `settings` already says. Every unknown key is refused.
Outcome<void> read_config(const std::filesystem::path& file, Settings& settings);

}  // namespace portico::app
