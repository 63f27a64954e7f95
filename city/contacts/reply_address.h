// The address at which an answer to what the city wrote lands on its case: "reply+2345678X.k7m…@reply.town.example".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace portico::contacts {

struct ReplyClaim {    // what an address says, before anybody has looked whether it is so
  std::string number;  // of the case, canonical: "2345-678X"
  std::string signature;
};

class ReplyAddresses {
 public:
  // `secret` of 32 bytes. Without a domain there are none.
  ReplyAddresses(std::string secret, std::string domain);

  // `who` as notes name the recipient: "reporter:4711". "" where there is no domain.
  std::string address(std::string_view number, std::string_view who) const;
  std::optional<ReplyClaim> read(std::string_view address) const;  // in any case; nothing for other addresses
  bool right(const ReplyClaim& claim, std::string_view who) const;

 private:
  std::string signature(std::string_view number, std::string_view who) const;
  std::string secret_, domain_;
};

}  // namespace portico::contacts
