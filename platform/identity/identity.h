// The module as others hold it: signing in and out, sessions, and what a person does with their own account. What hashes a password
// blocks for tens of milliseconds: call it on a pool, never on a loop or in a command.
#pragma once

#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "base/chance.h"
#include "platform/crypto/password.h"
#include "platform/identity/person.h"
#include "platform/identity/session.h"
#include "platform/store/store.h"

namespace portico::identity {

struct Settings {
  SessionRule session;
  crypto::PasswordCost cost;
  std::chrono::days audit_kept{400};
};

// Who holds a session, and which.
struct Who {
  Person person;
  Session session;
};

// Whoever was let in: the token is for their browser's cookie and nowhere else. Where the session's stage is code_wanted, the second
// factor is still to come.
struct Entered {
  Who who;
  std::string token;
};
struct NotEntered {
  enum class Why {
    wrong,     // name, password or code; which, nobody is told
    wait,      // tried too often: after `wait`
    no_step,   // there is no sign-in that waits for a code, or no longer
    too_busy,  // very many are signing in just now
  };
  Why why;
  Millis wait{0};
};
using Entry = std::expected<Entered, NotEntered>;

class Identity {
 public:
  Identity(store::Store& store, const TimeSource& time, Chance& chance, Settings settings);
  ~Identity();

  // `address` is where they ask from, an IPv6 one cut to its network; kept only as a keyed hash. `old_token` ends: a sign-in begins anew.
  Entry sign_in(std::string_view name, std::string_view password, std::string_view address, std::string_view old_token);
  // The second factor: a code of their program, or a recovery code.
  Entry give_code(std::string_view token, std::string_view code, std::string_view address);
  // Another house vouched for this e-mail address. Who is not known or disabled is not let in.
  Entry enter_by_oidc(std::string_view email, std::string_view address, std::string_view old_token);

  std::optional<Who> who(std::string_view token);  // whole sessions of active persons; reads by key, and notes that they were seen
  bool code_wanted(std::string_view token) const;  // a sign-in that waits for its second factor
  void sign_out(std::string_view token);

  // A secret of ours in a browser's keeping: it cannot read it, nor make one.
  std::string seal_for_browser(std::string_view secret) const;
  std::optional<std::string> unseal_from_browser(std::string_view sealed) const;

  // Hashes what check_password lets through.
  Outcome<std::string> hash(std::string_view password, std::string_view name);
  std::string drawn_password();

  // One's own account. The password is asked for again, so that a browser left open gives nothing away for good.
  Outcome<void> change_password(const Who& who, std::string_view old_password, std::string_view new_password);
  // A new secret, raw; asked for by nobody until confirmed. Refused while a second factor is on.
  Outcome<std::string> begin_second_factor(const Who& who);
  std::optional<std::string> unconfirmed_secret(const Person& person) const;
  // The first code shows that the secret arrived; gives the recovery codes, which are told this once.
  Outcome<std::vector<std::string>> confirm_second_factor(const Who& who, std::string_view code);
  Outcome<void> drop_second_factor(const Who& who, std::string_view password);
  int recovery_codes_left(const Person& person) const;

  std::vector<Session> sessions_of(const Person& person) const;  // that are not over, newest first
  Outcome<void> end_session(const Who& who, std::string_view hash);

  const Settings& settings() const { return settings_; }

 private:
  struct Try {
    std::string name_bucket, address_bucket, address;
  };
  Try try_of(std::string_view name, std::string_view address) const;
  std::optional<Millis> take_attempt(const Try& attempt);  // nothing: go on; it counts as failed until it has succeeded
  std::optional<bool> fits(const std::string& encoded, std::string_view password);
  Entered let_in(store::Tx& tx, const Person& person, Session::Stage stage, std::string_view how, const Try& attempt,
                 const std::string& token);
  void refuse_entry(const std::optional<Person>& person, std::string_view why, std::string_view how, const Try& attempt);
  Outcome<void> check_own_password(const Who& who, std::string_view password);
  std::optional<std::string> secret_of(std::int64_t person) const;
  std::string hash_of_recovery_code(std::string_view code) const;
  std::string new_token() const;

  store::Store& store_;
  const TimeSource& time_;
  Chance& chance_;
  const Settings settings_;
  const std::string key_;      // for keyed hashes
  const std::string sealing_;  // for the second factors' secrets
  std::string nobodys_;        // a hash that no password fits, of the cost of all others
  std::once_flag nobody_made_;
  std::counting_semaphore<> hashing_;
};

}  // namespace portico::identity
