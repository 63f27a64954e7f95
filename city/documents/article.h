// An article: what the city answers to a question, in several languages, with who answers for it and until when it holds. Nouns and rules.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/directory/directory.h"

namespace portico::documents {

struct Text {
  std::string title, body;  // plain; Markdown
  bool operator==(const Text&) const = default;
};

struct Article {
  std::string code, agency;
  std::vector<std::string> services;  // that it is about; the first one's group is where it is listed
  std::chrono::sys_days reviewed;     // when somebody last held it against how things are
  std::chrono::sys_days review_by;    // it is stale from the day after
  std::map<std::string, Text> texts;  // by language
  bool operator==(const Article&) const = default;
};

enum class State { draft, in_review, published, withdrawn };
std::string_view name_of(State state);  // "draft", "in_review" …
std::optional<State> state_named(std::string_view name);

// Where a version came from.
inline constexpr std::string_view from_pack = "pack", from_office = "office";

// Every change is a version of its own, and none is ever altered. The public reads the newest published one that was not withdrawn.
struct Version {
  Article article;
  std::int64_t number = 0;  // from 1
  State state = State::draft;
  std::string source;
  std::vector<std::string> writers;  // whose words are in it since the last time that it was published: actors
  Instant at;
  std::string by;  // actor
  bool operator==(const Version&) const = default;
};

// What somebody wants to do to an article. `save` brings a new content.
enum class Step { save, send, give_back, publish, withdraw };
struct Change {
  Step step = Step::save;
  std::optional<Article> article;
  std::string actor;
  Instant now;
  std::chrono::sys_days today;  // of the city
};
// `newest`: nullptr for a new article; `live`: the public reads some version of it. Refused as a conflict where it is not its turn: what
// nobody sent to review is not published, and nobody publishes what they wrote themselves.
Outcome<Version> next_version(const Version* newest, bool live, const Change& change);

// Field by field, all faults at once: "code", "agency", "services", "review_by", "title", "body". A draft may lack a body.
std::vector<Fault> faults_of(const Article& article, const directory::Snapshot& city, bool draft);
// Of one language's words alone: "title", "body".
std::vector<Fault> faults_of(const Text& text, std::string_view language, bool draft);

bool is_stale(const Article& article, std::chrono::sys_days today);

// The words in this language, else in `own`, else in any; never null for an article that has a text.
const std::pair<const std::string, Text>* text_in(const Article& article, std::string_view language, std::string_view own);
std::vector<std::string> languages_of(const Article& article);

// The whole content as canonical JSON, and its SHA-256 in hex: what the ledger tells of it.
std::string record_of(const Article& article);
std::string hash_of(const Article& article);

std::string iso_day(std::chrono::sys_days day);  // "2026-03-31"
Outcome<std::chrono::sys_days> parse_day(std::string_view text, std::string_view field);
std::chrono::sys_days city_day(const directory::Snapshot& city, Instant at);
std::string own_language(const directory::Snapshot& city);

}  // namespace portico::documents
