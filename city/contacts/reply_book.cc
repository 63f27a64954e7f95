#include "city/contacts/reply_book.h"

#include "base/text.h"

namespace portico::contacts {

std::optional<std::vector<notify::Reach>> ReplyBook::reaches(store::Reader& reader, const notify::Note& note) const {
  constexpr std::string_view of_case = "case:";
  auto ways = book_.reaches(reader, note);
  if (!ways || !note.about.starts_with(of_case)) return ways;
  const auto id = parse_integer(std::string_view(note.about).substr(of_case.size()));
  if (!id) return ways;
  for (notify::Reach& reach : *ways)
    if (reach.channel == notify::ChannelKind::mail && reach.reply_to.empty())
      reach.reply_to = replies_.address(cases_.number_of(*id), reach.who);
  return ways;
}

}  // namespace portico::contacts
