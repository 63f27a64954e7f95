// What this module tells the world; never changed once released, only added to. Of the subject "article:CODE", whose version is the
// article's own. The words themselves are not told: their hash is.
#pragma once

#include <string>
#include <string_view>

#include "city/documents/article_told.h"

namespace portico::documents {

struct ArticleSaved : ArticleTold {
  static constexpr std::string_view type = "ArticleSaved/1";
};
struct ArticleSent : ArticleTold {  // to review
  static constexpr std::string_view type = "ArticleSent/1";
};
struct ArticleGivenBack : ArticleTold {  // from review, as a draft
  static constexpr std::string_view type = "ArticleGivenBack/1";
};
struct ArticlePublished : ArticleTold {
  static constexpr std::string_view type = "ArticlePublished/1";
};
struct ArticleWithdrawn : ArticleTold {
  static constexpr std::string_view type = "ArticleWithdrawn/1";
};

std::string to_json(const ArticleTold& event);
ArticleTold article_told(std::string_view payload);  // throws std::runtime_error for what is none

}  // namespace portico::documents
