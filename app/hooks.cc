#include "app/hooks.h"

#include "base/text.h"
#include "city/announcements/events.h"
#include "city/cases/events.h"
#include "city/cases/events_photo.h"
#include "city/documents/events.h"
#include "city/feedback/events.h"
#include "city/standards/events.h"

namespace portico::app {
namespace {

template <class... Events>
std::vector<std::string> types_of() {
  return {std::string(Events::type)...};
}

std::vector<std::string> told_types() {
  using namespace cases;
  using namespace standards;
  using announcements::Announced, announcements::AnnouncementAmended, announcements::AnnouncementWithdrawn;
  using documents::ArticlePublished, documents::ArticleWithdrawn;
  using feedback::SurveyAnswered;
  return types_of<CaseOpened, CaseAsked, MessageSent, CaseAccepted, CasePaused, CaseResumed, CaseTransferred, CaseReclassified, CaseMerged,
                  CaseClosed, CaseContested, CaseReopened, ClockRanOut, CaseEscalated, CaseReckoned, PlaceFound, WordsReleased, WordsHidden,
                  CaseRedacted, PhotoAdded, PhotoReleased, PhotoHidden, SurveyAnswered, SlaPublished, SlaRetired, EmergencyDeclared,
                  EmergencyExtended, EmergencyEnded, ArticlePublished, ArticleWithdrawn, Announced, AnnouncementAmended,
                  AnnouncementWithdrawn>();
}

}  // namespace

webhooks::Described described(store::Reader& reader, const cases::Cases& cases, const ledger::Event& event) {
  constexpr std::string_view of_case = "case:";
  if (!event.subject.starts_with(of_case)) return {};
  const auto id = parse_integer(std::string_view(event.subject).substr(of_case.size()));
  const auto subject = id ? cases.find_for_staff(reader, cases.number_of(*id)) : std::nullopt;
  if (!subject) return {};  // it waits for its number
  webhooks::Described described{{{"number", subject->number}, {"service", subject->service}}, {subject->agency}};
  for (const auto& move : cases.moves(reader, *id)) described.concerns.push_back(move.from_agency);
  return described;
}

webhooks::PageSettings webhook_pages(const identity::Surroundings& around) {
  return {.types = told_types(), .parties = [&around](std::string_view language) { return around.agencies(language); }};
}

}  // namespace portico::app
