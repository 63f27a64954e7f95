// PostgreSQL: commands run in parallel, each in a transaction of its own on a session of its own; the server groups their commits.
#pragma once

#include <memory>

#include "platform/store/store.h"

namespace portico::store {

std::unique_ptr<Store> open_postgres(const Settings& settings, std::span<const Migration> migrations);  // see Store::open

}  // namespace portico::store
