// Proofs over the sealed tree.
#include <algorithm>

#include "platform/ledger/ledger.h"
#include "platform/ledger/merkle.h"
#include "platform/ledger/tables.h"

namespace portico::ledger {
namespace {

TiledTree stored_tree(store::Reader& reader) {
  return TiledTree([&reader](int level, std::int64_t index) { return tables::tile(reader, level, index); });
}

std::int64_t sealed_size(store::Reader& reader) { return tables::newest_head(reader).value_or(Head{}).size; }

std::vector<std::string> as_bytes(const std::vector<Hash>& hashes) {
  std::vector<std::string> bytes(hashes.size());
  std::ranges::transform(hashes, bytes.begin(), [](const Hash& hash) { return std::string(crypto::view(hash)); });
  return bytes;
}

std::string up_to(std::int64_t size) { return "1 to " + std::to_string(size); }

}  // namespace

std::optional<Head> newest_head(store::Reader& reader) { return tables::newest_head(reader); }
std::vector<Head> heads_after(store::Reader& reader, std::int64_t size, int limit) { return tables::heads_after(reader, size, limit); }

Outcome<std::vector<std::string>> prove_inclusion(store::Reader& reader, std::int64_t position, std::int64_t size) {
  const auto sealed = sealed_size(reader);
  if (size < 1 || size > sealed) return refuse(Refused::not_found, "size", "the sealed tree has no such size", up_to(sealed));
  if (position < 1 || position > size)
    return refuse(Refused::not_found, "position", "the tree of this size has no such event", up_to(size));
  return as_bytes(stored_tree(reader).inclusion(position - 1, size));
}

Outcome<std::vector<std::string>> prove_consistency(store::Reader& reader, std::int64_t from_size, std::int64_t to_size) {
  const auto sealed = sealed_size(reader);
  if (to_size < 1 || to_size > sealed) return refuse(Refused::not_found, "to", "the sealed tree has no such size", up_to(sealed));
  if (from_size < 1 || from_size > to_size)
    return refuse(Refused::invalid, "from", "a tree can only have grown from a smaller one", up_to(to_size));
  return as_bytes(stored_tree(reader).consistency(from_size, to_size));
}

}  // namespace portico::ledger
