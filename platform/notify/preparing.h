// Inside platform/notify only: a telling becomes a message, or something else that it is to become.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/notify/sender.h"

namespace portico::notify {

struct Around {
  const AddressBook& book;
  const Shelf& shelf;
  const Kinds& kinds;
  const Marks& marks;
  const SenderSettings& settings;
  const std::vector<ChannelKind>& carried;
  Instant now;

  bool carries(ChannelKind channel) const;
};

// What a note that is due becomes: tellings without ids. Nothing: not known here.
std::optional<std::vector<Telling>> tellings_of(store::Reader& reader, const Around& around, const Waiting& note);

struct Try {
  Telling telling;
  std::optional<Message> message;  // nothing: the telling is written as it is here, and nothing is sent
};
// `already` messages of this batch go to the same address.
using Already = std::map<std::string, int>;
Try prepare(store::Reader& reader, const Around& around, Telling telling, Already& already);

}  // namespace portico::notify
