#include "platform/mail/dkim.h"

#include <gmock/gmock.h>

#include "platform/mail/mail.h"
#include "platform/mail/testing.h"

namespace portico::mail {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const Instant noon = parse_instant("2026-03-04T12:00:00Z", "").value();

std::string a_mail() {
  Mail mail;
  mail.from = {"Eastport – 311", "no-reply@eastport.example"};
  mail.to = {{"José", "jose@home.example"}};
  mail.subject = "Su petición 4711 ha sido recibida, y este asunto es tan largo que se parte en dos líneas";
  mail.text = "Línea  con   blancos \t al final   \n\n\n.\nFin\n\n\n";
  mail.html = "<p>Fin</p>";
  mail.message_id = "4711.1@eastport.example";
  mail.date = noon;
  mail.headers = automatic("https://eastport.example/leave/1");
  return write(mail).value();
}

DkimKey key_of(crypto::KeyKind kind, std::string_view selector) {
  return read_dkim_key("Eastport.example", selector, crypto::PrivateKey::make(kind).pem()).value();
}

std::string verified(const std::string& mail, const std::vector<const DkimKey*>& keys) {
  std::vector<std::string> words{python, peer_file("verify_dkim.py")};
  for (const auto* key : keys) words.push_back(dkim_record_name(*key) + "=" + dkim_record(*key));
  const auto ended = run_program(words, mail);
  EXPECT_EQ(ended.status, 0);
  return ended.said;
}

TEST(ASignature, IsFoundGoodByAnIndependentVerifier) {
  const DkimKey rsa = key_of(crypto::KeyKind::rsa, "2026a"), edwards = key_of(crypto::KeyKind::ed25519, "2026b");
  EXPECT_EQ(dkim_record_name(rsa), "2026a._domainkey.eastport.example");
  EXPECT_THAT(dkim_record(rsa), StartsWith("v=DKIM1; k=rsa; p=MII"));
  EXPECT_EQ(verified(dkim_sign(a_mail(), rsa, noon), {&rsa}), "good\n");
  EXPECT_EQ(verified(dkim_sign(a_mail(), edwards, noon), {&edwards}), "good\n");
  const std::string both = dkim_sign(dkim_sign(a_mail(), rsa, noon), edwards, noon);
  EXPECT_EQ(verified(both, {&rsa, &edwards}), "good\ngood\n");
  EXPECT_EQ(both, dkim_sign(dkim_sign(a_mail(), rsa, noon), edwards, noon)) << "signed again it is the same to the byte";
}

TEST(ASignature, OutlivesWhatServersDoToBlanks) {
  const DkimKey key = key_of(crypto::KeyKind::ed25519, "a");
  std::string mail = dkim_sign(a_mail(), key, noon);
  mail.replace(mail.find("\r\nSubject: "), 11, "\r\nSUBJECT:   ");
  mail += "\r\n\r\n";
  EXPECT_EQ(verified(mail, {&key}), "good\n");
}

TEST(ASignature, BreaksWithEveryWordThatIsChangedOrAdded) {
  const DkimKey key = key_of(crypto::KeyKind::ed25519, "a");
  const std::string mail = dkim_sign(a_mail(), key, noon);
  const auto changed = [&](std::string_view was, std::string_view now) {
    std::string other = mail;
    other.replace(other.find(was), was.size(), now);
    return verified(other, {&key});
  };
  EXPECT_THAT(changed("<p>Fin</p>", "<p>Fim</p>"), Not(HasSubstr("good")));
  EXPECT_THAT(changed("no-reply@", "no_reply@"), Not(HasSubstr("good")));
  EXPECT_THAT(changed("auto-generated", "no"), Not(HasSubstr("good")));
  EXPECT_THAT(changed("leave/1", "leave/2"), Not(HasSubstr("good")));
  for (const char* added : {"From: a@b.example", "Subject: another", "Cc: a@b.example", "Reply-To: a@b.example", "Content-Type: text/html"})
    EXPECT_THAT(verified(std::string(added) + "\r\n" + mail, {&key}), Not(HasSubstr("good"))) << added;
}

TEST(AKeyOfADomain, IsRefusedByTheFieldThatIsWrong) {
  const std::string pem = crypto::PrivateKey::make(crypto::KeyKind::ed25519).pem();
  EXPECT_EQ(read_dkim_key("east port", "a", pem).error().faults.front().field, "dkim.domain");
  EXPECT_EQ(read_dkim_key("eastport.example", "a; d=other", pem).error().faults.front().field, "dkim.selector");
  EXPECT_EQ(read_dkim_key("eastport.example", "a", "nothing").error().faults.front().field, "dkim.key");
  EXPECT_THROW(dkim_sign("no mail at all", key_of(crypto::KeyKind::ed25519, "a"), noon), std::invalid_argument);
}

}  // namespace
}  // namespace portico::mail
