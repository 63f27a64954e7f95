// What shows an outsider that events stand in the ledger: the events' own bytes, their paths to a signed head, and that head. Whoever holds
// it needs nothing else: neither the database nor this program (README.md says how it is checked).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "platform/ledger/ledger.h"

namespace portico::ledger {

struct ProvenEvent {
  std::string leaf;  // leaf_bytes: canonical JSON, which holds the position
  std::int64_t position = 0;
  std::vector<std::string> path;  // hashes of 32 bytes, from the leaf's neighbour up
  bool operator==(const ProvenEvent&) const = default;
};

struct Proof {
  std::string subject;
  Head head;
  std::string public_key;  // 32 bytes
  std::vector<ProvenEvent> events;
  bool operator==(const Proof&) const = default;
};

// All events of a subject that a head covers: the newest one, or the one of `size` events, which somebody may have kept. Refused
// (not_found) where nothing of it is sealed yet, where `size` has no head, or the folder has no public key.
Outcome<Proof> prove(store::Reader& reader, const std::filesystem::path& folder, std::string_view subject, std::int64_t size = 0);

std::string to_json(const Proof& proof);  // one object, hashes and keys in hex
Outcome<Proof> parse_proof(std::string_view text);

// Recomputes every leaf and path and the head's signature; with heads that were kept elsewhere, one of them must be the proof's own. One
// sentence a finding; none: all of it stands under the head.
std::vector<std::string> check(const Proof& proof, const std::vector<Head>& kept);

}  // namespace portico::ledger
