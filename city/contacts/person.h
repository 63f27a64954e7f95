// All that is on file of what somebody wrote: what the law lets everybody ask for.
#pragma once

#include <string>
#include <string_view>

#include "city/contacts/contact.h"
#include "platform/store/store.h"

namespace portico::contacts {

// Mails from that address, without regard to case, as a member of a JSON object: "\"mails\":[…]". Looks at everybody who wrote.
std::string mails_of_person(store::Reader& reader, std::string_view email);

}  // namespace portico::contacts
