// Channels that send nothing: each message becomes a file. For sandboxes, which must never send, and for trying a city out.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "platform/notify/channel.h"

namespace portico::notify {

// FOLDER/MESSAGE_ID.CHANNEL, and MESSAGE_ID.2.CHANNEL for a repeat, mode 0600; the folder is made (0700). Each is whole or not there. What
// cannot be written is `down`.
std::unique_ptr<Channel> file_channel(ChannelKind kind, std::filesystem::path folder);

// A page is told by being there to be looked at.
std::unique_ptr<Channel> page_channel();

}  // namespace portico::notify
