#include "city/documents/write.h"

#include <algorithm>

#include "city/documents/events.h"
#include "city/documents/tables.h"
#include "platform/ledger/ledger.h"

namespace portico::documents {
namespace {

std::string_view event_of(State before, const Version& version) {
  switch (version.state) {
    case State::draft:
      return before == State::in_review && version.source == from_office ? ArticleGivenBack::type : ArticleSaved::type;
    case State::in_review:
      return ArticleSent::type;
    case State::published:
      return ArticlePublished::type;
    case State::withdrawn:
      break;
  }
  return ArticleWithdrawn::type;
}

// The row of `version` is under its lock.
void keep(store::Tx& tx, const tables::Row& row, const Version& version, std::string_view type) {
  tables::insert_version(tx, row.id, version);
  if (version.state == State::published) tables::set_live(tx, row.id, version.number);
  if (version.state == State::withdrawn) tables::set_live(tx, row.id, std::nullopt);
  const ArticleTold told{.code = version.article.code,
                         .agency = version.article.agency,
                         .hash = hash_of(version.article),
                         .source = version.source,
                         .languages = languages_of(version.article),
                         .services = version.article.services,
                         .at = version.at};
  ledger::append(tx, {.at = version.at,
                      .actor = version.by,
                      .subject = "article:" + version.article.code,
                      .version = version.number,
                      .type = std::string(type),
                      .payload = to_json(told)});
}

Outcome<Version> take(store::Tx& tx, std::string_view code, const Acting& acting, Change change) {
  const tables::Row row = tables::next_version(tx, code);
  if (row.version - 1 != acting.seen)
    return acting.seen == 0
               ? refuse(Refused::conflict, "code", "There is an article \"" + std::string(code) + "\" already.", "another code")
           : row.version == 1
               ? refuse(Refused::not_found, "code", "There is no article \"" + std::string(code) + "\".", "one that is listed")
               : refuse(Refused::conflict, "", "Somebody else changed it meanwhile.", "the same again, on what stands there now");
  const auto newest = row.version > 1 ? tables::version(tx, row, row.version - 1) : std::nullopt;
  change.actor = acting.actor;
  change.now = acting.now;
  change.today = acting.today;
  auto next = next_version(newest ? &*newest : nullptr, row.live.has_value(), change);
  if (!next) return next;
  const State before = newest ? newest->state : State::draft;
  keep(tx, row, *next, change.step == Step::save ? ArticleSaved::type : event_of(before, *next));
  return next;
}

// What the public is to read must be whole.
Outcome<void> whole(store::Tx& tx, const directory::Snapshot& city, std::string_view code) {
  const auto row = tables::article(tx, code);
  const auto newest = row ? tables::version(tx, *row, row->version) : std::nullopt;
  if (!newest) return refuse(Refused::not_found, "code", "There is no article \"" + std::string(code) + "\".", "one that is listed");
  auto faults = faults_of(newest->article, city, false);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return {};
}

Version of_pack(const Article& article, State state, std::int64_t number, Instant at, std::string_view actor) {
  return {.article = article,
          .number = number,
          .state = state,
          .source = std::string(from_pack),
          .writers = {},
          .at = at,
          .by = std::string(actor)};
}

}  // namespace

Outcome<Version> save_article(store::Tx& tx, const directory::Snapshot& city, const Article& article, const Acting& acting) {
  if (auto faults = faults_of(article, city, true); !faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return take(tx, article.code, acting, {.step = Step::save, .article = article, .actor = {}, .now = acting.now, .today = acting.today});
}

Outcome<Version> send_article(store::Tx& tx, const directory::Snapshot& city, std::string_view code, const Acting& acting) {
  if (const auto held = whole(tx, city, code); !held) return std::unexpected(held.error());
  return take(tx, code, acting, {.step = Step::send, .article = {}, .actor = {}, .now = acting.now, .today = acting.today});
}

Outcome<Version> give_back_article(store::Tx& tx, std::string_view code, const Acting& acting) {
  return take(tx, code, acting, {.step = Step::give_back, .article = {}, .actor = {}, .now = acting.now, .today = acting.today});
}

Outcome<Version> publish_article(store::Tx& tx, const directory::Snapshot& city, std::string_view code, const Acting& acting) {
  if (const auto held = whole(tx, city, code); !held) return std::unexpected(held.error());
  return take(tx, code, acting, {.step = Step::publish, .article = {}, .actor = {}, .now = acting.now, .today = acting.today});
}

Outcome<Version> withdraw_article(store::Tx& tx, std::string_view code, const Acting& acting) {
  return take(tx, code, acting, {.step = Step::withdraw, .article = {}, .actor = {}, .now = acting.now, .today = acting.today});
}

Plan plan_articles(store::Reader& reader, const std::vector<Article>& pack) {
  Plan plan;
  const auto stored = tables::articles(reader);
  for (const Article& article : pack) {
    const auto row = std::ranges::find(stored, article.code, &tables::Row::code);
    const auto known = row != stored.end() ? tables::newest_of_pack(reader, *row) : std::nullopt;
    if (known && known->state == State::published && known->article == article)
      ++plan.same;
    else
      plan.published.push_back(article);
  }
  for (const auto& [row, version] : tables::live(reader))
    if (version.source == from_pack && std::ranges::find(pack, row.code, &Article::code) == pack.end()) plan.withdrawn.push_back(row.code);
  return plan;
}

std::string to_text(const Plan& plan) {
  std::string text;
  for (const Article& article : plan.published) text += "article " + article.code + ": published\n";
  for (const auto& code : plan.withdrawn) text += "article " + code + ": withdrawn\n";
  if (plan.empty() && plan.same == 0) return text;
  return text + "articles: " + std::to_string(plan.published.size()) + " published, " + std::to_string(plan.withdrawn.size()) +
         " withdrawn, " + std::to_string(plan.same) + " as they were\n";
}

Outcome<std::int64_t> load_articles(store::Tx& tx, const std::vector<Article>& pack, Instant at, std::string_view actor) {
  const Plan plan = plan_articles(tx, pack);
  for (const Article& article : plan.published) {
    const tables::Row row = tables::next_version(tx, article.code);
    keep(tx, row, of_pack(article, State::published, row.version, at, actor), ArticlePublished::type);
  }
  for (const auto& code : plan.withdrawn) {
    const tables::Row row = tables::next_version(tx, code);
    const auto live = tables::version(tx, row, row.live.value());
    keep(tx, row, of_pack(live.value().article, State::withdrawn, row.version, at, actor), ArticleWithdrawn::type);
  }
  return static_cast<std::int64_t>(plan.published.size() + plan.withdrawn.size());
}

}  // namespace portico::documents
