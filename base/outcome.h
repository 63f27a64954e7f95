// A refusal is a value: what was wrong, where, and what would be accepted. Breakage is an exception and never comes this way.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace portico {

// One thing that was wrong with what somebody asked.
struct Fault {
  std::string field;     // the place: a form field, a column, "services.toml:12"; empty where the whole is meant
  std::string reason;    // why, in a sentence for the person who asked
  std::string accepted;  // what would have been accepted; empty where nothing would
  bool operator==(const Fault&) const = default;
};

enum class Refused {
  invalid,      // the request makes no sense as it stands (HTTP 400)
  forbidden,    // a key or permission is missing or wrong (403)
  not_found,    // there is no such thing, or none that this person may know of (404)
  conflict,     // it was changed or done by another meanwhile (409)
  too_large,    // more than is taken at once (413)
  mismatch,     // the same idempotency key came with another body (422)
  too_many,     // more often than is allowed (429)
  unavailable,  // not now; trying again later may work (503)
};

struct Refusal {
  Refused kind = Refused::invalid;
  std::vector<Fault> faults;
  bool operator==(const Refusal&) const = default;
};

template <class T>
using Outcome = std::expected<T, Refusal>;

inline std::unexpected<Refusal> refuse(Refused kind, std::string field, std::string reason, std::string accepted = {}) {
  return std::unexpected(Refusal{kind, {Fault{std::move(field), std::move(reason), std::move(accepted)}}});
}

}  // namespace portico
