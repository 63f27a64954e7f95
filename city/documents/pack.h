// The answers of a city pack: articles/CODE.LANGUAGE.md, Markdown below a small TOML head. docs/city-pack.md says what stands in it.
#pragma once

#include <filesystem>
#include <vector>

#include "city/documents/article.h"

namespace portico::documents {

// By code; what is wrong is added to `faults` by file and line.
std::vector<Article> read_articles(const std::filesystem::path& pack, const directory::Snapshot& city, std::vector<Fault>& faults);

}  // namespace portico::documents
