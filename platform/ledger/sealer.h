// Gives positions to events (PostgreSQL) and seals them into the tree with signed heads.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "platform/ledger/bell.h"
#include "platform/ledger/heads.h"
#include "platform/ledger/ledger.h"
#include "platform/ledger/merkle.h"

namespace portico::ledger {

class Sealer {
 public:
  Sealer(store::Store& store, Ledger::Settings settings, const TimeSource& time, Chance& chance, Log& log);
  ~Sealer() { stop(); }

  void start();
  void stop();  // seals what is left
  void seal_now();

  std::optional<Head> newest() const;
  std::string trouble() const;  // why the last round failed; empty where it did not
  const std::shared_ptr<Bell>& bell() const { return bell_; }

 private:
  void run();
  void round(bool seal);
  bool order();  // PostgreSQL; whether events still wait for a position
  void seal();
  bool seal_next();  // one batch; false where nothing is left to seal, or another node seals
  bool write(const Head& head, const Head& before, const std::vector<Tile>& tiles);
  void follow_with_file();
  void set_newest(const Head& head);

  store::Store& store_;
  const Ledger::Settings settings_;
  const TimeSource& time_;
  Chance& chance_;
  Log& log_;
  const bool postgres_;
  const std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  std::thread thread_;

  std::mutex sealing_;  // one round at a time; guards what follows
  std::optional<crypto::SigningKey> key_;
  Edge edge_;
  HeadFile file_;
  std::optional<std::int64_t> in_file_;  // the size of the file's last head, once known
  bool tuned_ = false;

  mutable std::mutex telling_;  // guards what follows
  std::optional<Head> newest_;
  std::string trouble_;
};

}  // namespace portico::ledger
