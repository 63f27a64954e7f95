// Mail to a mail server: what was rendered becomes a signed mail (platform/mail), and what the server says becomes a Delivery.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/outcome.h"
#include "platform/mail/dkim.h"
#include "platform/mail/mail.h"
#include "platform/mail/smtp.h"
#include "platform/notify/channel.h"

namespace portico::notify {

struct MailSettings {
  mail::SmtpSettings server;
  mail::Address from;
  std::string bounces = {};  // what comes back comes here: the envelope's sender; "": as `from`
  std::vector<mail::DkimKey> keys = {};
};

// Connections are kept from mail to mail, one for each that is on its way. Refuses what `Smtp::make` refuses, and a bad address.
Outcome<std::unique_ptr<Channel>> mail_channel(MailSettings settings);

// What a server's answer means for the message, its address and the channel. Pure.
Delivery read_delivery(const mail::Delivery& answer);

}  // namespace portico::notify
