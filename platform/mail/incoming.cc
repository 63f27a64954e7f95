#include "platform/mail/incoming.h"

#include <exception>

namespace portico::mail {

Answer ask(const Accept& accept, std::string_view mail, const Envelope& envelope) {
  try {
    return accept(mail, envelope);
  } catch (const std::exception&) {  // whoever takes mail tells its own troubles; here the mail must not be lost
    return {Answer::Verdict::later, "not now"};
  }
}

}  // namespace portico::mail
