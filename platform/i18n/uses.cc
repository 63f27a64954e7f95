#include "platform/i18n/uses.h"

#include <unicode/messagepattern.h>

#include "platform/i18n/locale.h"

namespace portico::i18n {
namespace {

Use::As as_of(UMessagePatternArgType type) {
  switch (type) {
    case UMSGPAT_ARG_TYPE_NONE:
      return Use::As::plain;
    case UMSGPAT_ARG_TYPE_SELECT:
      return Use::As::select;
    case UMSGPAT_ARG_TYPE_PLURAL:
    case UMSGPAT_ARG_TYPE_SELECTORDINAL:
      return Use::As::plural;
    default:  // {x, number}, and {x, choice, …}, which nobody is to use any more
      return Use::As::simple;
  }
}

class Walk {
 public:
  explicit Walk(const icu::MessagePattern& pattern) : pattern_(pattern) { message(0, {}); }
  std::vector<Use> take() { return std::move(uses_); }

 private:
  std::string text_of(std::int32_t part) const { return utf8(pattern_.getSubstring(pattern_.getPart(part))); }

  void message(std::int32_t start, const std::vector<Branch>& within) {
    const std::int32_t limit = pattern_.getLimitPartIndex(start);
    for (std::int32_t part = start + 1; part < limit; ++part)
      if (pattern_.getPart(part).getType() == UMSGPAT_PART_TYPE_ARG_START) part = argument(part, within);
  }

  // The index of its last part.
  std::int32_t argument(std::int32_t start, const std::vector<Branch>& within) {
    const std::int32_t limit = pattern_.getLimitPartIndex(start);
    const std::size_t at = uses_.size();
    uses_.push_back({text_of(start + 1), as_of(pattern_.getPart(start).getArgType()), {}, within, {}});
    for (std::int32_t part = start + 2; part < limit; ++part) {
      const auto type = pattern_.getPart(part).getType();
      if (type == UMSGPAT_PART_TYPE_ARG_TYPE) uses_[at].style = text_of(part);
      if (type == UMSGPAT_PART_TYPE_ARG_SELECTOR) uses_[at].cases.push_back(text_of(part));
      if (type != UMSGPAT_PART_TYPE_MSG_START) continue;
      std::vector<Branch> deeper = within;
      if (uses_[at].as == Use::As::select) deeper.push_back({uses_[at].argument, uses_[at].cases.back()});
      message(part, deeper);
      part = pattern_.getLimitPartIndex(part);
    }
    return limit;
  }

  const icu::MessagePattern& pattern_;
  std::vector<Use> uses_;
};

}  // namespace

std::vector<Use> uses_of(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::MessagePattern pattern(from_utf8(text), nullptr, status);
  if (U_FAILURE(status)) return {};
  return Walk(pattern).take();
}

}  // namespace portico::i18n
