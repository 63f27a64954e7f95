// What carries messages out: mail, SMS, letters. A channel knows the wire; what is said, to whom and when is decided before.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "platform/notify/reach.h"

namespace portico::notify {

// One message to one address, ready to go. Each form is there: a channel takes the one that it can carry.
struct Message {
  std::string id;      // "…@city.example", without brackets: a repeat after a crash has the same one
  std::string thread;  // the same for all that one person is told about one thing, in the form of `id`: for References; may be ""
  ChannelKind channel = ChannelKind::mail;
  std::string address, name, reply_to;  // as in Reach
  std::string language;                 // the one used
  bool right_to_left = false;
  std::string subject;                  // one line
  std::string text;                     // UTF-8, lines end with "\n", paragraphs are parted by an empty one
  std::string html;                     // a whole document, without anything from elsewhere
  std::string sms;                      // one text, not yet divided
  std::vector<std::string> paragraphs;  // of a letter
  std::string unsubscribe_url;          // for List-Unsubscribe and List-Unsubscribe-Post (RFC 8058); "" for service mail
  bool answers = false;                 // what came in
  Instant at;                           // now
};
// All that the sender gives to a channel was made by a machine: mail says "Auto-Submitted: auto-generated", or "auto-replied" where it
// answers; such a mail has no sender to whom it could come back (RFC 3834).

struct Delivery {
  enum class Kind {
    taken,            // the next carrier has it
    later,            // not now: this message is tried again, and the try counts
    refused,          // never: the message is failed
    no_such_address,  // never, and nothing else to this address either
    down,             // the channel itself does not work: no message's try, and nothing goes by it for a while
  };
  Kind kind = Kind::taken;
  std::string why = {};        // for the record: codes of the protocol, no address and no word of the message
  std::string reference = {};  // how the carrier calls it; may be ""
  bool operator==(const Delivery&) const = default;
};

class Channel {
 public:
  virtual ~Channel() = default;
  virtual ChannelKind kind() const = 0;
  // Blocks until the carrier has answered, within a bounded time. Called from several threads at once. Throws nothing that it can say.
  virtual Delivery send(const Message& message) = 0;
};

}  // namespace portico::notify
