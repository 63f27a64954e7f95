// A city that is nowhere, and requests that nobody made (city/rehearsal): for benches, for trying a machine before the day. No data folder.
#pragma once

#include <filesystem>
#include <string>

#include "app/console.h"
#include "city/rehearsal/demand.h"
#include "city/rehearsal/invent.h"

namespace portico::app {

int generate_city(const rehearsal::Size& size, const std::filesystem::path& to, Console& console);
int generate_requests(const std::filesystem::path& pack, const rehearsal::Wanted& wanted, Console& console);

}  // namespace portico::app
