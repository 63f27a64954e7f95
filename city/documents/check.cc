#include "city/documents/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "city/documents/events.h"
#include "city/documents/tables.h"
#include "platform/ledger/ledger.h"

namespace portico::documents {
namespace {

class Walk {
 public:
  Walk(store::Reader& reader, const directory::Snapshot& city, CheckedArticles& into) : reader_(reader), city_(city), into_(into) {}

  void article(const tables::Row& row) {
    ++into_.articles;
    const auto told = ledger::events_of(reader_, "article:" + row.code);
    if (static_cast<std::int64_t>(told.size()) != row.version) find(row, row.version, "the ledger tells of another number of versions");
    for (const auto& event : told) {
      const auto version = tables::version(reader_, row, event.version);
      if (!version)
        find(row, event.version, "the ledger tells of it, and it is not there");
      else
        one(row, *version, article_told(event.payload), event.type);
    }
    if (row.live) live(row);
  }

 private:
  void find(const tables::Row& row, std::int64_t version, std::string_view what) {
    into_.findings.push_back(fmt::format("article {}, version {}: {}", row.code, version, what));
  }
  void one(const tables::Row& row, const Version& version, const ArticleTold& told, std::string_view type) {
    if (hash_of(version.article) != told.hash) find(row, version.number, "its words are others than the ledger tells");
    if (!version.article.texts.contains(own_language(city_))) find(row, version.number, "it has no words in the city's own language");
    if ((version.state == State::published) != (type == ArticlePublished::type))
      find(row, version.number, "its state is another than the ledger tells");
    if (version.state == State::published && version.source == from_office &&
        std::ranges::find(version.writers, version.by) != version.writers.end())
      find(row, version.number, "it was published by whoever wrote it");
  }
  void live(const tables::Row& row) {
    const auto version = tables::version(reader_, row, *row.live);
    if (!version || version->state != State::published) return find(row, *row.live, "the public reads it, and it was not published");
    if (!city_.agency(version->article.agency)) find(row, *row.live, "there is no agency " + version->article.agency);
    for (const auto& code : version->article.services)
      if (!city_.service(code)) find(row, *row.live, "there is no service " + code);
  }

  store::Reader& reader_;
  const directory::Snapshot& city_;
  CheckedArticles& into_;
};

}  // namespace

CheckedArticles check_articles(store::Store& store, const directory::Snapshot& city) {
  CheckedArticles checked;
  store.read([&](store::Reader& reader) {
    Walk walk(reader, city, checked);
    for (const auto& row : tables::articles(reader)) walk.article(row);
  });
  return checked;
}

}  // namespace portico::documents
