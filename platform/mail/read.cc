#include <algorithm>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/mail/bounce.h"
#include "platform/mail/charset.h"
#include "platform/mail/classify.h"
#include "platform/mail/entity.h"
#include "platform/mail/html_text.h"
#include "platform/mail/received.h"
#include "platform/mail/reply_text.h"

namespace portico::mail {
namespace {

constexpr std::size_t most_people = 200, most_references = 100;

std::unexpected<Refusal> too_many(std::string_view what, std::size_t most) {
  return refuse(Refused::too_large, "parts", std::string(what), "at most " + std::to_string(most));
}

// What a part has to say: words, or none.
struct Said {
  std::string text;
  bool from_html = false;
};

// Goes through the parts and gathers what they hold.
class Walk {
 public:
  Walk(const Limits& limits, Received& into) : limits_(limits), into_(into) {}

  Outcome<Said> part(const Entity& entity, std::size_t depth) {
    if (++parts_ > limits_.parts) return too_many("there are more parts than are taken", limits_.parts);
    if (depth > limits_.depth) return too_many("parts stand within parts, deeper than is taken", limits_.depth);
    if (entity.type().starts_with("multipart/")) return several(entity, depth);
    note(entity);
    const bool readable = entity.type() == "text/plain" || entity.type() == "text/html";
    if (readable && !entity.is_attachment() && entity.file_name().empty()) return words(entity);
    if (entity.type() == "text/rfc822-headers" || entity.type() == "message/delivery-status") return Said{};
    keep(entity);
    return Said{};
  }

  bool has_delivery_status() const { return delivery_status_; }

 private:
  Outcome<Said> several(const Entity& entity, std::size_t depth) {
    const auto parts = entity.parts(limits_.parts);
    if (!parts.whole) into_.doubts.malformed = true;
    if (parts.all.empty()) return words(entity);
    if (entity.type() == "multipart/encrypted") into_.doubts.encrypted = true;
    const bool digest = entity.type() == "multipart/digest", either = entity.type() == "multipart/alternative";
    Said all;
    for (const auto bytes : parts.all) {
      const auto inner = Entity::open(bytes, limits_, digest ? "message/rfc822" : "text/plain");
      if (!inner) return std::unexpected(inner.error());
      inside_related_ += entity.type() == "multipart/related" ? 1 : 0;
      auto said = part(*inner, depth + 1);
      inside_related_ -= entity.type() == "multipart/related" ? 1 : 0;
      if (!said) return said;
      if (trim(said->text).empty()) continue;
      if (!either)
        add(all, *said);
      else if (trim(all.text).empty() || (all.from_html && !said->from_html))
        all = std::move(*said);
    }
    return all;
  }

  void add(Said& all, const Said& said) const {
    all.from_html = trim(all.text).empty() ? said.from_html : all.from_html && said.from_html;
    if (!all.text.empty() && !all.text.ends_with('\n')) all.text += '\n';
    if (!all.text.empty()) all.text += '\n';
    all.text += said.text;
    if (all.text.size() <= limits_.text) return;
    into_.doubts.cut = true;
    all.text = std::string(cut_utf8(all.text, limits_.text));
  }

  Said words(const Entity& entity) const {
    std::string bytes = entity.decoded(limits_.text + 1);
    if (bytes.size() > limits_.text) {
      into_.doubts.cut = true;
      bytes.resize(cut_utf8(bytes, limits_.text).size());
    }
    const bool html = entity.type() == "text/html";
    std::string charset = entity.parameter("charset");
    if (html && charset.empty()) charset = html_charset(bytes);
    Decoded decoded = to_utf8(bytes, charset);
    into_.doubts.wrong_charset |= decoded.wrong;
    into_.doubts.unknown_charset |= decoded.unknown;
    decoded.text = clean_text(decoded.text);
    if (html) {
      Words found = html_text(decoded.text);
      into_.doubts.cut |= found.cut;
      return {clean_text(found.text), true};
    }
    if (lower_ascii(entity.parameter("format")) == "flowed")
      decoded.text = unflowed(decoded.text, lower_ascii(entity.parameter("delsp")) == "yes");
    return {std::move(decoded.text), false};
  }

  // What a part tells beside its words.
  void note(const Entity& entity) {
    if (entity.type() == "message/delivery-status" || entity.type() == "message/global-delivery-status") {
      delivery_status_ = true;
      auto failures = read_delivery_status(entity.decoded(limits_.head));
      into_.failures.insert(into_.failures.end(), failures.begin(), failures.end());
      if (into_.failures.size() > 100) into_.failures.resize(100);
    }
    const bool returned = entity.type() == "text/rfc822-headers" || entity.type() == "message/rfc822" || entity.type() == "message/global";
    if (returned && returned_id_.empty()) {
      const std::string bytes = entity.decoded(limits_.head);
      returned_id_ = find_message_id(std::string_view(bytes).substr(0, std::min(bytes.find("\n\n"), bytes.find("\n\r\n"))));
      into_.bounced_message_id = returned_id_;
    }
    if (entity.type() == "text/calendar" || entity.type() == "application/ics") into_.doubts.invitation = true;
    if (entity.type() == "application/ms-tnef" || lower_ascii(entity.file_name()) == "winmail.dat") into_.doubts.tnef = true;
    if (entity.type() == "application/pkcs7-mime" && entity.parameter("smime-type") != "signed-data") into_.doubts.encrypted = true;
  }

  void keep(const Entity& entity) {
    File file{entity.file_name(), entity.type(), entity.decoded(limits_.size), inside_related_ > 0 && !entity.is_attachment()};
    if (file.name.empty() && entity.type() == "message/rfc822") {
      if (const auto nested = Entity::open(entity.body(), limits_)) file.name = cut_utf8(nested->header("Subject"), 100);
      std::ranges::replace(file.name, '/', '-');
      std::ranges::replace(file.name, '\\', '-');
      file.name += file.name.empty() ? "mail.eml" : ".eml";
    }
    if (file.name.empty())
      file.name = entity.type() == "text/calendar" ? "invitation.ics" : "part-" + std::to_string(into_.files.size() + 1);
    into_.files.push_back(std::move(file));
  }

  const Limits& limits_;
  Received& into_;
  std::size_t parts_ = 0;
  int inside_related_ = 0;
  bool delivery_status_ = false;
  std::string returned_id_;
};

// Groups are told by their members; who has no address that can be answered is left out.
void add_people(InternetAddressList* list, std::vector<Address>& people, int depth = 0) {
  if (list == nullptr || depth > 3) return;
  for (int i = 0; i < internet_address_list_length(list) && people.size() < most_people; ++i) {
    InternetAddress* one = internet_address_list_get_address(list, i);
    if (INTERNET_ADDRESS_IS_GROUP(one)) {
      add_people(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(one)), people, depth + 1);
    } else if (INTERNET_ADDRESS_IS_MAILBOX(one)) {
      const auto address = check_address(text_of(internet_address_mailbox_get_idn_addr(INTERNET_ADDRESS_MAILBOX(one))), "");
      if (address) people.push_back({clean_line(text_of(internet_address_get_name(one)), 200), *address});
    }
  }
}

std::vector<Address> people_of(const Entity& mail, GMimeAddressType kind) {
  std::vector<Address> people;
  add_people(g_mime_message_get_addresses(mail.message(), kind), people);
  return people;
}

Address first_of(std::vector<Address> people) { return people.empty() ? Address{} : std::move(people.front()); }

void read_ids(const Entity& mail, Received& received) {
  received.message_id = message_id_of(mail.header("Message-ID"));
  received.in_reply_to = message_id_of(mail.header("In-Reply-To"));
  const std::string references = mail.header("References");
  for (const auto word : split(references, ' '))
    if (std::string id = message_id_of(word); !id.empty() && received.references.size() < most_references)
      received.references.push_back(std::move(id));
  received.doubts.no_message_id = received.message_id.empty();
  if (!received.doubts.no_message_id) return;
  std::string same = mail.header("From") + '\n' + mail.header("Date") + '\n' + mail.header("Subject") + '\n';
  same += mail.body();
  received.message_id = hex(crypto::view(crypto::sha256(same))).substr(0, 40) + "@unnamed.invalid";
}

void read_date(const Entity& mail, Instant at, Received& received) {
  using namespace std::chrono;
  GDateTime* date = g_mime_message_get_date(mail.message());
  received.doubts.no_date = date == nullptr;
  if (date == nullptr) return;
  received.date = Instant{seconds{g_date_time_to_unix(date)}};
  received.doubts.absurd_date = *received.date > at + days{1} || *received.date < at - days{365};
}

Marks marks_of(const Entity& mail, const Arrival& arrival, const Received& received) {
  const auto lower = [&](const char* name) { return lower_ascii(trim(mail.header(name))); };
  Marks marks;
  marks.type = mail.type();
  marks.report_type = lower_ascii(mail.parameter("report-type"));
  marks.auto_submitted = lower("Auto-Submitted");
  marks.auto_submitted = marks.auto_submitted.substr(0, marks.auto_submitted.find_first_of("; ("));
  marks.precedence = lower("Precedence");
  marks.suppress = lower("X-Auto-Response-Suppress");
  marks.list_id = lower("List-Id");
  marks.list_leave = lower("List-Unsubscribe");
  for (const char* name : {"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Autogenerated", "X-Mail-Autoreply"}) {
    const std::string value = lower(name);
    if (!value.empty() && value != "no") marks.auto_reply_other = value;
  }
  marks.failed_recipients = lower("X-Failed-Recipients");
  marks.sender = received.from.address;
  marks.subject = received.subject;
  marks.null_sender = arrival.sender ? arrival.sender->empty() : lower("Return-Path") == "<>";
  return marks;
}

// Some put a line of their own in front, and some a mark of the byte order.
std::string_view without_front(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  while (bytes.starts_with('\n') || bytes.starts_with('\r')) bytes.remove_prefix(1);
  if (bytes.starts_with("From ") || bytes.starts_with(">From ")) bytes.remove_prefix(std::min(bytes.find('\n'), bytes.size() - 1) + 1);
  return bytes;
}

bool has_header(std::string_view head) {
  const std::string_view name = head.substr(0, std::min(head.find(':'), head.size()));
  return name.size() < head.size() && !name.empty() && std::ranges::all_of(name, [](char c) { return c > 0x20 && c < 0x7f; });
}

void read_head(const Entity& mail, const Arrival& arrival, Received& received) {
  received.from = first_of(people_of(mail, GMIME_ADDRESS_TYPE_FROM));
  received.doubts.no_sender = received.from.address.empty();
  received.reply_to = first_of(people_of(mail, GMIME_ADDRESS_TYPE_REPLY_TO));
  received.to = people_of(mail, GMIME_ADDRESS_TYPE_TO);
  received.cc = people_of(mail, GMIME_ADDRESS_TYPE_CC);
  received.subject = clean_line(mail.header("Subject"));
  const std::string language = mail.header("Content-Language");
  received.language = clean_line(trim(std::string_view(language).substr(0, language.find_first_of(",;"))), 35);
  read_ids(mail, received);
  read_date(mail, arrival.at, received);
}

}  // namespace

Outcome<Received> read(std::string_view bytes, const Arrival& arrival, const Limits& limits) {
  if (bytes.size() > limits.size)
    return refuse(Refused::too_large, "mail", "has " + std::to_string(bytes.size()) + " bytes", "at most " + std::to_string(limits.size));
  const auto mail = Entity::open(without_front(bytes), limits);
  if (!mail) return std::unexpected(mail.error());
  if (!has_header(mail->head())) return refuse(Refused::invalid, "mail", "does not begin with a header", "a mail as RFC 5322 has it");
  Received received;
  read_head(*mail, arrival, received);
  Walk walk(limits, received);
  const auto said = walk.part(*mail, 0);
  if (!said) return std::unexpected(said.error());
  received.doubts.html_only = said->from_html;

  Marks marks = marks_of(*mail, arrival, received);
  marks.delivery_status = walk.has_delivery_status();
  received.kind = classify(marks);
  received.may_be_answered = received.kind == Kind::person && !received.doubts.no_sender && !asks_for_silence(marks);
  if (received.kind != Kind::bounce) {
    received.failures.clear();
    received.bounced_message_id.clear();
    ReplyText both = split_reply(said->text);
    received.text = std::move(both.fresh);
    received.quoted = std::move(both.quoted);
    return received;
  }
  received.text = said->text;
  if (received.failures.empty()) received.failures = read_failure_words(said->text, marks.failed_recipients);
  if (received.bounced_message_id.empty()) received.bounced_message_id = find_message_id(said->text);
  return received;
}

}  // namespace portico::mail
