// An announcement as it is kept and hashed.
#include <boost/json.hpp>
#include <stdexcept>

#include "base/text.h"
#include "city/announcements/announcement.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/json.h"

namespace portico::announcements {

std::string record_of(const Announcement& announcement) {
  ledger::Payload texts;
  for (const auto& [language, text] : announcement.texts)
    texts.add(language, ledger::Payload{}.add("body", text.body).add("title", text.title));
  return ledger::Payload{}
      .add("agency", announcement.agency)
      .add("from", iso8601(announcement.from))
      .add("services", std::span<const std::string>(announcement.services))
      .add("texts", texts)
      .add("until", iso8601(announcement.until))
      .str();
}

Announcement read_record(std::string_view record) {
  const auto object = boost::json::parse(record).as_object();
  const auto text = [](const boost::json::object& of, std::string_view key) { return boost::json::value_to<std::string>(of.at(key)); };
  const auto from = parse_instant(text(object, "from"), "from"), until = parse_instant(text(object, "until"), "until");
  if (!from || !until) throw std::runtime_error("an announcement's instant is none");
  Announcement read;
  read.agency = text(object, "agency");
  read.services = boost::json::value_to<std::vector<std::string>>(object.at("services"));
  read.from = *from;
  read.until = *until;
  for (const auto& [language, words] : object.at("texts").as_object())
    read.texts[std::string(language)] = {text(words.as_object(), "title"), text(words.as_object(), "body")};
  return read;
}

std::string hash_of(const Announcement& announcement) { return hex(crypto::view(crypto::sha256(record_of(announcement)))); }

}  // namespace portico::announcements
