#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/mail/gmime.h"
#include "platform/mail/mail.h"

namespace portico::mail {
namespace {

constexpr std::size_t most_recipients = 100, longest_line = 900;

// Set by `write` from the fields of a mail, or by servers on its way.
constexpr std::array<std::string_view, 18> made_here = {"from",
                                                        "to",
                                                        "cc",
                                                        "bcc",
                                                        "reply-to",
                                                        "sender",
                                                        "subject",
                                                        "date",
                                                        "message-id",
                                                        "in-reply-to",
                                                        "references",
                                                        "received",
                                                        "return-path",
                                                        "dkim-signature",
                                                        "mime-version",
                                                        "content-type",
                                                        "content-language",
                                                        "content-transfer-encoding"};

struct Faults {
  std::vector<Fault> found;
  void add(std::string field, std::string reason, std::string accepted) {
    found.push_back({std::move(field), std::move(reason), std::move(accepted)});
  }
};

bool has_controls(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}
bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}
bool is_token(std::string_view text) {
  constexpr std::string_view specials = "()<>@,;:\\\"/[]?=";
  return !text.empty() && is_printable(text) && text.find_first_of(specials) == std::string_view::npos &&
         text.find(' ') == std::string_view::npos;
}
bool is_message_id(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.size() <= 250 && is_printable(text) &&
         text.find_first_of(" <>()\",;:\\", 0) == std::string_view::npos && text.find('@', at + 1) == std::string_view::npos;
}

void check_one_line(std::string_view text, const std::string& field, Faults& faults) {
  if (has_controls(text) || !valid_utf8(text) || text.size() > longest_line)
    faults.add(field, "is not one line of text", "UTF-8 without line ends and control characters, at most 900 bytes");
}
void check_person(const Address& person, const std::string& field, Faults& faults) {
  if (const auto address = check_address(person.address, field); !address) faults.found.push_back(address.error().faults.front());
  check_one_line(person.name, field, faults);
}
void check_id(std::string_view id, const std::string& field, Faults& faults) {
  if (!is_message_id(id)) faults.add(field, "is no message id", "LEFT@RIGHT in ASCII without blanks and brackets, at most 250 bytes");
}

void check_header(const std::pair<std::string, std::string>& header, Faults& faults) {
  const auto& [name, value] = header;
  if (!is_token(name) || name.size() > 60 || std::ranges::find(made_here, lower_ascii(name)) != made_here.end())
    faults.add("headers", "a header of this name is not taken", "a header's name that is not made from the mail's other fields");
  else if (!is_printable(value) || value.size() > longest_line || trim(value).empty())
    faults.add("headers." + name, "is not one line of ASCII", "printable ASCII, at most 900 bytes");
}

void check_attachment(const Attachment& file, Faults& faults) {
  check_one_line(file.name, "attachments", faults);
  if (file.name.empty() || file.name.find('/') != std::string::npos) faults.add("attachments", "has no name of a file", "\"receipt.pdf\"");
  const auto slash = file.type.find('/');
  if (slash == std::string::npos || !is_token(file.type.substr(0, slash)) || !is_token(file.type.substr(slash + 1)))
    faults.add("attachments", "has no media type", "\"application/pdf\"");
}

Faults check(const Mail& mail) {
  Faults faults;
  check_person(mail.from, "from", faults);
  if (mail.to.empty() || mail.to.size() > most_recipients) faults.add("to", "is to nobody, or to too many", "1 to 100 addresses");
  for (const auto& person : mail.to) check_person(person, "to", faults);
  if (!mail.reply_to.address.empty() || !mail.reply_to.name.empty()) check_person(mail.reply_to, "reply_to", faults);
  check_one_line(mail.subject, "subject", faults);
  for (const auto& [text, field] : {std::pair(&mail.text, "text"), std::pair(&mail.html, "html")})
    if (!valid_utf8(*text) || text->find('\0') != std::string::npos) faults.add(field, "is no text", "UTF-8 without NUL");
  if (!mail.language.empty() && (!is_token(mail.language) || mail.language.size() > 60))
    faults.add("language", "is no language", "a tag of BCP 47, such as \"es\"");
  check_id(mail.message_id, "message_id", faults);
  if (!mail.in_reply_to.empty()) check_id(mail.in_reply_to, "in_reply_to", faults);
  for (const auto& id : mail.references) check_id(id, "references", faults);
  for (const auto& header : mail.headers) check_header(header, faults);
  for (const auto& file : mail.attachments) check_attachment(file, faults);
  return faults;
}

std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

std::string with_plain_line_ends(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r')
      out += text[i];
    else if (i + 1 >= text.size() || text[i + 1] != '\n')
      out += '\n';
  }
  if (!out.empty() && out.back() != '\n') out += '\n';
  return out;
}

// Names a boundary that no text can hold on purpose: it depends on all that stands between two of them.
class Boundaries {
 public:
  explicit Boundaries(const Mail& mail) {
    std::string all = mail.message_id + '\n' + mail.text + '\n' + mail.html;
    for (const auto& file : mail.attachments) all += '\n' + hex(crypto::view(crypto::sha256(file.bytes)));
    seed_ = hex(crypto::view(crypto::sha256(all))).substr(0, 40);
  }
  std::string next() { return "=_" + seed_ + "." + std::to_string(++count_); }

 private:
  std::string seed_;
  int count_ = 0;
};

void set_raw(GMimeObject* object, const char* name, std::string_view value) {
  g_mime_object_append_header(object, name, "", nullptr);
  GMimeHeaderList* all = g_mime_object_get_header_list(object);
  g_mime_header_set_raw_value(g_mime_header_list_get_header_at(all, g_mime_header_list_get_count(all) - 1),
                              (" " + std::string(value) + "\n").c_str());
}

void set_content(GMimePart* part, std::string_view bytes) {
  const Held<GMimeStream> stream = stream_of(bytes);
  const Held<GMimeDataWrapper> content(g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part, content.get());
}

Held<GMimeObject> text_part(std::string_view text, const char* subtype) {
  Held<GMimePart> part(g_mime_part_new_with_type("text", subtype));
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  const std::string plain = with_plain_line_ends(text);
  set_content(part.get(), plain);
  const auto encoding = g_mime_part_get_best_content_encoding(part.get(), GMIME_ENCODING_CONSTRAINT_7BIT);
  if (encoding == GMIME_CONTENT_ENCODING_BASE64) set_content(part.get(), with_crlf(plain));  // as RFC 2045, 6.8 has it
  g_mime_part_set_content_encoding(part.get(), encoding);
  return Held<GMimeObject>(GMIME_OBJECT(part.release()));
}

Held<GMimeObject> file_part(const Attachment& file) {
  const auto slash = file.type.find('/');
  Held<GMimePart> part(g_mime_part_new_with_type(file.type.substr(0, slash).c_str(), file.type.substr(slash + 1).c_str()));
  set_content(part.get(), file.bytes);
  g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_BASE64);
  g_mime_object_set_disposition(GMIME_OBJECT(part.get()), GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename(part.get(), file.name.c_str());
  for (GMimeParamList* list : {g_mime_content_disposition_get_parameters(g_mime_object_get_content_disposition(GMIME_OBJECT(part.get()))),
                               g_mime_content_type_get_parameters(g_mime_object_get_content_type(GMIME_OBJECT(part.get())))})
    for (int i = 0; i < g_mime_param_list_length(list); ++i) g_mime_param_set_charset(g_mime_param_list_get_parameter_at(list, i), "utf-8");
  return Held<GMimeObject>(GMIME_OBJECT(part.release()));
}

Held<GMimeObject> several(const char* subtype, Boundaries& boundaries, const std::vector<Held<GMimeObject>>& parts) {
  Held<GMimeMultipart> whole(g_mime_multipart_new_with_subtype(subtype));
  g_mime_multipart_set_boundary(whole.get(), boundaries.next().c_str());
  for (const auto& part : parts) g_mime_multipart_add(whole.get(), part.get());
  return Held<GMimeObject>(GMIME_OBJECT(whole.release()));
}

Held<GMimeObject> body_of(const Mail& mail) {
  Boundaries boundaries(mail);
  std::vector<Held<GMimeObject>> ways, parts;
  ways.push_back(text_part(mail.text, "plain"));
  if (!mail.html.empty()) ways.push_back(text_part(mail.html, "html"));
  Held<GMimeObject> said = ways.size() == 1 ? std::move(ways.front()) : several("alternative", boundaries, ways);
  if (mail.attachments.empty()) return said;
  parts.push_back(std::move(said));
  for (const auto& file : mail.attachments) parts.push_back(file_part(file));
  return several("mixed", boundaries, parts);
}

void add_people(GMimeMessage* message, const Mail& mail) {
  const auto add = [&](GMimeAddressType kind, const Address& person) {
    const std::string address = check_address(person.address, "").value();
    const Held<InternetAddress> one(internet_address_mailbox_new(person.name.empty() ? nullptr : person.name.c_str(), address.c_str()));
    internet_address_set_charset(one.get(), "utf-8");
    internet_address_list_add(g_mime_message_get_addresses(message, kind), one.get());
  };
  add(GMIME_ADDRESS_TYPE_FROM, mail.from);
  for (const auto& person : mail.to) add(GMIME_ADDRESS_TYPE_TO, person);
  if (!mail.reply_to.address.empty()) add(GMIME_ADDRESS_TYPE_REPLY_TO, mail.reply_to);
}

std::string chained(const std::vector<std::string>& ids) {
  std::string all;
  for (const auto& id : ids) all += (all.empty() ? "<" : "\n <") + id + ">";
  return all;
}

}  // namespace

Outcome<std::string> write(const Mail& mail) {
  if (auto faults = check(mail); !faults.found.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults.found)});
  start_gmime();
  const Held<GMimeMessage> message(g_mime_message_new(TRUE));
  GMimeObject* head = GMIME_OBJECT(message.get());
  const Held<GDateTime> date(g_date_time_new_from_unix_utc(to_millis(mail.date) / 1000));
  g_mime_message_set_date(message.get(), date.get());
  add_people(message.get(), mail);
  g_mime_message_set_subject(message.get(), mail.subject.c_str(), "utf-8");
  set_raw(head, "Message-Id", "<" + mail.message_id + ">");
  if (!mail.in_reply_to.empty()) set_raw(head, "In-Reply-To", "<" + mail.in_reply_to + ">");
  if (!mail.references.empty()) set_raw(head, "References", chained(mail.references));
  if (!mail.language.empty()) set_raw(head, "Content-Language", mail.language);
  for (const auto& [name, value] : mail.headers) set_raw(head, name.c_str(), trim(value));
  const Held<GMimeObject> body = body_of(mail);
  g_mime_message_set_mime_part(message.get(), body.get());

  const Held<GMimeFormatOptions> how(g_mime_format_options_new());
  g_mime_format_options_set_newline_format(how.get(), GMIME_NEWLINE_FORMAT_DOS);
  g_mime_format_options_set_param_encoding_method(how.get(), GMIME_PARAM_ENCODING_METHOD_RFC2231);
  const Held<GMimeStream> out = stream_of();
  g_mime_object_write_to_stream(head, how.get(), out.get());
  return bytes_of(out.get());
}

std::vector<std::pair<std::string, std::string>> automatic(std::string_view leave_url, Automatic how) {
  std::vector<std::pair<std::string, std::string>> headers{
      {"Auto-Submitted", how == Automatic::replied ? "auto-replied" : "auto-generated"},
      {"X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply"}};
  if (!leave_url.empty()) {
    headers.emplace_back("List-Unsubscribe", "<" + std::string(leave_url) + ">");
    headers.emplace_back("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
  return headers;
}

}  // namespace portico::mail
