#include "platform/ledger/proof.h"

#include <boost/json.hpp>

#include "base/text.h"
#include "platform/ledger/heads.h"
#include "platform/ledger/json.h"
#include "platform/ledger/merkle.h"
#include "platform/ledger/tables.h"

namespace portico::ledger {
namespace {

namespace json = boost::json;

std::optional<Hash> hash_of(std::string_view bytes) {
  Hash hash;
  if (bytes.size() != hash.size()) return std::nullopt;
  std::ranges::copy(bytes, hash.begin());
  return hash;
}

std::string in_json(std::string_view text) {
  std::string out;
  write_json_string(out, text);
  return out;
}

// What a leaf says of itself; nothing where it is no event.
struct Said {
  std::string subject;
  std::int64_t position = 0;
};
std::optional<Said> said_by(std::string_view leaf) {
  boost::system::error_code broken;
  const auto value = json::parse(leaf, broken);
  if (broken || !value.is_object()) return std::nullopt;
  const auto* subject = value.get_object().if_contains("subject");
  const auto* position = value.get_object().if_contains("position");
  if (!subject || !subject->is_string() || !position || !position->is_int64()) return std::nullopt;
  return Said{std::string(subject->get_string()), position->get_int64()};
}

const std::string form = "a proof as \"portico ledger prove\" or a request's page gives it";

std::string bytes_of(const json::object& object, std::string_view key, std::size_t length) {
  const auto bytes = from_hex(std::string_view(object.at(key).as_string()));
  if (!bytes || bytes->size() != length) throw std::runtime_error(std::string(key) + " is not " + std::to_string(length) + " bytes in hex");
  return *bytes;
}

ProvenEvent read_event(const json::object& object) {
  ProvenEvent event{std::string(object.at("leaf").as_string()), object.at("position").to_number<std::int64_t>(), {}};
  for (const auto& each : object.at("path").as_array()) {
    const auto hash = from_hex(std::string_view(each.as_string()));
    if (!hash || hash->size() != 32) throw std::runtime_error("a hash of a path is not 32 bytes in hex");
    event.path.push_back(*hash);
  }
  return event;
}

}  // namespace

Outcome<Proof> prove(store::Reader& reader, const std::filesystem::path& folder, std::string_view subject, std::int64_t size) {
  auto head = tables::newest_head(reader);
  if (size != 0) {
    const auto from_there = tables::heads_after(reader, size - 1, 1);
    head = from_there.empty() || from_there.front().size != size ? std::nullopt : std::optional(from_there.front());
  }
  if (!head)
    return refuse(Refused::not_found, "size", size == 0 ? "nothing is sealed yet" : "no head has " + std::to_string(size) + " events",
                  "the size of a published head");
  const auto public_key = public_key_in(folder);
  if (!public_key) return refuse(Refused::not_found, "key", "this folder has no ledger.pub", "");
  Proof proof{std::string(subject), *head, *public_key, {}};
  for (const Event& event : events_of(reader, subject)) {
    if (event.position > head->size) break;
    auto path = prove_inclusion(reader, event.position, head->size);
    if (!path) return std::unexpected(path.error());
    proof.events.push_back({leaf_bytes(event), event.position, *std::move(path)});
  }
  if (proof.events.empty())
    return refuse(Refused::not_found, "subject", "nothing of it is sealed under this head yet", "try again in a second");
  return proof;
}

std::string to_json(const Proof& proof) {
  std::string text = "{\"events\":[";
  for (const ProvenEvent& event : proof.events) {
    text += (text.back() == '[' ? "\n{" : ",\n{") + ("\"leaf\":" + in_json(event.leaf)) + ",\"path\":[";
    for (const auto& hash : event.path) text += (text.back() == '[' ? "\"" : ",\"") + hex(hash) + "\"";
    text += "],\"position\":" + std::to_string(event.position) + "}";
  }
  return text + "],\n\"head\":" + to_line(proof.head) + ",\n\"public_key\":\"" + hex(proof.public_key) +
         "\",\n\"subject\":" + in_json(proof.subject) + "}\n";
}

Outcome<Proof> parse_proof(std::string_view text) {
  try {
    const auto value = json::parse(text);
    const auto& object = value.as_object();
    Proof proof;
    proof.subject = std::string(object.at("subject").as_string());
    proof.public_key = bytes_of(object, "public_key", 32);
    auto head = parse_head(json::serialize(object.at("head")), "head");
    if (!head) return std::unexpected(head.error());
    proof.head = *std::move(head);
    for (const auto& each : object.at("events").as_array()) proof.events.push_back(read_event(each.as_object()));
    return proof;
  } catch (const std::exception& broken) {
    return refuse(Refused::invalid, "proof", std::string("this is no proof: ") + broken.what(), form);
  }
}

std::vector<std::string> check(const Proof& proof, const std::vector<Head>& kept) {
  std::vector<std::string> findings;
  const auto root = hash_of(proof.head.root);
  if (!root) return {"the head's root is not 32 bytes"};
  if (!signature_fits(proof.head, proof.public_key)) findings.push_back("the head's signature is not by this key");
  if (proof.events.empty()) findings.push_back("the proof holds no event");
  for (const ProvenEvent& event : proof.events) {
    const std::string name = "event " + std::to_string(event.position);
    const auto said = said_by(event.leaf);
    if (!said || said->position != event.position || said->subject != proof.subject) {
      findings.push_back(name + " is not what it says that it is");
      continue;
    }
    std::vector<Hash> path;
    for (const auto& bytes : event.path)
      if (const auto hash = hash_of(bytes)) path.push_back(*hash);
    if (path.size() != event.path.size() || !verify_inclusion(leaf_hash(event.leaf), event.position - 1, proof.head.size, path, *root))
      findings.push_back(name + " does not stand under the head");
  }
  if (!kept.empty() && std::ranges::find(kept, proof.head) == kept.end()) {
    const bool other = std::ranges::find(kept, proof.head.size, &Head::size) != kept.end();
    findings.push_back(other ? "the head of this size that was kept elsewhere is another one"
                             : "no head of this size was kept elsewhere: ask for a proof under one that was");
  }
  return findings;
}

}  // namespace portico::ledger
