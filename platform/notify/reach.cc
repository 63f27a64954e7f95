#include "platform/notify/reach.h"

#include <array>
#include <stdexcept>

namespace portico::notify {
namespace {

constexpr std::array<std::string_view, 4> names{"mail", "sms", "letter", "page"};

}  // namespace

std::string_view name_of(ChannelKind kind) { return names.at(static_cast<std::size_t>(kind)); }

std::optional<ChannelKind> channel_named(std::string_view name) {
  for (const ChannelKind kind : all_channels)
    if (name_of(kind) == name) return kind;
  return std::nullopt;
}

}  // namespace portico::notify
