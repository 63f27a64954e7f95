// Opens many cases in background slices: whoever reads them prepares the next ones while the lane writes, and intake goes first.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "city/cases/cases.h"
#include "platform/store/store.h"

namespace portico::cases {

class ImportLane {
 public:
  // What has been done so far: up to and including which row, how many were new, how many on file before.
  struct Done {
    std::int64_t row = 0, opened = 0, known = 0;
  };
  // Runs inside each slice's transaction, so that what it writes stands and falls with the slice's cases.
  using Mark = std::function<void(store::Tx& tx, const Done& done)>;

  // `done` is where an earlier run stood.
  ImportLane(store::Store& store, const Cases& cases, Done done, Mark mark);
  ~ImportLane();  // waits for the slice that runs; what waits behind it is dropped

  // Rows in rising order. Waits while too many are ahead. Throws what broke a slice.
  void add(std::int64_t row, Opening opening);
  // Waits until all is durable; throws what broke a slice.
  Done finish();

  // Rows that opening itself refused.
  struct Refusal {
    std::int64_t row = 0;
    portico::Refusal refusal;
  };
  std::vector<Refusal> take_refusals();

 private:
  struct Inside;
  std::shared_ptr<Inside> inside_;
};

}  // namespace portico::cases
