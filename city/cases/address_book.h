// Whom the notes of cases are for, and what their templates are filled with, at the moment of telling.
#pragma once

#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/directory/directory.h"
#include "platform/notify/reach.h"

namespace portico::cases {

// Reporters, by mail or else by SMS, and followers. Of staff ("role:…") it is known what they are told, not who they are.
class CaseBook final : public notify::AddressBook {
 public:
  // `public_url` without a slash at its end.
  CaseBook(const Cases& cases, const directory::Directory& directory, const standards::Standards& standards, std::string public_url)
      : cases_(cases), directory_(directory), standards_(standards), public_url_(std::move(public_url)) {}

  std::optional<std::vector<notify::Reach>> reaches(store::Reader& reader, const notify::Note& note) const override;
  notify::Filling filling(store::Reader& reader, const notify::Note& note, const notify::Reach& reach) const override;
  std::string first_language() const override;

 private:
  std::vector<notify::Reach> ways_to_reporter(store::Reader& reader, std::int64_t case_id, const std::string& who) const;
  std::vector<notify::Reach> ways_to_follower(store::Reader& reader, std::int64_t case_id, std::int64_t follower,
                                              const notify::Note& note) const;
  void add_outcome(store::Reader& reader, const Case& subject, bool asked_for_it, notify::Facts& facts) const;
  void add_alarm(const Case& subject, const notify::Note& note, notify::Facts& facts) const;
  std::string link(const Case& subject, const std::string& who, const std::string& language, std::string_view below) const;

  const Cases& cases_;
  const directory::Directory& directory_;
  const standards::Standards& standards_;
  const std::string public_url_;
};

}  // namespace portico::cases
