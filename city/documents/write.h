// What is done to an article: written, sent to review, given back, published, withdrawn. Each makes a version and tells the ledger.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "city/documents/article.h"
#include "platform/store/store.h"

namespace portico::documents {

// Who does it, to what, and which version they had before their eyes (0 for a new article): where it is no longer the newest, a conflict.
struct Acting {
  std::string actor;
  Instant now;
  std::chrono::sys_days today;  // of the city
  std::int64_t seen = 0;
};

// Each answers the version that it made. Call Documents::refresh() once a publish or a withdrawal is durable.
Outcome<Version> save_article(store::Tx& tx, const directory::Snapshot& city, const Article& article, const Acting& acting);
Outcome<Version> send_article(store::Tx& tx, const directory::Snapshot& city, std::string_view code, const Acting& acting);
Outcome<Version> give_back_article(store::Tx& tx, std::string_view code, const Acting& acting);
Outcome<Version> publish_article(store::Tx& tx, const directory::Snapshot& city, std::string_view code, const Acting& acting);
Outcome<Version> withdraw_article(store::Tx& tx, std::string_view code, const Acting& acting);

// What a load of the pack would do. The pack's word holds where it says something new; what staff wrote since stays until then.
struct Plan {
  std::vector<Article> published;
  std::vector<std::string> withdrawn;  // codes that the pack no longer has, and whose words were its own
  std::int64_t same = 0;
  bool empty() const { return published.empty() && withdrawn.empty(); }
};
Plan plan_articles(store::Reader& reader, const std::vector<Article>& pack);
std::string to_text(const Plan& plan);

// Brings what is stored in line with the pack's articles; how many versions that made.
Outcome<std::int64_t> load_articles(store::Tx& tx, const std::vector<Article>& pack, Instant at, std::string_view actor);

}  // namespace portico::documents
