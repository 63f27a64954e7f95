// Following a case, and merging one that repeats another: rules and commands.
#include "city/cases/follow.h"

#include <algorithm>

#include "base/text.h"
#include "city/cases/cases.h"
#include "city/cases/history.h"
#include "city/cases/record.h"
#include "city/cases/tables.h"
#include "city/cases/tables_life.h"
#include "platform/crypto/crypto.h"

namespace portico::cases {
namespace {

constexpr std::size_t longest_address = 254;  // RFC 5321, with what RFC 3696's errata say of it
constexpr std::size_t bytes_of_key = 16;

std::string keyed(std::string_view secret, std::string_view what, std::int64_t id) {
  const auto digest = crypto::hmac_sha256(secret, std::string(what) + ":" + std::to_string(id));
  return hex(crypto::view(digest).substr(0, bytes_of_key));
}

// They follow already, or may still say that the address is theirs.
bool can_confirm(const Follower& follower, Instant now) { return follower.confirmed || now < follower.asked + confirm_within; }

std::unexpected<Refusal> nobody_follows() {
  return refuse(Refused::not_found, "key", "nobody follows by this link", "the link from a message, while it works");
}

}  // namespace

const Acting& the_customer() {
  static const Acting customer{.actor = "customer", .agencies = {"*"}, .author = {}, .department = {}};
  return customer;
}

bool is_address(std::string_view email) {
  const auto at = email.rfind('@');
  if (at == std::string_view::npos || at == 0 || email.size() > longest_address || !valid_utf8(email)) return false;
  const auto host = email.substr(at + 1);
  const bool plain =
      std::ranges::none_of(email, [](unsigned char c) { return c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == ',' || c == ';'; });
  return plain && email.find('@') == at && host.find('.') != std::string_view::npos && host.front() != '.' && host.back() != '.';
}

bool can_be_told(const Reporter& reporter) { return !reporter.email.empty() || !reporter.phone.empty(); }

std::vector<std::string> recipients_of(store::Reader& reader, std::int64_t case_id) {
  std::vector<std::string> all;
  if (const auto own = tables::reporter_of(reader, case_id); own && can_be_told(*own)) all.push_back("reporter:" + std::to_string(case_id));
  for (const Follower& each : tables::followers_of(reader, case_id))
    if (each.confirmed)
      all.push_back(each.from_case != 0 ? "reporter:" + std::to_string(each.from_case) : "follower:" + std::to_string(each.id));
  return all;
}

std::int64_t people_behind(store::Reader& reader, std::int64_t case_id) { return 1 + tables::count_followers(reader, case_id); }

std::string Cases::receipt_key(std::int64_t id) const { return keyed(number_key_, "receipt", id); }
std::string Cases::follower_key(std::int64_t follower) const { return keyed(number_key_, "follower", follower); }

std::optional<Case> Cases::find_by_receipt(store::Reader& reader, std::string_view number, std::string_view key) const {
  const auto canonical = read_case_number(number);
  const auto id = canonical ? case_sequence(*canonical, number_key_) : std::nullopt;
  if (!id || !crypto::same_secret(receipt_key(*id), key)) return std::nullopt;
  auto read = tables::case_by_id(reader, *id);
  if (!read || read->number != *canonical) return std::nullopt;
  return as_of_now(*std::move(read));
}

Outcome<Following> Cases::follow_case(store::Tx& tx, std::string_view number, std::string_view email, std::string_view language) const {
  const std::string address(trim(email));
  if (!is_address(address))
    return refuse(Refused::invalid, "email", address.empty() ? "email required" : "this is no e-mail address", "name@example.org");
  Following following;
  const Instant now = time_.now(), since = now - confirm_within;
  const auto done = change(tx, number, the_customer(), [&](History& history) -> Outcome<void> {
    const std::int64_t id = history.subject().id;
    const auto all = tables::followers_of(tx, id);
    const auto known = std::ranges::find_if(all, [&](const Follower& each) { return each.email == address && can_confirm(each, now); });
    if (known != all.end()) {
      following.follower = known->id;
      return {};  // the same answer, and nothing twice
    }
    if (tables::unconfirmed_of(tx, address, since) >= most_unconfirmed)
      return refuse(Refused::too_many, "email", "so many messages with a link wait for this address already", "the link of one of them");
    following.follower = tx.next("cases.follower");
    const Follower follower{following.follower, 0, address, std::string(language.substr(0, 35)), false, now};
    tables::insert_follower(tx, id, follower);
    history.follow(follower);
    return {};
  });
  if (!done) return std::unexpected(done.error());
  following.key = follower_key(following.follower);
  return following;
}

std::optional<Follower> Cases::follower_by(store::Reader& reader, std::int64_t id, const Following& following) const {
  if (!crypto::same_secret(follower_key(following.follower), following.key)) return std::nullopt;
  const auto all = tables::followers_of(reader, id);
  const auto found = std::ranges::find(all, following.follower, &Follower::id);
  return found == all.end() ? std::nullopt : std::optional(*found);
}

Outcome<Case> Cases::confirm_following(store::Tx& tx, std::string_view number, const Following& following) const {
  return change(tx, number, the_customer(), [&](History& history) -> Outcome<void> {
    const auto follower = follower_by(tx, history.subject().id, following);
    if (!follower || !can_confirm(*follower, time_.now())) return nobody_follows();
    if (follower->confirmed) return {};
    tables::confirm_follower(tx, follower->id);
    history.confirm(follower->id);
    return {};
  });
}

Outcome<std::int64_t> Cases::forget_unconfirmed(store::Tx& tx) const {
  return tables::forget_unconfirmed(tx, time_.now() - confirm_within);
}

Outcome<Case> Cases::unfollow_case(store::Tx& tx, std::string_view number, const Following& following) const {
  if (!crypto::same_secret(follower_key(following.follower), following.key)) return nobody_follows();
  return change(tx, number, the_customer(), [&](History& history) -> Outcome<void> {
    const auto follower = follower_by(tx, history.subject().id, following);
    if (follower && tables::delete_follower(tx, history.subject().id, follower->id)) history.unfollow(*follower);
    return {};
  });
}

Outcome<Case> Cases::merge_case(store::Tx& tx, std::string_view number, const Merging& merging, const Acting& acting) const {
  std::string words = merging.words;
  std::vector<Fault> faults;
  check_text(words, "words", 4'000, faults);
  if (faults.empty() && trim(words).empty()) faults.push_back({"words", "words required", "what the reporter is told, in plain words"});
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  const auto from = id_of(tx, number), into = id_of(tx, merging.into);
  if (!into)
    return refuse(Refused::invalid, "into", "there is no request " + merging.into.substr(0, 60), "the number of the request that goes on");
  if (from == into) return refuse(Refused::invalid, "into", "a request does not repeat itself", "another request");
  if (from) {  // the lower id first, so that two mergings never wait for each other
    (void)tables::lock_case(tx, std::min(*from, *into));
    (void)tables::lock_case(tx, std::max(*from, *into));
  }
  const auto leading = tables::case_by_id(tx, *into);
  if (!leading || leading->number.empty()) return refuse(Refused::invalid, "into", "that request waits for its number", "another request");
  if (leading->merged_into != 0)
    return refuse(Refused::conflict, "into", "that request was merged itself", case_number(leading->merged_into, number_key_));
  if (leading->status == Status::closed) return refuse(Refused::conflict, "into", "that request is closed", "an open request");

  auto merged = change(tx, number, acting, [&](History& history) { return history.merge(*into, words, acting); });
  if (!merged) return merged;
  const std::int64_t follower = tx.next("cases.follower");
  const auto joined = change(tx, leading->number, acting, [&](History& history) -> Outcome<void> {
    const auto join = [&](const Follower& who) {
      tables::insert_follower(tx, *into, who);
      history.follow(who);
    };
    join({follower, merged->id, "", "", true, time_.now()});
    for (Follower each : tables::followers_of(tx, merged->id)) {  // whoever followed the repeat follows what goes on
      each.id = tx.next("cases.follower");
      join(each);
    }
    return {};
  });
  if (!joined) return joined;
  return merged;
}

}  // namespace portico::cases
