#include "city/documents/documents.h"

#include <algorithm>

#include "city/documents/tables.h"
#include "platform/formats/markdown.h"
#include "platform/i18n/i18n.h"

namespace portico::documents {

Shelf::Shelf(std::vector<Shown> all) : all_(std::move(all)) {
  std::ranges::sort(all_, {}, [](const Shown& each) -> const std::string& { return each.article.code; });
}

const Shown* Shelf::find(std::string_view code) const {
  const auto found = std::ranges::lower_bound(all_, code, {}, [](const Shown& each) { return std::string_view(each.article.code); });
  return found != all_.end() && found->article.code == code ? &*found : nullptr;
}

Shown shown(Article article, std::int64_t version, Instant published) {
  Shown made{std::move(article), version, published, {}};
  for (const auto& [language, text] : made.article.texts)
    made.known[language] = {i18n::search_words(text.title), i18n::search_words(formats::markdown_to_text(text.body))};
  return made;
}

Documents::Documents(store::Store& store) : store_(store) { refresh(); }

void Documents::refresh() {
  std::vector<Shown> all;
  store_.read([&](store::Reader& reader) {
    for (auto& [row, version] : tables::live(reader)) all.push_back(shown(std::move(version.article), version.number, version.at));
  });
  shelf_.store(std::make_shared<const Shelf>(std::move(all)));
}

}  // namespace portico::documents
