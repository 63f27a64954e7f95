// The embedded database: DIR/portico.db, one write lane, and as many read connections as there are threads reading at once.
#pragma once

#include <memory>

#include "platform/store/store.h"

namespace portico::store {

std::unique_ptr<Store> open_sqlite(const Settings& settings, std::span<const Migration> migrations);  // see Store::open

}  // namespace portico::store
