#include "platform/notify/preparing.h"

#include <algorithm>
#include <set>

#include "platform/notify/suppression.h"
#include "platform/notify/tables_tellings.h"

namespace portico::notify {
namespace {

constexpr Millis bound_window = std::chrono::hours(1);
constexpr std::string_view digest_code = "digest";

calendar::Zone zone_of(const Reach& reach) {
  auto zone = calendar::Zone::find(reach.zone.empty() ? "UTC" : reach.zone, "zone");
  if (!zone) zone = calendar::Zone::find("UTC", "zone");
  return *zone;
}

QuietHours quiet_of(const Reach& reach) { return reach.quiet.value_or(reach.channel == ChannelKind::sms ? quiet_for_sms : QuietHours{}); }

Try ends(Telling telling, Telling::State state, std::string reason) {
  telling.state = state;
  if (!reason.empty()) telling.reason = std::move(reason);
  return {std::move(telling), std::nullopt};
}

// The way that is to be taken now. `why` says why there is none.
struct Way {
  std::optional<Reach> reach;
  int place = 0;
  std::optional<Suppressed> suppressed;
  bool service_mail = false;
};
Way way_of(store::Reader& reader, const Around& around, const Telling& telling, const std::vector<Reach>& reaches) {
  Way way;
  int place = -1;
  for (const Reach& reach : reaches) {
    if (reach.who != telling.who || ++place < telling.passed || !around.carries(reach.channel)) continue;
    way.service_mail = way.service_mail || reach.service_mail;
    const auto not_there = suppressed(reader, reach.channel, around.marks.address(reach.channel, reach.address), reach.service_mail);
    if (!not_there) {
      way.reach = reach;
      way.place = place;
      return way;
    }
    way.suppressed = not_there;
  }
  return way;
}

Try no_way(const Telling& telling, const Way& way) {
  using enum Telling::State;
  if (way.suppressed) return ends(telling, way.service_mail ? failed : dropped, "suppressed: " + std::string(name_of(*way.suppressed)));
  if (telling.passed > 0) return ends(telling, failed, "");  // why, the last try said
  return ends(telling, dropped, "nobody is to be told any more");
}

Facts merged(Facts of_note, const Facts& of_book) {
  for (const auto& [name, fact] : of_book) of_note.insert_or_assign(name, fact);
  return of_note;
}

// What one note says to one reader.
Outcome<Rendered> words_of(store::Reader& reader, const Around& around, const Note& note, const Reach& reach) {
  const TemplateKind* kind = around.kinds.find(note.template_code);
  if (!kind) return refuse(Refused::invalid, "template", "there is no kind of template " + note.template_code);
  const Filling filling = around.book.filling(reader, note, reach);
  auto data = read_data(note.data);
  if (!data) return std::unexpected(data.error());
  const std::string first = around.book.first_language();
  const Ready* ready = around.shelf.find(note.template_code, filling.service, reach.language.empty() ? first : reach.language, first);
  if (!ready) return refuse(Refused::invalid, "template", "there is no template " + note.template_code);
  return render(*kind, *ready, merged(*std::move(data), filling.facts), zone_of(reach).name());
}

std::string sentence_of(const Refusal& refusal) {
  std::string text;
  for (const Fault& fault : refusal.faults) text += (text.empty() ? "" : " ") + fault.reason;
  return text;
}

// One message of many: each with its subject as a heading.
Outcome<Rendered> words_of_digest(store::Reader& reader, const Around& around, const Telling& digest, const Reach& reach) {
  const auto members = tables::gathered_in(reader, digest.id, written_out);
  std::string news;
  std::vector<std::string> links;
  for (const Telling& member : members) {
    const auto note = tables::note(reader, member.note);
    const auto words = note ? words_of(reader, around, *note, reach) : refuse(Refused::not_found, "", "the note is gone");
    if (!words) return std::unexpected(words.error());
    news += (news.empty() ? "" : "\n\n") + words->subject + "\n\n" + words->text;
    links.insert(links.end(), words->links.begin(), words->links.end());
  }
  const std::int64_t count = tables::count_gathered(reader, digest.id);
  const std::string first = around.book.first_language();
  const Ready* ready = around.shelf.find(digest_code, "", reach.language.empty() ? first : reach.language, first);
  const TemplateKind* kind = around.kinds.find(digest_code);
  if (!ready || !kind) return refuse(Refused::invalid, "template", "there is no template digest");
  auto words = render(*kind, *ready, {{"count", count}, {"news", news}, {"more", count - static_cast<std::int64_t>(members.size())}},
                      zone_of(reach).name());
  if (!words) return words;
  words->html = plain_html(words->subject, words->text, words->language, words->right_to_left, links);
  return words;
}

Message message_of(const Around& around, const Telling& telling, const Note& note, const Reach& reach, Rendered words) {
  Message message;
  message.id = around.marks.message_id((telling.digest ? "digest:" : "") + note.key, telling.who, around.settings.domain);
  if (!telling.digest) message.thread = around.marks.thread(note.about, telling.who, around.settings.domain);
  message.channel = reach.channel;
  message.address = reach.address;
  message.name = reach.name;
  message.reply_to = reach.reply_to;
  message.language = std::move(words.language);
  message.right_to_left = words.right_to_left;
  message.subject = std::move(words.subject);
  message.text = std::move(words.text);
  message.html = std::move(words.html);
  message.sms = std::move(words.sms);
  message.paragraphs = std::move(words.paragraphs);
  if (!reach.service_mail) message.unsubscribe_url = reach.unsubscribe_url;
  if (!reach.service_mail && message.unsubscribe_url.empty() && !around.settings.unsubscribe_url.empty())
    message.unsubscribe_url = around.settings.unsubscribe_url + around.marks.unsubscribe_token(reach.channel, telling.address);
  const TemplateKind* kind = around.kinds.find(note.template_code);
  message.answers = kind && kind->answers && !telling.digest;
  message.at = around.now;
  return message;
}

bool urgent(const Around& around, const Note& note) {
  const TemplateKind* kind = around.kinds.find(note.template_code);
  return kind && kind->urgent;
}

// Whether it has to wait: for the end of quiet hours, or since much went to this address of late. It says so then.
bool waits(store::Reader& reader, const Around& around, const Reach& reach, Telling& telling, Already& already) {
  const auto zone = zone_of(reach);
  if (const Instant then = after_quiet(around.now, zone, quiet_of(reach)); then > around.now) {
    telling.next_at = then;
    return true;
  }
  if (telling.unbound || telling.digest) return false;
  int& of_batch = already[telling.address];
  if (tables::sent_since(reader, telling.address, around.now - bound_window) + of_batch < around.settings.per_address) {
    ++of_batch;
    return false;
  }
  telling.state = Telling::State::gathering;
  telling.next_at = digest_time(around.now, zone, Digest::hourly, {});
  return true;
}

}  // namespace

bool Around::carries(ChannelKind channel) const { return std::ranges::find(carried, channel) != carried.end(); }

std::optional<std::vector<Telling>> tellings_of(store::Reader& reader, const Around& around, const Waiting& note) {
  if (!around.kinds.find(note.template_code)) return std::nullopt;
  const auto reaches = around.book.reaches(reader, note);
  if (!reaches) return std::nullopt;
  const bool now = urgent(around, note);
  std::vector<Telling> all;
  std::set<std::string> known;
  for (const Reach& reach : *reaches) {
    if (!around.carries(reach.channel) || !known.insert(reach.who).second) continue;
    Telling one;
    one.note = note.id;
    one.who = reach.who;
    one.channel = reach.channel;
    one.next_at = around.now;
    if (reach.digest != Digest::none && !reach.service_mail && !now) {
      one.state = Telling::State::gathering;
      one.next_at = digest_time(around.now, zone_of(reach), reach.digest, reach.digest_at);
    }
    all.push_back(std::move(one));
  }
  if (all.empty() && !reaches->empty()) return std::nullopt;  // no channel of theirs is there yet
  return all;
}

Try prepare(store::Reader& reader, const Around& around, Telling telling, Already& already) {
  const auto note = tables::note(reader, telling.note);
  if (!note) return ends(std::move(telling), Telling::State::failed, "the note is gone");
  const auto reaches = around.book.reaches(reader, *note);
  const Way way = way_of(reader, around, telling, reaches.value_or(std::vector<Reach>{}));
  if (!way.reach) return no_way(telling, way);
  telling.passed = way.place;
  telling.address = around.marks.address(way.reach->channel, way.reach->address);
  if (telling.channel != way.reach->channel) {
    telling.channel = way.reach->channel;
    return {std::move(telling), std::nullopt};
  }
  if (!urgent(around, *note) && waits(reader, around, *way.reach, telling, already)) return {std::move(telling), std::nullopt};
  auto words = telling.digest ? words_of_digest(reader, around, telling, *way.reach) : words_of(reader, around, *note, *way.reach);
  if (!words) return ends(std::move(telling), Telling::State::failed, sentence_of(words.error()));
  Message message = message_of(around, telling, *note, *way.reach, *std::move(words));
  telling.message_id = message.id;
  telling.language = message.language;
  return {std::move(telling), std::move(message)};
}

}  // namespace portico::notify
