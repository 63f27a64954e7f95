// Signed heads outside the database: the signing key and the file of all heads, both in the data folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/chance.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/ledger.h"
#include "platform/ledger/merkle.h"

namespace portico::ledger {

std::string key_name(std::string_view public_key);  // the first 8 bytes of its SHA-256, hex

// Draws and keeps a key on first use: FOLDER/ledger.key (hex of the seed, mode 0600) and, to be given to others, FOLDER/ledger.pub (hex).
// Throws std::runtime_error where the file cannot be read, is no key, or others may read it.
crypto::SigningKey open_key(const std::filesystem::path& folder, Chance& chance);
std::optional<std::string> public_key_in(const std::filesystem::path& folder);  // without making one

Head sign_head(const crypto::SigningKey& key, std::int64_t size, const Hash& root, Instant at);
bool signature_fits(const Head& head, std::string_view public_key);

constexpr std::int64_t most_unsynced = 512 << 10;  // bytes at the end of the file that one append may have left without its sync

// FOLDER/heads.jsonl, one line a head, only ever appended to.
class HeadFile {
 public:
  explicit HeadFile(std::filesystem::path path) : path_(std::move(path)) {}

  // The size in the last whole line, 0 without one. What a crash or a cut of the power has torn is cut off first: from the first line that
  // has bytes which never reached the disk (they read as zeros), or a last line without its end. The ledger has those heads, and appends
  // them again.
  // Throws where the last whole line is no head: somebody else wrote there.
  std::int64_t open();
  void append(const std::vector<Head>& heads);  // returns when they are on the disk

 private:
  std::filesystem::path path_;
};

}  // namespace portico::ledger
