#include "city/registers/load.h"

#include "base/text.h"
#include "city/registers/events.h"
#include "city/registers/tables.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/json.h"
#include "platform/ledger/ledger.h"

namespace portico::registers {

Offers offers_now(store::Reader& reader) {
  const auto newest = tables::newest(reader);
  return newest ? offers_from(newest->record) : Offers{};
}

Outcome<std::int64_t> load_offers(store::Tx& tx, const Offers& pack, Instant at, std::string_view actor) {
  const auto newest = tables::newest(tx);
  const std::string record = record_of(pack);
  if (newest ? newest->record == record : pack == Offers{}) return newest ? newest->version : 0;
  const std::int64_t version = newest ? newest->version + 1 : 1;
  tables::insert(tx, version, at, actor, record);
  const RegistersLoaded event{.hash = hex(crypto::view(crypto::sha256(record))),
                              .licence = pack.licence.name,
                              .offices = static_cast<std::int64_t>(pack.by_site.size())};
  ledger::append(tx, {.at = at,
                      .actor = std::string(actor),
                      .subject = "registers",
                      .version = version,
                      .type = std::string(RegistersLoaded::type),
                      .payload = payload_of(event)});
  return version;
}

std::string payload_of(const RegistersLoaded& event) {
  return ledger::Payload{}.add("hash", event.hash).add("licence", event.licence).add("offices", event.offices).str();
}

}  // namespace portico::registers
