// Automatic mail (RFC 3834): what a machine sent is never answered by a machine, so that no loop can form. Pure.
#pragma once

#include <span>
#include <string>
#include <utility>

#include "platform/notify/outbox.h"

namespace portico::notify {

// The head of a mail that came, names in any case, values unfolded.
using MailHead = std::span<const std::pair<std::string, std::string>>;

// Whether a machine, a list or a mail system sent it: "Auto-Submitted" of anything but "no", "Precedence" bulk, junk or list, any list's
// header, an empty return path, a delivery report, or a sender that is one.
bool is_automatic(MailHead head);

// As put(), for a note that answers what came. False, with nothing written, where that was automatic.
bool put_answer(store::Tx& tx, const Note& note, MailHead came, Instant now);

}  // namespace portico::notify
