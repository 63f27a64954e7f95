// Where mail comes in: what the operator wrote is taken, or refused with its place before anything is served.
#include "app/mail_sources.h"

#include <gmock/gmock.h>

#include <fstream>

#include "platform/store/testing.h"

namespace portico::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MailSources : public ::testing::Test {
 protected:
  MailSources() {
    for (const char* part : {"new", "cur", "tmp"}) std::filesystem::create_directories(folder_.path() / "post" / part);
    std::ofstream(folder_.path() / "imap.password") << "sesame\n";
  }
  // "" where it is taken, else what is wrong, a line each.
  std::string read(const std::string& toml) {
    const auto document = formats::TomlTable::parse(toml, "portico.toml");
    if (!document) return document.error().faults.front().reason;
    std::vector<Fault> faults;
    settings_ = {};
    read_mail_in(*document, folder_.path(), settings_, faults);
    document->refuse_unknown(faults);
    std::string said;
    for (const auto& fault : faults) said += fault.field + ": " + fault.reason + " (" + fault.accepted + ")\n";
    return said;
  }
  store::TemporaryFolder folder_;
  MailInSettings settings_;
};

TEST_F(MailSources, AreAFolderWhatAMailServerBringsAndAMailboxElsewhere) {
  EXPECT_EQ(read(R"([[mail_in]]
kind = "maildir"
folder = "post"
replies_at = "reply.town.example"
[[mail_in]]
kind = "lmtp"
listen = "127.0.0.1:8324"
own_name = "311.town.example"
[[mail_in]]
kind = "lmtp"
socket = "lmtp.socket"
[[mail_in]]
kind = "imap"
server = "imap.town.example"
user = "311"
password_file = "imap.password"
folder = "Requests"
every_seconds = 60
)"),
            "");
  ASSERT_EQ(settings_.sources.size(), 4U);
  EXPECT_EQ(settings_.replies_at, "reply.town.example");
  EXPECT_EQ(settings_.sources[0].folder, folder_.path() / "post");
  EXPECT_EQ(settings_.sources[1].lmtp.port, 8324);
  EXPECT_EQ(settings_.sources[2].lmtp.socket, folder_.path() / "lmtp.socket");
  const auto& mailbox = settings_.sources[3];
  EXPECT_EQ(mailbox.imap.port, 993);
  EXPECT_EQ(mailbox.imap.password, "sesame");
  EXPECT_EQ(mailbox.imap.folder, "Requests");
  EXPECT_EQ(mailbox.every, Millis{60'000});
}

TEST_F(MailSources, ThatMakeNoSenseAreRefusedWithTheirPlace) {
  EXPECT_THAT(read("[[mail_in]]\nkind = \"pop3\"\n"), AllOf(HasSubstr("portico.toml:2"), HasSubstr("(maildir, lmtp or imap)")));
  EXPECT_THAT(read("[[mail_in]]\nkind = \"maildir\"\nfolder = \"nowhere\"\n"), HasSubstr("portico.toml:3"));
  const std::string lmtp = "[[mail_in]]\nkind = \"lmtp\"\n";
  EXPECT_THAT(read(lmtp), HasSubstr("listens at one place"));
  EXPECT_THAT(read(lmtp + "listen = \"0.0.0.0:24\"\n"), AllOf(HasSubstr("portico.toml:3"), HasSubstr("asks nobody who they are")));
  EXPECT_THAT(read(lmtp + "listen = \"127.0.0.1\"\n"), HasSubstr("127.0.0.1:PORT"));
  EXPECT_THAT(read(lmtp + "listen = \"127.0.0.1:24\"\nsocket = \"a\"\n"), HasSubstr("listens at one place"));
  EXPECT_THAT(read(lmtp + "socket = \"" + std::string(120, 'a') + "\"\n"), HasSubstr("107 bytes"));
  EXPECT_THAT(read(lmtp + "listen = \"127.0.0.1:24\"\n" + lmtp + "listen = \"localhost:24\"\n"),
              HasSubstr("another [[mail_in]] listens there"));
  const std::string imap =
      "[[mail_in]]\nkind = \"imap\"\nserver = \"imap.town.example:993\"\nuser = \"311\"\npassword_file = \"imap.password\"\n";
  EXPECT_THAT(read(imap), IsEmpty());
  EXPECT_THAT(read(imap + "tls = \"none\"\n"), AllOf(HasSubstr("portico.toml:6"), HasSubstr("for all to read")));
  EXPECT_THAT(read(imap + "tls = \"ssl\"\n"), HasSubstr("implicit, starttls, or none to this machine"));
  EXPECT_THAT(read(imap + "every_seconds = 0\n"), HasSubstr("1 to 3600"));
  EXPECT_THAT(read("[[mail_in]]\nkind = \"imap\"\nserver = \"imap:0\"\nuser = \"311\"\npassword_file = \"none\"\n"),
              AllOf(HasSubstr("portico.toml:3"), HasSubstr("portico.toml:5"), HasSubstr("cannot be read")));
  EXPECT_THAT(read(imap + "listen = \"127.0.0.1:24\"\n"), HasSubstr("listen"));
}

}  // namespace
}  // namespace portico::app
