"""Mail comes in, by a folder, by LMTP and from a mailbox (dovecot): a new one becomes a request by the desk's form, an answer to what the city wrote lands on its request, a machine's waits for
nobody."""
import email.utils
import itertools
import json
import smtplib
import time
import unittest

from browser import Browser
from mail_peers import Mailbox, becomes, hand_over
from running_city import PASSWORD, RunningCity, free_port

MORE = """replies_at = "reply.town.example"
[outbox]
folder = "told"
"""


class ByFolder:
    """As a mail server of this machine does it: written to tmp/, then moved to new/; away when it was taken."""

    def __init__(self, folder):
        self.post = folder / "post"
        for part in ("new", "cur", "tmp"):
            (self.post / part).mkdir(parents=True)
        self.settings = '[[mail_in]]\nkind = "maildir"\nfolder = "post"\n'

    def deliver(self, name, mail, to):
        (self.post / "tmp" / name).write_bytes(mail)
        (self.post / "tmp" / name).rename(self.post / "new" / name)
        becomes(lambda: not (self.post / "new" / name).exists())

    def break_off(self):
        (self.post / "new").rename(self.post / "away")

    def mend(self):
        (self.post / "away").rename(self.post / "new")

    def close(self):
        pass


class ByLmtp:
    def __init__(self, folder):
        self.port = free_port()
        self.settings = f'[[mail_in]]\nkind = "lmtp"\nlisten = "127.0.0.1:{self.port}"\nown_name = "311.town.example"\n'

    def deliver(self, name, mail, to):
        hand_over(self.port, mail, to)

    def close(self):
        pass


class ByMailbox:
    def __init__(self, folder):
        self.box = Mailbox()
        (folder / "imap.password").write_text("sesame\n")
        self.settings = f'''[[mail_in]]
kind = "imap"
server = "127.0.0.1:{self.box.tls_port}"
user = "portico"
password_file = "imap.password"
certificates = "{self.box.certificate}"
every_seconds = 1
'''

    def deliver(self, name, mail, to):
        self.box.put(name, mail)
        becomes(lambda: self.box.has_seen(name))

    def close(self):
        self.box.remove()


class Stories:
    """Whatever brings the mail."""
    database, way = "sqlite", ByFolder

    @classmethod
    def setUpClass(cls):
        cls.city = RunningCity(database=cls.database)
        cls.addClassCleanup(cls.city.remove)
        cls.by = cls.way(cls.city.folder)
        cls.addClassCleanup(cls.by.close)
        cls.city.settings = cls.by.settings + MORE
        cls.city.config = cls.city.folder / "settings.toml"
        cls.city.config.write_text(cls.city.settings)
        if cls.city.on_postgres:
            cls.city.move_to(cls.city.postgres)
        cls.city.load()
        cls.city.add_person("office@harborview.example", "M. Santos", "Customer Service Office", "customer_service_office")
        cls.city.start()
        cls.desk = Browser(cls.city.port)
        cls.desk.go("/sign-in")
        cls.desk.send("/sign-in", name="office@harborview.example", password=PASSWORD)
        cls.numbers = itertools.count(1)

    def deliver(self, words, to="311@town.example", more=""):
        number = next(self.numbers)
        self.by.deliver(f"{number}.story", (
            f"Return-Path: <ana@example.org>\nFrom: Ana <ana@example.org>\nTo: {to}\nSubject: A hole {number}\nDate: {email.utils.formatdate()}\n"
            f"Message-ID: <{number}@example.org>\n{more}\n{words}\n").encode(), to)

    def mail_in(self):
        """What /health says of the one way by which mail comes in."""
        of_it, = self.city.get("/health").json["mail_in"]
        return of_it

    def reply_address(self, number):
        """Of the receipt that was told: as it stands in the file that the outbox's channel wrote."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            for file in (path for path in self.city.data.rglob("*") if path.is_file() and "told" in path.parts):
                text = file.read_bytes().decode("utf-8", "replace")
                for word in text.replace("<", " ").replace(">", " ").replace('"', " ").split():
                    if word.lower().startswith("reply+" + number.replace("-", "").lower()):
                        return word.strip(",;")
            time.sleep(0.2)
        self.fail("no receipt with an address for answers")

    def test_a_mail_becomes_a_request_and_the_answer_to_its_receipt_lands_there(self):
        self.deliver("A deep hole before the school.")
        listed = self.desk.go("/desk/mail")
        self.assertIn("A hole", listed.text)
        page = self.desk.go(next(link for link in self.links(listed.text) if link.startswith("/desk/mail/")))
        self.assertIn("A deep hole before the school.", page.text)
        path = self.desk_path(page.text, "open")
        refused = self.desk.send(path, service="", description="A deep hole before the school.", address="118 Quay Street")
        self.assertEqual(refused.status, 400)
        opened = self.desk.send(path, service="POTHOLE", description="A deep hole before the school.", address="118 Quay Street")
        self.assertIn("A deep hole before the school.", opened.text)
        number = next(link for link in self.actions(opened.text) if link.startswith("/desk/requests/")).split("/")[3]
        self.deliver("It is two holes by now.", to=self.reply_address(number))
        self.assertIn("It is two holes by now.", self.desk.go(f"/desk/requests/{number}").text)
        self.assertNotIn("It is two holes", self.desk.go("/desk/mail").text)
        self.deliver("I am away until Monday.", to=self.reply_address(number), more="Auto-Submitted: auto-replied\n")
        self.assertNotIn("away until Monday", self.desk.go(f"/desk/requests/{number}").text)
        self.assertIn("No mail waits here.", self.desk.go("/desk/mail").text)
        self.assertGreaterEqual(self.mail_in()["accepted"], 3)
        self.assertIsNone(self.mail_in()["trouble_since"])

    def test_a_rule_of_the_pack_makes_it_a_request(self):
        before = self.desk.go("/desk/mail").text
        self.deliver("By the ferry.", to="Potholes@harborview.example")
        self.assertEqual(self.desk.go("/desk/mail").text.count("<tr>"), before.count("<tr>"), "no person has to")
        (contact, case, actor), = becomes(lambda: self.city.query("SELECT c.id, c.case_id, e.actor FROM contacts_contact c JOIN ledger_event e ON e.subject = 'contact:' || c.id AND e.version = 2 "
                                                  "WHERE c.rule = 'potholes'"))
        self.assertEqual(actor, "rule:potholes")
        self.assertIn("The rule potholes made it a request.", self.desk.go(f"/desk/mail/{contact}").text)
        number, = self.city.query(f"SELECT number FROM cases_case WHERE id = {case}")[0]
        self.assertIn("By the ferry.", self.desk.go(f"/desk/requests/{number}").text)
        self.reply_address(number)  # whoever wrote has a receipt

    def test_its_language_is_seen_and_its_words_leave_every_file_at_the_desks_word(self):
        self.deliver("El vecino Xilofonocuarzo de enfrente deja la basura en la calle todas las noches.", to="311@town.example")
        page = next(link for link in self.links(self.desk.go("/desk/mail").text) if link.startswith("/desk/mail/"))
        text = self.desk.go(page).text
        self.assertIn("Español", text)
        self.assertIn('<blockquote lang="es">', text)
        told = json.loads(self.city.portico("export", "person", "--email", "ANA@example.org").stdout)
        self.assertIn("Xilofonocuarzo", "".join(mail["words"] for mail in told["mails"]))
        self.assertEqual(self.desk.send(f"{page}/redact", reason="").status, 400)
        done = self.desk.send(f"{page}/redact", reason="wish")
        self.assertIn("were taken out", done.text)
        self.assertNotIn("Xilofonocuarzo", done.text)
        self.assertNotIn("Xilofonocuarzo", self.city.portico("export", "person", "--email", "ana@example.org").stdout)
        if self.city.on_postgres:
            self.assertIn("1 redacted mails erased", self.city.portico("erase").stdout)
        else:
            becomes(lambda: not any(b"Xilofonocuarzo" in file.read_bytes() for file in self.city.data.rglob("*") if file.is_file() and "told" not in file.parts))
        self.assertRegex(self.city.portico("check").stdout, r"[1-9]\d* mails.*, 0 findings")

    @staticmethod
    def links(text):
        return [part.split('"')[0] for part in text.split('href="')[1:]]

    @staticmethod
    def actions(text):
        return [part.split('"')[0] for part in text.split('action="')[1:]]

    def desk_path(self, text, verb):
        return next(each for each in self.actions(text) if each.startswith("/desk/mail/") and each.endswith("/" + verb))


class MailIn(Stories, unittest.TestCase):
    def test_what_is_no_mail_at_all_is_put_aside(self):
        (self.by.post / "new" / "none").write_bytes(b"")
        becomes(lambda: not (self.by.post / "new" / "none").exists())
        self.assertTrue(any((self.by.post / "refused").iterdir()))

    def test_that_goes_away_is_seen_and_taken_from_again(self):
        self.by.break_off()
        becomes(lambda: self.mail_in()["trouble_since"])
        self.by.mend()
        becomes(lambda: not self.mail_in()["trouble_since"])


    def test_zz_an_older_back_up_that_is_brought_back_loses_what_was_redacted_since(self):
        self.deliver("My neighbour Quixoticus keeps me awake.")
        page = next(link for link in self.links(self.desk.go("/desk/mail").text) if link.startswith("/desk/mail/"))
        kept = self.city.folder / "kept"
        self.city.portico("backup", "--to", kept)
        self.desk.go(page)
        self.assertIn("were taken out", self.desk.send(f"{page}/redact", reason="law").text)
        self.city.stop()
        self.assertIn('"mail":"', (self.city.data / "redactions.jsonl").read_text())
        restored = self.city.portico("restore", "--from", kept, "--replace")
        self.assertIn("1 mails did so, too", restored.stdout)
        self.assertNotIn("Quixoticus", self.city.portico("export", "person", "--email", "ana@example.org").stdout)
        self.assertIn(", 0 findings", self.city.portico("check").stdout)


class MailInOnPostgres(MailIn):
    database = "postgres"


class MailInByLmtp(Stories, unittest.TestCase):
    way = ByLmtp

    def test_what_is_no_mail_goes_back_to_who_brought_it(self):
        with self.assertRaises(smtplib.SMTPDataError) as refused:
            hand_over(self.by.port, b"", "311@town.example")
        self.assertEqual(refused.exception.smtp_code // 100, 5)

    def test_another_who_listens_there_is_seen_and_gone_around(self):
        other = RunningCity()
        self.addCleanup(other.remove)
        other.config = other.folder / "settings.toml"
        other.config.write_text(self.by.settings)
        other.load()
        other.start()
        since = becomes(lambda: other.get("/health").json["mail_in"][0]["trouble_since"])
        self.assertRegex(since, "^20")
        self.assertIn("portico_mail_in_trouble 1", other.get("/metrics").text)
        self.assertEqual(other.get("/health").status, 200, "what people send in by other ways is taken")
        self.assertIn("cannot listen on port", other.server_log())
        self.assertIsNone(self.mail_in()["trouble_since"])


class MailInFromAMailbox(Stories, unittest.TestCase):
    way = ByMailbox

    def test_a_mailbox_that_is_away_is_seen_at_health(self):
        box = ByMailbox(self.city.folder)
        self.addCleanup(box.close)
        city = RunningCity()
        self.addCleanup(city.remove)
        (city.folder / "imap.password").write_text("sesame\n")
        city.config = city.folder / "settings.toml"
        city.config.write_text(box.settings)
        city.load()
        city.start()
        self.assertIsNone(city.get("/health").json["mail_in"][0]["trouble_since"])
        box.box.close()
        becomes(lambda: city.get("/health").json["mail_in"][0]["trouble_since"])
        self.assertIn("mail cannot be taken", city.server_log())


if __name__ == "__main__":
    unittest.main()
