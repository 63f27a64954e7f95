#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "base/text.h"
#include "platform/mail/mail.h"
#include "platform/mail/testing.h"

namespace portico::mail {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Mail receipt() {
  Mail mail;
  mail.from = {"Ciudad de Eastport – 311", "no-reply@eastport.example"};
  mail.to = {{"José \"Pepe\" Núñez, D. D.", "jose@home.example"}};
  mail.reply_to = {"", "case+4711.abcdef@eastport.example"};
  mail.subject = "Hemos recibido su petición 4711: bache en la calle Ñandú esquina Ávila, frente al número 1234 ✓";
  mail.text = "Buenos días:\r\nSu petición es la 4711.\n.\n.. From aquí\nFrom allí\r\n\r\nhttps://eastport.example/requests/" +
              std::string(120, '4') + "\n";
  mail.language = "es";
  mail.message_id = "4711.1@eastport.example";
  mail.date = parse_instant("2026-03-04T16:42:00Z", "").value();
  return mail;
}

boost::json::object taken_apart(const std::string& bytes) {
  const auto read = run_program({python, peer_file("take_apart.py")}, bytes);
  EXPECT_EQ(read.status, 0);
  return boost::json::parse(read.said).as_object();
}

void expect_fit_for_every_server(const std::string& bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const auto end = bytes.find("\r\n", at);
    ASSERT_NE(end, std::string::npos) << "the last line ends too";
    const std::string line = bytes.substr(at, end - at);
    EXPECT_LE(line.size(), 998U);
    for (const char c : line) ASSERT_TRUE((c >= 0x20 && c < 0x7f) || c == '\t') << line;
    at = end + 2;
  }
}

std::vector<std::string> strings(const boost::json::value& list) {
  std::vector<std::string> all;
  for (const auto& one : list.as_array()) all.emplace_back(one.as_string());
  return all;
}

TEST(AMail, IsReadByOthersAsItWasMeant) {
  const auto bytes = write(receipt());
  ASSERT_TRUE(bytes);
  expect_fit_for_every_server(*bytes);
  const auto read = taken_apart(*bytes);
  EXPECT_EQ(read.at("subject").as_string(), receipt().subject);
  EXPECT_EQ(read.at("from").as_string(), "Ciudad de Eastport – 311 <no-reply@eastport.example>");
  EXPECT_EQ(read.at("to").as_string(), "\"José \\\"Pepe\\\" Núñez, D. D.\" <jose@home.example>");
  EXPECT_EQ(read.at("reply_to").as_string(), "case+4711.abcdef@eastport.example");
  EXPECT_EQ(read.at("date").as_string(), "2026-03-04T16:42:00+00:00");
  EXPECT_THAT(strings(read.at("kinds")), ElementsAre("text/plain"));
  EXPECT_THAT(strings(read.at("texts")),
              ElementsAre("Buenos días:\nSu petición es la 4711.\n.\n.. From aquí\nFrom allí\n\nhttps://eastport.example/requests/" +
                          std::string(120, '4') + "\n"));
  EXPECT_TRUE(read.at("defects").as_array().empty()) << boost::json::serialize(read.at("defects"));
  EXPECT_THAT(*bytes, HasSubstr("\r\nMessage-Id: <4711.1@eastport.example>\r\n"));
  EXPECT_THAT(*bytes, HasSubstr("\r\nContent-Language: es\r\n"));
}

TEST(AMail, SaysTheSameInTwoWaysAndBringsFiles) {
  Mail mail = receipt();
  mail.text = "آپ کی درخواست نمبر 4711 ہے۔";
  mail.html = "<p dir=\"rtl\">آپ کی درخواست نمبر <b>4711</b> ہے۔</p>";
  mail.language = "ur";
  mail.attachments = {{"Quittung für Straße Nr. 5 – Ausführliche Fassung mit allen Anlagen und Unterschriften.pdf", "application/pdf",
                       std::string("%PDF-1.7\0\xff\n", 11)},
                      {"a\"b;c.txt", "text/plain", "plain\n"}};
  const auto bytes = write(mail);
  ASSERT_TRUE(bytes);
  expect_fit_for_every_server(*bytes);
  const auto read = taken_apart(*bytes);
  EXPECT_THAT(strings(read.at("kinds")),
              ElementsAre("multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf", "text/plain"));
  EXPECT_THAT(strings(read.at("texts")), ElementsAre(mail.text + "\n", mail.html + "\n"));
  const auto& files = read.at("files").as_array();
  ASSERT_EQ(files.size(), 2U);
  for (std::size_t i = 0; i < files.size(); ++i)
    EXPECT_THAT(strings(files[i]), ElementsAre(mail.attachments[i].name, mail.attachments[i].type, hex(mail.attachments[i].bytes)));
}

TEST(AMail, WrittenAgainIsTheSameToTheByte) {
  Mail mail = receipt();
  mail.html = "<p>Su petición</p>";
  EXPECT_EQ(*write(mail), *write(mail));
  Mail other = mail;
  other.message_id = "4711.2@eastport.example";
  EXPECT_NE(*write(mail), *write(other));
}

TEST(AMail, SaysThatAMachineSentItAndHowToLeave) {
  Mail mail = receipt();
  mail.headers = automatic("https://eastport.example/leave/" + std::string(150, 'k'));
  mail.in_reply_to = "first@home.example";
  mail.references = {"first@home.example", std::string(200, 'r') + "@home.example", "third@home.example"};
  const auto bytes = write(mail);
  ASSERT_TRUE(bytes);
  expect_fit_for_every_server(*bytes);
  EXPECT_THAT(*bytes, HasSubstr("\r\nAuto-Submitted: auto-generated\r\n"));
  EXPECT_THAT(*bytes, HasSubstr("\r\nList-Unsubscribe: <https://eastport.example/leave/" + std::string(150, 'k') + ">\r\n"))
      << "nothing folds an address";
  EXPECT_THAT(*bytes, HasSubstr("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
  EXPECT_THAT(*bytes, HasSubstr("\r\nIn-Reply-To: <first@home.example>\r\n"));
  EXPECT_THAT(*bytes, HasSubstr("\r\nReferences: <first@home.example>\r\n <" + std::string(200, 'r') +
                                "@home.example>\r\n <third@home.example>\r\n"));
  EXPECT_THAT(automatic("https://x.example/"), Not(Contains(std::pair<std::string, std::string>("X-Auto-Response-Suppress", "All"))))
      << "bounces are wanted";
}

TEST(AMail, ThatWouldSaySomethingElseToAServerIsRefused) {
  const auto faults = [](void (*change)(Mail&)) {
    Mail mail = receipt();
    change(mail);
    const auto written = write(mail);
    return written ? std::string("taken") : written.error().faults.front().field;
  };
  EXPECT_EQ(faults([](Mail& m) { m.subject = "a\r\nBcc: all@home.example"; }), "subject");
  EXPECT_EQ(faults([](Mail& m) { m.subject = "a\nb"; }), "subject");
  EXPECT_EQ(faults([](Mail& m) { m.subject = "\xff"; }), "subject");
  EXPECT_EQ(faults([](Mail& m) { m.from.name = "a\nb"; }), "from");
  EXPECT_EQ(faults([](Mail& m) { m.from.address = ""; }), "from");
  EXPECT_EQ(faults([](Mail& m) { m.to.clear(); }), "to");
  EXPECT_EQ(faults([](Mail& m) { m.to.resize(101, m.to.front()); }), "to");
  EXPECT_EQ(faults([](Mail& m) { m.to[0].address = "a@b.example>\r\nRCPT TO:<c@d.example"; }), "to");
  EXPECT_EQ(faults([](Mail& m) { m.reply_to.address = "a b@c.example"; }), "reply_to");
  EXPECT_EQ(faults([](Mail& m) { m.message_id = "a@b> <c"; }), "message_id");
  EXPECT_EQ(faults([](Mail& m) { m.message_id = ""; }), "message_id");
  EXPECT_EQ(faults([](Mail& m) { m.in_reply_to = "a@b\r\nX: y"; }), "in_reply_to");
  EXPECT_EQ(faults([](Mail& m) { m.references = {"a b@c"}; }), "references");
  EXPECT_EQ(faults([](Mail& m) { m.language = "es\r\n"; }), "language");
  EXPECT_EQ(faults([](Mail& m) { m.text = std::string("a\0b", 3); }), "text");
  EXPECT_EQ(faults([](Mail& m) { m.html = "\xc3"; }), "html");
  EXPECT_EQ(faults([](Mail& m) { m.headers = {{"X-A", "b\r\nBcc: c@d.example"}}; }), "headers.X-A");
  EXPECT_EQ(faults([](Mail& m) { m.headers = {{"Bcc", "c@d.example"}}; }), "headers");
  EXPECT_EQ(faults([](Mail& m) { m.headers = {{"X A", "b"}}; }), "headers");
  EXPECT_EQ(faults([](Mail& m) { m.headers = {{"X-A: b\r\nBcc", "c@d.example"}}; }), "headers");
  EXPECT_EQ(faults([](Mail& m) { m.attachments = {{"a\r\nb.pdf", "application/pdf", ""}}; }), "attachments");
  EXPECT_EQ(faults([](Mail& m) { m.attachments = {{"../b.pdf", "application/pdf", ""}}; }), "attachments");
  EXPECT_EQ(faults([](Mail& m) { m.attachments = {{"b.pdf", "application/pdf; x=\"\r\n", ""}}; }), "attachments");
}

TEST(AnAddress, IsOneOrItIsNot) {
  EXPECT_EQ(check_address("O'Neil+311@Town.EXAMPLE", "").value(), "O'Neil+311@town.example");
  EXPECT_TRUE(check_address("a@xn--mnchen-3ya.example", ""));
  for (const char* wrong :
       {"", "@", "a@", "@b.example", "a", ".a@b.example", "a.@b.example", "a..b@c.example", "a@b..example", "a@-b.example", "a b@c.example",
        "<a@b.example>", "a@b.example>", "\"a\"@b.example", "a@[127.0.0.1]", "josé@b.example", "a@münchen.example"})
    EXPECT_FALSE(check_address(wrong, "to")) << wrong;
  EXPECT_FALSE(check_address(std::string(65, 'a') + "@b.example", "to"));
}

}  // namespace
}  // namespace portico::mail
