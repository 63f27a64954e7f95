// Orders that are carried out inside a serving process: whoever holds the data folder does them, and whoever asked sees what they say.
#pragma once

#include <memory>
#include <optional>

#include "app/command.h"
#include "platform/store/control.h"

namespace portico::app {

// Asks the process that serves the data folder, and gives its exit code; nothing where none does.
std::optional<int> carry_out_in_server(const Settings& settings, const Order& order, Console& console);

// Takes such orders until it is destroyed.
std::unique_ptr<store::ControlServer> take_orders(House& house, Log& log);

}  // namespace portico::app
