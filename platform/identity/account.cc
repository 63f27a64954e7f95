// What a person does with their own account.
#include <algorithm>

#include "platform/crypto/seal.h"
#include "platform/identity/code.h"
#include "platform/identity/events.h"
#include "platform/identity/identity.h"
#include "platform/identity/people.h"
#include "platform/identity/tables.h"

namespace portico::identity {
namespace {

constexpr std::string_view in_a_browser = "in a browser's keeping";

std::string secret_subject(std::int64_t person) { return "second factor of " + actor_of(person); }

}  // namespace

Outcome<std::string> Identity::hash(std::string_view password, std::string_view name) {
  if (const auto good = check_password(password, name, "password"); !good) return std::unexpected(good.error());
  return crypto::hash_password(password, chance_.bytes(16), settings_.cost);
}

std::string Identity::seal_for_browser(std::string_view secret) const {
  return crypto::base64_url(crypto::seal(sealing_, secret, in_a_browser, chance_));
}

std::optional<std::string> Identity::unseal_from_browser(std::string_view sealed) const {
  const auto bytes = crypto::from_base64_url(sealed);
  return bytes ? crypto::unseal(sealing_, *bytes, in_a_browser) : std::nullopt;
}

std::string Identity::drawn_password() { return draw_password(chance_); }

Outcome<void> Identity::check_own_password(const Who& who, std::string_view password) {
  const Try attempt = try_of(who.person.name, who.session.address);
  if (const auto wait = take_attempt(attempt)) return refuse(Refused::too_many, "old_password", "That was tried too often.", "in a minute");
  tables::Secrets secrets;
  store_.read([&](store::Reader& reader) { secrets = tables::secrets_of(reader, who.person.id); });
  const auto good = fits(secrets.password, password);
  if (!good) return refuse(Refused::unavailable, "old_password", "Very many are signing in just now.", "in a minute");
  if (!*good) return refuse(Refused::invalid, "old_password", "This is not your password.", "the one that you signed in with");
  static_cast<void>(store_.run<bool>([&](store::Tx& tx) -> Outcome<bool> {
    tables::forget_attempts(tx, attempt.name_bucket);
    return true;
  }));
  return {};
}

Outcome<void> Identity::change_password(const Who& who, std::string_view old_password, std::string_view new_password) {
  // A person who came by OIDC may have none yet: the house that vouched for them has just asked.
  if (who.person.has_password)
    if (auto own = check_own_password(who, old_password); !own) return own;
  if (const auto good = check_password(new_password, who.person.name, "password"); !good) return std::unexpected(good.error());
  const auto encoded = hash(new_password, who.person.name);
  if (!encoded) return std::unexpected(encoded.error());
  const auto changed = store_.run<Person>([&, now = time_.now()](store::Tx& tx) {
    return set_password(tx, who.person.name, *encoded, now, actor_of(who.person.id), who.session.hash);
  });
  if (!changed) return std::unexpected(changed.error());
  return {};
}

Outcome<std::string> Identity::begin_second_factor(const Who& who) {
  const std::string secret = chance_.bytes(code_secret_bytes);
  const std::string sealed = crypto::seal(sealing_, secret, secret_subject(who.person.id), chance_);
  return store_.run<std::string>([&](store::Tx& tx) -> Outcome<std::string> {
    const auto person = tables::find_person(tx, who.person.id);
    if (!person || person->second_factor) return refuse(Refused::conflict, "", "The second factor is on already.", "switch it off first");
    tables::update_code(tx, who.person.id, sealed, false, 0);
    return secret;
  });
}

std::optional<std::string> Identity::unconfirmed_secret(const Person& person) const {
  return person.second_factor ? std::nullopt : secret_of(person.id);
}

Outcome<std::vector<std::string>> Identity::confirm_second_factor(const Who& who, std::string_view code) {
  const Instant now = time_.now();
  const auto secret = unconfirmed_secret(who.person);
  if (!secret) return refuse(Refused::conflict, "code", "There is no second factor to confirm.", "begin anew");
  const auto step = step_with(*secret, code, 0, now);
  if (!step)
    return refuse(Refused::invalid, "code", "This is not the code that your program shows now.", "six digits; look at your phone's clock");
  const std::vector<std::string> codes = draw_recovery_codes(chance_);
  std::vector<std::string> hashes;
  for (const auto& each : codes) hashes.push_back(hash_of_recovery_code(each));
  return store_.run<std::vector<std::string>>([&](store::Tx& tx) -> Outcome<std::vector<std::string>> {
    const auto person = tables::find_person(tx, who.person.id);
    const auto sealed = tables::secrets_of(tx, who.person.id).code_secret;
    if (!person || person->second_factor || !sealed || crypto::unseal(sealing_, *sealed, secret_subject(who.person.id)) != secret)
      return refuse(Refused::conflict, "code", "The second factor was changed meanwhile.", "begin anew");
    tables::update_code(tx, who.person.id, sealed, true, *step);
    tables::prove_session(tx, who.session.hash);  // it has brought both now
    tables::replace_recovery_codes(tx, who.person.id, hashes);
    tables::insert_audit(tx, {.at = now, .person = who.person.id, .what = "second_factor_on", .address = who.session.address});
    tell(tx, SecondFactorSwitchedOn{who.person.id}, now, actor_of(who.person.id));
    return codes;
  });
}

Outcome<void> Identity::drop_second_factor(const Who& who, std::string_view password) {
  if (auto own = check_own_password(who, password); !own) return own;
  const auto reset = store_.run<Person>(
      [&, now = time_.now()](store::Tx& tx) { return reset_second_factor(tx, who.person.name, now, actor_of(who.person.id)); });
  if (!reset) return std::unexpected(reset.error());
  return {};
}

int Identity::recovery_codes_left(const Person& person) const {
  int left = 0;
  store_.read([&](store::Reader& reader) { left = tables::count_recovery_codes(reader, person.id); });
  return left;
}

std::vector<Session> Identity::sessions_of(const Person& person) const {
  std::vector<Session> sessions;
  store_.read([&](store::Reader& reader) { sessions = tables::sessions_of(reader, person.id); });
  std::erase_if(sessions, [&, now = time_.now()](const Session& session) {
    return session.stage != Session::Stage::whole || over(session, settings_.session, now);
  });
  return sessions;
}

Outcome<void> Identity::end_session(const Who& who, std::string_view hash) {
  const auto ended = store_.run<bool>([&, now = time_.now()](store::Tx& tx) -> Outcome<bool> {
    const auto session = tables::find_session(tx, hash);
    if (!session || session->person != who.person.id || !tables::delete_session(tx, hash))
      return refuse(Refused::not_found, "session", "There is no such session of yours, or it has ended.", "one of your list");
    tables::insert_audit(tx, {.at = now, .person = who.person.id, .what = "session_ended", .address = session->address});
    return true;
  });
  if (!ended) return std::unexpected(ended.error());
  return {};
}

}  // namespace portico::identity
