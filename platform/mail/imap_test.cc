// Mail fetched from a real mailbox (dovecot).
#include "platform/mail/imap.h"

#include <gmock/gmock.h>

#include "platform/mail/testing.h"

namespace portico::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Verdict = Answer::Verdict;

class AnImapMailbox : public ::testing::Test {
 protected:
  ImapSettings settings() const {
    return {.host = "127.0.0.1",
            .port = peer_.tls_port(),
            .tls = Tls::implicit,
            .user = "portico",
            .password = "sesame",
            .certificates = peer_.certificate()};
  }
  Imap imap() const { return Imap::make(settings()).value(); }
  void put(const std::string& name, const std::string& words) { peer_.put(name, "Subject: " + words + "\r\n\r\n" + words + "\r\n"); }
  Accept accept_ = [this](std::string_view mail, const Envelope& envelope) {
    EXPECT_FALSE(envelope.from);
    seen_.emplace_back(mail.substr(9, mail.find('\r') - 9));
    if (seen_.back() == "later") return Answer{Verdict::later, ""};
    if (seen_.back() == "never") return Answer{Verdict::refused, ""};
    return Answer{};
  };
  ImapPeer peer_;
  std::vector<std::string> seen_;
};

TEST_F(AnImapMailbox, GivesWhatNobodyHasSeenAndMarksItWhenItWasTaken) {
  put("1", "first");
  put("2", "later");
  put("3", "never");
  Imap box = imap();
  const auto once = box.poll([&](std::string_view mail, const Envelope& envelope) {
    for (const auto& name : peer_.names_in(""))
      EXPECT_TRUE(!seen_.empty() || !name.ends_with("S")) << "marked before any was taken: " << name;
    return seen_.empty() ? accept_(mail, envelope) : Answer{Verdict::later, ""};
  });
  EXPECT_EQ(once.trouble, "");
  EXPECT_EQ(once.taken.accepted, 1);
  EXPECT_EQ(once.taken.later, 2);
  seen_.clear();
  const auto again = box.poll(accept_);
  EXPECT_EQ(again.trouble, "");
  EXPECT_THAT(seen_, ElementsAre("later", "never"));
  EXPECT_EQ(again.taken.refused, 1);
  EXPECT_THAT(peer_.names_in(""), ElementsAre("1:2,S", HasSubstr("2"), "3:2,FS"));
  seen_.clear();
  box.poll(accept_);
  EXPECT_THAT(seen_, ElementsAre("later"));
}

TEST_F(AnImapMailbox, IsReadToTheByteThoughAMailSpeaksAsTheServerDoes) {
  const std::string mail =
      "Subject: x\r\n\r\nP1 OK done\r\n* BYE\r\n)\r\nP6 OK FETCH completed {100}\r\n" + std::string(300'000, 'y') + "\r\nlast\r\n";
  peer_.put("1", mail);
  put("2", "second");
  std::vector<std::string> all;
  const auto polled = imap().poll([&](std::string_view bytes, const Envelope&) {
    all.emplace_back(bytes);
    return Answer{};
  });
  EXPECT_EQ(polled.trouble, "");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0], mail);
}

TEST_F(AnImapMailbox, KeepsTakenAndRefusedMailsInFoldersOfTheirOwn) {
  const auto made = run_program({python, "-c",
                                 "import imaplib, sys\nbox = imaplib.IMAP4('127.0.0.1', int(sys.argv[1]))\nbox.login('portico', 'sesame')\n"
                                 "box.create('Taken')\nbox.create('Refused')\nbox.logout()",
                                 std::to_string(peer_.port())},
                                "");
  ASSERT_EQ(made.status, 0);
  put("1", "first");
  put("2", "never");
  put("3", "later");
  peer_.put("4", "Subject: large\r\n\r\n" + std::string(20'000, 'x') + "\r\n");
  auto wanted = settings();
  wanted.taken_folder = "Taken";
  wanted.refused_folder = "Refused";
  wanted.size = 10'000;
  Imap box = Imap::make(wanted).value();
  const auto polled = box.poll(accept_);
  EXPECT_EQ(polled.trouble, "");
  EXPECT_THAT(seen_, ElementsAre("first", "never", "later")) << "what is too large is not fetched";
  EXPECT_EQ(polled.taken.refused, 2);
  EXPECT_EQ(peer_.names_in("Taken").size(), 1U);
  EXPECT_EQ(peer_.names_in("Refused").size(), 2U);
  EXPECT_EQ(peer_.names_in("").size(), 1U);
}

TEST_F(AnImapMailbox, IsReadOnFromAPositionThoughOthersHaveSeenTheMails) {
  put("1", "first");
  put("2", "second");
  Imap box = imap();
  auto polled = box.poll(accept_, Position{}, 1);
  EXPECT_THAT(seen_, ElementsAre("first"));
  EXPECT_FALSE(polled.renumbered);
  const Position kept = polled.position;
  box.poll([](std::string_view, const Envelope&) { return Answer{}; });  // somebody reads them all
  put("3", "later");
  put("4", "fourth");
  seen_.clear();
  Imap another = imap();  // after a new start
  polled = another.poll(accept_, kept);
  EXPECT_THAT(seen_, ElementsAre("second", "later")) << "none is passed over";
  EXPECT_EQ(polled.taken.later, 1);
  EXPECT_EQ(polled.position.uid, kept.uid + 1);
  const auto all = another.poll([](std::string_view, const Envelope&) { return Answer{}; }, polled.position);
  EXPECT_EQ(all.taken.accepted, 2);
  EXPECT_EQ(another.poll(accept_, all.position).taken.accepted, 0) << "the last mail is not offered again";
}

TEST_F(AnImapMailbox, ThatNumbersItsMailsAnewIsReadFromTheFront) {
  put("1", "first");
  put("2", "second");
  const auto before = imap().poll(accept_, Position{});
  peer_.number_anew();
  seen_.clear();
  const auto after = imap().poll(accept_, before.position);
  EXPECT_TRUE(after.renumbered);
  EXPECT_NE(after.position.validity, before.position.validity);
  EXPECT_EQ(seen_.size(), 2U) << "they are known by their message ids";
}

TEST_F(AnImapMailbox, ThatCannotBeReachedOrDoesNotKnowUsIsToldAsTrouble) {
  auto wrong = settings();
  wrong.password = "open";
  const auto stranger = Imap::make(wrong).value().poll(accept_, Position{7, 3});
  EXPECT_NE(stranger.trouble, "");
  EXPECT_THAT(stranger.trouble, Not(HasSubstr("open")));
  EXPECT_EQ(stranger.position, (Position{7, 3})) << "nothing is forgotten";
  wrong = settings();
  wrong.certificates.clear();
  EXPECT_THAT(Imap::make(wrong).value().poll(accept_).trouble, HasSubstr("certificate"));
  wrong = settings();
  wrong.folder = "Nowhere";
  EXPECT_THAT(Imap::make(wrong).value().poll(accept_).trouble, HasSubstr("refuses SELECT"));
  put("1", "first");
  wrong = settings();
  wrong.taken_folder = "Nowhere";
  EXPECT_THAT(Imap::make(wrong).value().poll(accept_).trouble, HasSubstr("refuses UID"));
  auto starttls = settings();
  starttls.port = peer_.port();
  starttls.tls = Tls::starttls;
  put("2", "second");
  EXPECT_EQ(Imap::make(starttls).value().poll(accept_).trouble, "");
  EXPECT_THAT(seen_, ElementsAre("first", "second"));
}

TEST(AMailboxsSettings, ThatMakeNoSenseAreRefused) {
  const auto field = [](void (*change)(ImapSettings&)) {
    ImapSettings settings{.host = "mail.town.example", .user = "portico"};
    change(settings);
    const auto made = Imap::make(settings);
    return made ? std::string("taken") : made.error().faults.front().field;
  };
  EXPECT_EQ(field([](ImapSettings&) {}), "taken");
  EXPECT_EQ(field([](ImapSettings& s) { s.host = "a b"; }), "host");
  EXPECT_EQ(field([](ImapSettings& s) { s.port = 70'000; }), "port");
  EXPECT_EQ(field([](ImapSettings& s) { s.user = ""; }), "user");
  EXPECT_EQ(field([](ImapSettings& s) { s.tls = Tls::none; }), "tls");
  EXPECT_EQ(field([](ImapSettings& s) { s.folder = "a\r\nP9 DELETE INBOX"; }), "folder");
  EXPECT_EQ(field([](ImapSettings& s) { s.folder = ""; }), "folder");
  EXPECT_EQ(field([](ImapSettings& s) { s.answer_within = Millis{0}; }), "answer_within");
}

}  // namespace
}  // namespace portico::mail
