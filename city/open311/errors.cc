#include "city/open311/errors.h"

namespace portico::open311 {

int code_of(Refused kind) {
  switch (kind) {
    case Refused::invalid:
      return 400;
    case Refused::forbidden:
      return 403;
    case Refused::not_found:
      return 404;
    case Refused::conflict:
      return 409;
    case Refused::too_large:
      return 413;
    case Refused::mismatch:
      return 422;
    case Refused::too_many:
      return 429;
    case Refused::unavailable:
      return 503;
  }
  return 400;
}

std::string description_of(const Fault& fault) {
  return fault.accepted.empty() ? fault.reason : fault.reason + " (accepted: " + fault.accepted + ")";
}

std::string errors_body(Format format, const Refusal& refusal) {
  std::string body;
  Writer writer(format, body);
  writer.begin_list("errors");
  for (const Fault& fault : refusal.faults) {
    writer.begin_item("error");
    writer.integer("code", code_of(refusal.kind));
    writer.text("description", description_of(fault));
    writer.end_item("error");
  }
  writer.end_list("errors");
  return body;
}

}  // namespace portico::open311
