// What mail servers say of a mail that came back (RFC 3464). For this module's files alone.
#pragma once

#include <string_view>
#include <vector>

#include "platform/mail/received.h"

namespace portico::mail {

// Of a message/delivery-status: a block for each recipient. At most 100.
std::vector<Failure> read_delivery_status(std::string_view text);
// Of the words alone, as older servers have them: addresses in <…> beside an "550 5.1.1 …", and of X-Failed-Recipients.
std::vector<Failure> read_failure_words(std::string_view text, std::string_view failed_recipients);
// The first "Message-ID: <…>" of returned headers or of a text that holds them; "" where there is none.
std::string find_message_id(std::string_view text);

// Without brackets; "" where it is none that can be kept: printable ASCII without blanks, at most 250 bytes.
std::string message_id_of(std::string_view text);

}  // namespace portico::mail
