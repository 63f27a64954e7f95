// SMS by the HTTP gateway of whoever carries it. What the request looks like is the operator's to say; that it is HTTP is why this stands
// among the routes.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/outcome.h"
#include "platform/notify/channel.h"

namespace portico::notify {

struct SmsGateway {
  std::string url;  // https://…, or http:// to this machine
  // One of both is given. In their values {to}, {text} and {id} stand for the number, the words and the message's own id.
  std::vector<std::pair<std::string, std::string>> form = {};
  std::string json = {};                  // {"to": "{to}", "body": "{text}", "from": "City"}
  std::string key_header = {}, key = {};  // "Authorization", "Bearer …"; none where the header is ""
  std::vector<int> success = {200, 201, 202};
  std::string id_at = {};  // where the answer's JSON has the gateway's id: "/messages/0/id" (RFC 6901); "" where it does not say
  Millis timeout{15'000};
};

// Refuses an address that may not be asked, JSON that is none, and a request without number or words. `place` names the settings.
Outcome<std::unique_ptr<Channel>> sms_channel(SmsGateway gateway, std::string_view place);

}  // namespace portico::notify
