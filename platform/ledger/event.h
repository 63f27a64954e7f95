// What a leaf of the tree is the hash of.
#pragma once

#include <string>

#include "platform/ledger/merkle.h"
#include "platform/ledger/tables.h"

namespace portico::ledger {

void write_leaf(std::string& out, const tables::EventRow& event);  // appends leaf_bytes of the stored event
Event to_event(const tables::EventRow& row);

}  // namespace portico::ledger
