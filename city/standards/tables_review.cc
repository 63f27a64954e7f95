#include "city/standards/tables_review.h"

#include <algorithm>
#include <unordered_map>

#include "city/standards/record.h"

namespace portico::standards {
namespace {

using store::Param;
using store::Row;
using store::Statement;

#define PROPOSAL_COLUMNS                                                                                                             \
  "id, service, agency, version, state, proposed, proposed_by, reason, again, ended, ended_reason, published, hash, evidence_hash, " \
  "record"

const Statement insert_row("standards.insert_proposal",
                           "INSERT INTO standards_proposal (" PROPOSAL_COLUMNS
                           ", evidence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)");
const Statement update_row(
    "standards.update_proposal",
    "UPDATE standards_proposal SET version = $1, state = $2, ended = $3, ended_reason = $4, published = $5 WHERE id = $6");
const Statement insert_review("standards.insert_review",
                              "INSERT INTO standards_review (proposal, office, due, decision, decided_by, reason) "
                              "VALUES ($1, $2, $3, $4, $5, $6)");
const Statement update_review("standards.update_review",
                              "UPDATE standards_review SET decision = $1, decided = $2, decided_by = $3, reason = $4 "
                              "WHERE proposal = $5 AND office = $6");
const Statement select_one("standards.select_proposal", "SELECT " PROPOSAL_COLUMNS ", evidence FROM standards_proposal WHERE id = $1");
const Statement select_locked("standards.lock_proposal", "SELECT " PROPOSAL_COLUMNS ", evidence FROM standards_proposal WHERE id = $1",
                              "SELECT " PROPOSAL_COLUMNS ", evidence FROM standards_proposal WHERE id = $1 FOR UPDATE");
const Statement select_open("standards.select_proposal_under_review",
                            "SELECT id FROM standards_proposal WHERE service = $1 AND state = 0 LIMIT 1");
const Statement select_some("standards.select_proposals",
                            "SELECT " PROPOSAL_COLUMNS
                            ", '' FROM standards_proposal WHERE id < $1 AND (CAST($2 AS BIGINT) < 0 OR state = $2) AND "
                            "(CAST($3 AS TEXT) = '' OR service = $3) AND (CAST($4 AS TEXT) = '' OR agency = $4) ORDER BY id DESC LIMIT $5");
const Statement select_reviews("standards.select_reviews",
                               "SELECT proposal, office, due, decision, decided, decided_by, reason FROM standards_review "
                               "WHERE proposal >= $1 AND proposal <= $2 ORDER BY proposal, office");
const Statement select_confirmation_version("standards.select_confirmation_version",
                                            "SELECT COALESCE(MAX(version), 0) FROM standards_confirmation WHERE service = $1");
const Statement insert_confirmation_row("standards.insert_confirmation",
                                        "INSERT INTO standards_confirmation (service, version, sla, agency, at, confirmed_by, reason) "
                                        "VALUES ($1, $2, $3, $4, $5, $6, $7)");
const Statement select_publication_version("standards.select_publication_version",
                                           "SELECT COALESCE(MAX(version), 0) FROM standards_publication WHERE service = $1");
const Statement insert_publication_row("standards.insert_publication",
                                       "INSERT INTO standards_publication (service, version, sla, at, published_by) "
                                       "VALUES ($1, $2, $3, $4, $5)");
const Statement select_approvals("standards.select_approvals",
                                 "SELECT s.id, r.office, r.decided FROM standards_sla s JOIN standards_review r ON r.proposal = s.proposal "
                                 "WHERE r.decided IS NOT NULL ORDER BY s.id, r.office");
const Statement select_confirmed("standards.select_confirmed", "SELECT sla, MAX(at) FROM standards_confirmation GROUP BY sla");

const Statement lost_of_slas("standards.lost_proposals_of_slas",
                             "SELECT COUNT(*) FROM standards_sla WHERE proposal IS NOT NULL AND NOT EXISTS "
                             "(SELECT 1 FROM standards_proposal p WHERE p.id = standards_sla.proposal AND p.published = standards_sla.id)");
const Statement lost_of_proposals(
    "standards.lost_slas_of_proposals",
    "SELECT COUNT(*) FROM standards_proposal WHERE published IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM standards_sla s WHERE s.id = standards_proposal.published AND s.proposal = standards_proposal.id)");
const Statement lost_of_reviews("standards.lost_proposals_of_reviews",
                                "SELECT COUNT(*) FROM standards_review WHERE NOT EXISTS "
                                "(SELECT 1 FROM standards_proposal p WHERE p.id = standards_review.proposal)");
const Statement lost_of_confirmations(
    "standards.lost_slas_of_confirmations",
    "SELECT COUNT(*) FROM standards_confirmation WHERE NOT EXISTS "
    "(SELECT 1 FROM standards_sla s WHERE s.id = standards_confirmation.sla AND s.service = standards_confirmation.service)");
const Statement lost_of_publications(
    "standards.lost_slas_of_publications",
    "SELECT COUNT(*) FROM standards_publication WHERE NOT EXISTS "
    "(SELECT 1 FROM standards_sla s WHERE s.id = standards_publication.sla AND s.service = standards_publication.service)");

std::optional<std::int64_t> millis_of(const std::optional<Instant>& at) { return at ? std::optional(to_millis(*at)) : std::nullopt; }
Param number_or_null(std::int64_t number) { return number > 0 ? Param(number) : Param(nullptr); }

Proposal proposal_in(const Row& row) {
  Proposal proposal;
  proposal.id = row.integer(0);
  proposal.agency = row.text(2);
  proposal.version = row.integer(3);
  proposal.state = static_cast<Proposal::State>(row.integer(4));
  proposal.proposed = from_millis(row.integer(5));
  proposal.proposed_by = row.text(6);
  proposal.reason = row.text(7);
  proposal.again = row.maybe_integer(8).value_or(0);
  if (const auto ended = row.maybe_integer(9)) proposal.ended = from_millis(*ended);
  proposal.ended_reason = row.text(10);
  proposal.published = row.maybe_integer(11).value_or(0);
  proposal.hash = row.text(12);
  proposal.evidence_hash = row.text(13);
  proposal.sla = sla_of(row.text(14));
  proposal.evidence = row.text(15);
  return proposal;
}

OfficeReview review_in(const Row& row) {
  OfficeReview review;
  review.office = row.text(1);
  review.due = from_millis(row.integer(2));
  review.decision = static_cast<OfficeReview::Decision>(row.integer(3));
  if (const auto decided = row.maybe_integer(4)) review.decided = from_millis(*decided);
  review.decided_by = row.text(5);
  review.reason = row.text(6);
  return review;
}

// Newest first, as they were listed.
void add_reviews(store::Reader& reader, std::vector<Proposal>& to) {
  if (to.empty()) return;
  reader.query(select_reviews, {to.back().id, to.front().id}, [&](const Row& row) {
    const auto of = std::ranges::find(to, row.integer(0), &Proposal::id);
    if (of != to.end()) of->reviews.push_back(review_in(row));
  });
}

std::optional<Proposal> with_reviews(store::Reader& reader, std::optional<Proposal> found) {
  if (!found) return std::nullopt;
  std::vector<Proposal> one{std::move(*found)};
  add_reviews(reader, one);
  return std::move(one.front());
}

std::int64_t first_integer(store::Reader& reader, const Statement& statement, std::string_view service) {
  return reader.one(statement, {service}, [](const Row& row) { return row.integer(0); }).value_or(0);
}

}  // namespace

std::int64_t insert_proposal(store::Tx& tx, const Proposal& p) {
  const auto id = tx.next("standards.proposal");
  const auto record = record_of(p.sla);
  tx.execute(insert_row, {id, p.sla.service, p.agency, p.version, static_cast<int>(p.state), to_millis(p.proposed), p.proposed_by, p.reason,
                          number_or_null(p.again), millis_of(p.ended), p.ended_reason, number_or_null(p.published), p.hash, p.evidence_hash,
                          record, p.evidence});
  for (const auto& review : p.reviews)
    tx.execute(insert_review,
               {id, review.office, to_millis(review.due), static_cast<int>(review.decision), review.decided_by, review.reason});
  return id;
}

void update_proposal(store::Tx& tx, const Proposal& p) {
  tx.execute(update_row, {p.version, static_cast<int>(p.state), millis_of(p.ended), p.ended_reason, number_or_null(p.published), p.id});
  for (const auto& review : p.reviews)
    tx.execute(update_review,
               {static_cast<int>(review.decision), millis_of(review.decided), review.decided_by, review.reason, p.id, review.office});
}

std::optional<Proposal> find_proposal(store::Reader& reader, std::int64_t id) {
  return with_reviews(reader, reader.one(select_one, {id}, proposal_in));
}
std::optional<Proposal> lock_proposal(store::Tx& tx, std::int64_t id) { return with_reviews(tx, tx.one(select_locked, {id}, proposal_in)); }
std::optional<std::int64_t> proposal_under_review(store::Reader& reader, std::string_view service) {
  return reader.one(select_open, {service}, [](const Row& row) { return row.integer(0); });
}

std::vector<Proposal> list_proposals(store::Reader& reader, const ProposalFilter& filter) {
  const int state = filter.state ? static_cast<int>(*filter.state) : -1;
  auto found = reader.all(select_some, {filter.before, state, filter.service, filter.agency, filter.limit}, proposal_in);
  add_reviews(reader, found);
  return found;
}

std::int64_t newest_confirmation_version(store::Reader& reader, std::string_view service) {
  return first_integer(reader, select_confirmation_version, service);
}
void insert_confirmation(store::Tx& tx, const Confirmation& c) {
  tx.execute(insert_confirmation_row, {c.service, c.version, c.sla, c.agency, to_millis(c.at), c.confirmed_by, c.reason});
}
std::int64_t newest_publication_version(store::Reader& reader, std::string_view service) {
  return first_integer(reader, select_publication_version, service);
}
void insert_publication(store::Tx& tx, const Publication& p) {
  tx.execute(insert_publication_row, {p.service, p.version, p.sla, to_millis(p.at), p.published_by});
}

std::vector<std::string> dangling_reviews(store::Reader& reader) {
  struct Kind {
    const Statement& count;
    std::string_view what;
  };
  const Kind kinds[] = {{lost_of_slas, "promises name a proposal of which they did not come"},
                        {lost_of_proposals, "proposals name a promise that did not come of them"},
                        {lost_of_reviews, "reviews are of no proposal"},
                        {lost_of_confirmations, "confirmations are of no promise of their service"},
                        {lost_of_publications, "publications are under no promise of their service"}};
  std::vector<std::string> found;
  for (const auto& kind : kinds) {
    const auto rows = reader.one(kind.count, {}, [](const Row& row) { return row.integer(0); }).value_or(0);
    if (rows > 0) found.push_back(std::to_string(rows) + " " + std::string(kind.what));
  }
  return found;
}

void read_reviews(store::Reader& reader, Snapshot& into) {
  std::unordered_map<std::int64_t, SlaVersion*> by_id;
  for (auto* list : {&into.slas, &into.superseded}) {
    for (auto& sla : *list) by_id.emplace(sla.id, &sla);
  }
  reader.query(select_approvals, {}, [&](const Row& row) {
    if (const auto sla = by_id.find(row.integer(0)); sla != by_id.end())
      sla->second->reviewed.push_back({std::string(row.text(1)), from_millis(row.integer(2))});
  });
  reader.query(select_confirmed, {}, [&](const Row& row) {
    if (const auto sla = by_id.find(row.integer(0)); sla != by_id.end()) sla->second->confirmed = from_millis(row.integer(1));
  });
}

}  // namespace portico::standards
