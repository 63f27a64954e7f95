// Signing in: every try is counted before its password is looked at, so that many tries at once are counted too.
#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/crypto/seal.h"
#include "platform/identity/code.h"
#include "platform/identity/events.h"
#include "platform/identity/identity.h"
#include "platform/identity/tables.h"
#include "platform/store/secrets.h"

namespace portico::identity {
namespace {

constexpr std::size_t key_bytes = 32, token_bytes = 32;
constexpr int hashing_at_once = 2;  // each takes a worker and the memory of its cost
constexpr std::chrono::seconds longest_queue{3};
constexpr std::chrono::minutes seen_to_the{1};
constexpr std::chrono::hours attempts_kept{48};

NotEntered not_entered(NotEntered::Why why, Millis wait = Millis{0}) { return {why, wait}; }
std::string secret_subject(std::int64_t person) { return "second factor of " + actor_of(person); }
// What no name looks like is not asked of the database, which takes UTF-8 without NUL alone.
bool storable(std::string_view name) { return check_name(name, "name").has_value(); }

}  // namespace

Identity::Identity(store::Store& store, const TimeSource& time, Chance& chance, Settings settings)
    : store_(store),
      time_(time),
      chance_(chance),
      settings_(settings),
      key_(store::secret(store, "identity.key", key_bytes, chance)),
      sealing_(store::secret(store, "identity.sealing", key_bytes, chance)),
      hashing_(hashing_at_once) {}
Identity::~Identity() = default;

std::string Identity::new_token() const { return crypto::base64_url(chance_.bytes(token_bytes)); }

Identity::Try Identity::try_of(std::string_view name, std::string_view address) const {
  const auto keyed = [&](const std::string& text) { return hex(crypto::view(crypto::hmac_sha256(key_, text)).substr(0, 16)); };
  const std::string hashed = keyed("address " + std::string(address));
  return {"name " + keyed("name " + std::string(name)), "address " + hashed, hashed};
}

std::optional<Millis> Identity::take_attempt(const Try& attempt) {
  const Instant now = time_.now();
  const auto wait = store_.run<Millis>([&](store::Tx& tx) -> Outcome<Millis> {
    const Attempts by_name = tables::lock_attempts(tx, attempt.name_bucket, now);
    const Attempts from = tables::lock_attempts(tx, attempt.address_bucket, now);
    const Millis still = std::max(wait_for(by_name, of_name, now), wait_for(from, of_address, now));
    if (still > Millis{0}) return still;
    tables::keep_attempts(tx, attempt.name_bucket, {remembered(by_name, now) + 1, now});
    tables::keep_attempts(tx, attempt.address_bucket, {remembered(from, now) + 1, now});
    return still;
  });
  return *wait > Millis{0} ? std::optional(*wait) : std::nullopt;
}

std::optional<bool> Identity::fits(const std::string& encoded, std::string_view password) {
  std::call_once(nobody_made_, [&] { nobodys_ = crypto::hash_password(new_token(), chance_.bytes(16), settings_.cost); });
  if (!hashing_.try_acquire_for(longest_queue)) return std::nullopt;
  struct Release {
    std::counting_semaphore<>& of;
    ~Release() { of.release(); }
  } const release{hashing_};
  const bool good = crypto::password_fits(encoded.empty() ? nobodys_ : encoded, password);
  return good && !encoded.empty();
}

Entered Identity::let_in(store::Tx& tx, const Person& person, Session::Stage stage, std::string_view how, const Try& attempt,
                         const std::string& token) {
  const Instant now = time_.now();
  const bool whole = stage == Session::Stage::whole;
  const Session session{.hash = session_hash(token),
                        .person = person.id,
                        .stage = stage,
                        .how = std::string(how),
                        .begun = now,
                        .seen = now,
                        .ends = now + (whole ? Millis(settings_.session.whole) : Millis(settings_.session.for_code)),
                        .address = attempt.address};
  tables::insert_session(tx, session);
  // The password was right, so this was no guess from that address. At the name it counts until the code is right too.
  if (whole) tables::forget_attempts(tx, attempt.name_bucket);
  Attempts from = tables::lock_attempts(tx, attempt.address_bucket, now);
  from.failures = std::max<std::int64_t>(from.failures - 1, 0);
  tables::keep_attempts(tx, attempt.address_bucket, from);
  if (!whole) return {{person, session}, token};
  tables::insert_audit(tx, {.at = now, .person = person.id, .what = "signed_in", .how = std::string(how), .address = attempt.address});
  tell(tx, SignedIn{person.id, std::string(how)}, now, actor_of(person.id));
  tables::delete_sessions_before(tx, now, now - settings_.session.idle);
  tables::forget_attempts_before(tx, now - attempts_kept);
  forget_audit(tx, now, settings_.audit_kept);
  return {{person, session}, token};
}

void Identity::refuse_entry(const std::optional<Person>& person, std::string_view why, std::string_view how, const Try& attempt) {
  const Instant now = time_.now();
  static_cast<void>(store_.run<bool>([&](store::Tx& tx) -> Outcome<bool> {
    tables::insert_audit(tx, {.at = now,
                              .person = person ? std::optional(person->id) : std::nullopt,
                              .what = why == "disabled" ? "refused_disabled" : std::string(why),
                              .how = std::string(how),
                              .address = attempt.address});
    if (person) tell(tx, SignInRefused{person->id, std::string(why)}, now, actor_of(person->id));
    return true;
  }));
}

Entry Identity::sign_in(std::string_view name, std::string_view password, std::string_view address, std::string_view old_token) {
  const std::string folded = fold_name(name);
  const Try attempt = try_of(folded, address);
  if (const auto wait = take_attempt(attempt)) return std::unexpected(not_entered(NotEntered::Why::wait, *wait));
  std::optional<Person> person;
  tables::Secrets secrets;
  store_.read([&](store::Reader& reader) {
    if (storable(folded)) person = tables::find_person(reader, folded);
    if (person) secrets = tables::secrets_of(reader, person->id);
  });
  const auto good = fits(secrets.password, password);
  if (!good) return std::unexpected(not_entered(NotEntered::Why::too_busy));
  if (!*good || person->disabled) {
    refuse_entry(person, !person ? "unknown_name" : *good ? "disabled" : "wrong_password", "password", attempt);
    return std::unexpected(not_entered(NotEntered::Why::wrong));
  }
  const std::string raised =
      crypto::password_cost_is(secrets.password, settings_.cost) ? "" : crypto::hash_password(password, chance_.bytes(16), settings_.cost);
  const std::string token = new_token();
  const auto entered = store_.run<Entered>([&](store::Tx& tx) -> Outcome<Entered> {
    if (!old_token.empty()) tables::delete_session(tx, session_hash(old_token));
    if (!raised.empty()) tables::update_password(tx, person->id, raised);
    return let_in(tx, *person, secrets.code_on ? Session::Stage::code_wanted : Session::Stage::whole, "password", attempt, token);
  });
  return *entered;
}

Entry Identity::give_code(std::string_view token, std::string_view code, std::string_view address) {
  const Instant now = time_.now();
  std::optional<Session> session;
  std::optional<Person> person;
  tables::Secrets secrets;
  store_.read([&](store::Reader& reader) {
    session = tables::find_session(reader, session_hash(token));
    if (session) person = tables::find_person(reader, session->person);
    if (person) secrets = tables::secrets_of(reader, person->id);
  });
  if (!person || person->disabled || session->stage != Session::Stage::code_wanted || now >= session->ends || !secrets.code_secret)
    return std::unexpected(not_entered(NotEntered::Why::no_step));
  const Try attempt = try_of(person->name, address);
  if (const auto wait = take_attempt(attempt)) return std::unexpected(not_entered(NotEntered::Why::wait, *wait));
  const auto secret = crypto::unseal(sealing_, *secrets.code_secret, secret_subject(person->id));
  const auto step = secret ? step_with(*secret, code, secrets.code_step, now) : std::nullopt;
  const std::string recovery = hash_of_recovery_code(code), fresh = new_token();
  // Whether a code was used already is decided in the command, so that two who show the same one at once are not both let in.
  const auto entered = store_.run<std::optional<Entered>>([&](store::Tx& tx) -> Outcome<std::optional<Entered>> {
    const bool by_program = step && tables::update_step(tx, person->id, *step);
    if (!by_program && !tables::use_recovery_code(tx, person->id, recovery, now)) return std::nullopt;
    tables::delete_session(tx, session->hash);
    return let_in(tx, *person, Session::Stage::whole, by_program ? "second_factor" : "recovery_code", attempt, fresh);
  });
  if (*entered) return **entered;
  refuse_entry(person, "wrong_code", "second_factor", attempt);
  return std::unexpected(not_entered(NotEntered::Why::wrong));
}

Entry Identity::enter_by_oidc(std::string_view email, std::string_view address, std::string_view old_token) {
  const std::string folded = fold_name(email);
  const Try attempt = try_of(folded, address);
  std::optional<Person> person;
  if (folded.contains('@') && storable(folded)) store_.read([&](store::Reader& reader) { person = tables::find_person(reader, folded); });
  if (!person || person->disabled) {
    refuse_entry(person, person ? "disabled" : "unknown_name", "oidc", attempt);
    return std::unexpected(not_entered(NotEntered::Why::wrong));
  }
  const std::string token = new_token();
  const auto entered = store_.run<Entered>([&](store::Tx& tx) -> Outcome<Entered> {
    if (!old_token.empty()) tables::delete_session(tx, session_hash(old_token));
    return let_in(tx, *person, Session::Stage::whole, "oidc", attempt, token);
  });
  return *entered;
}

std::optional<Who> Identity::who(std::string_view token) {
  if (token.empty()) return std::nullopt;
  const Instant now = time_.now();
  const std::string hash = session_hash(token);
  std::optional<Session> session;
  std::optional<Person> person;
  store_.read([&](store::Reader& reader) {
    session = tables::find_session(reader, hash);
    if (session) person = tables::find_person(reader, session->person);
  });
  if (!person || person->disabled || session->stage != Session::Stage::whole || over(*session, settings_.session, now)) return std::nullopt;
  if (now - session->seen >= seen_to_the) {
    try {
      store_.submit<bool>(
          [hash, now](store::Tx& tx) -> Outcome<bool> {
            tables::update_seen(tx, hash, now);
            return true;
          },
          [](const auto&) {}, store::Urgency::background);
    } catch (const store::Full&) {  // the next request notes it
    }
  }
  return Who{std::move(*person), std::move(*session)};
}

bool Identity::code_wanted(std::string_view token) const {
  std::optional<Session> session;
  if (!token.empty()) store_.read([&](store::Reader& reader) { session = tables::find_session(reader, session_hash(token)); });
  return session && session->stage == Session::Stage::code_wanted && time_.now() < session->ends;
}

void Identity::sign_out(std::string_view token) {
  const std::string hash = session_hash(token);
  const Instant now = time_.now();
  static_cast<void>(store_.run<bool>([&](store::Tx& tx) -> Outcome<bool> {
    const auto session = tables::find_session(tx, hash);
    if (session && tables::delete_session(tx, hash))
      tables::insert_audit(tx, {.at = now, .person = session->person, .what = "signed_out", .address = session->address});
    return true;
  }));
}

std::optional<std::string> Identity::secret_of(std::int64_t person) const {
  tables::Secrets secrets;
  store_.read([&](store::Reader& reader) { secrets = tables::secrets_of(reader, person); });
  return secrets.code_secret ? crypto::unseal(sealing_, *secrets.code_secret, secret_subject(person)) : std::nullopt;
}

std::string Identity::hash_of_recovery_code(std::string_view code) const {
  return hex(crypto::view(crypto::hmac_sha256(key_, "recovery code " + fold_recovery_code(code))));
}

}  // namespace portico::identity
