// Everything that a filter asks of one row.
#pragma once

#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/tables.h"

namespace portico::cases {

class Sieve {
 public:
  // `found_by_words`: the index has seen to the words. Filter and city must outlive it.
  Sieve(const Filter& filter, const directory::Snapshot& city, bool found_by_words = false);
  bool lets(const tables::Glance& row) const;

 private:
  bool lies_within(const tables::Glance& row) const;
  bool says(const tables::Glance& row, const directory::Service* service) const;

  const Filter& filter_;
  const directory::Snapshot& city_;
  std::vector<std::string> words_;
};

}  // namespace portico::cases
