"""Mail comes in: a new one becomes a request by the desk's form, an answer to what the city wrote lands on its request, a machine's waits for nobody."""
import email.utils
import subprocess
import time
import unittest

from browser import Browser
from running_city import PORTICO, RunningCity

PASSWORD = "four words in a row"
SETTINGS = """[[mail_in]]
kind = "maildir"
folder = "post"
replies_at = "reply.town.example"
[outbox]
folder = "told"
"""


class MailIn(unittest.TestCase):
    database = "sqlite"

    @classmethod
    def setUpClass(cls):
        cls.city = RunningCity(database=cls.database)
        cls.addClassCleanup(cls.city.remove)
        cls.post = cls.city.folder / "post"
        for part in ("new", "cur", "tmp"):
            (cls.post / part).mkdir(parents=True)
        settings = cls.city.folder / "settings.toml"
        settings.write_text(SETTINGS)
        cls.city.config = settings
        cls.city.load()
        subprocess.run([PORTICO, "person", "add", "office@harborview.example", "--public-name", "M. Santos", "--department", "Customer Service Office", "--password-stdin",
                        *cls.city.options()], input=PASSWORD + "\n", text=True, check=True, capture_output=True)
        cls.city.portico("person", "grant", "office@harborview.example", "--role", "customer_service_office")
        cls.city.start()
        cls.desk = Browser(cls.city.port)
        cls.desk.go("/sign-in")
        cls.desk.send("/sign-in", name="office@harborview.example", password=PASSWORD)
        cls.sent = 0

    def deliver(self, words, to="311@town.example", more=""):
        """As a mail server does it: written to tmp/, then moved to new/; back when it was taken."""
        type(self).sent += 1
        name = f"{self.sent}.story"
        (self.post / "tmp" / name).write_text(
            f"Return-Path: <ana@example.org>\nFrom: Ana <ana@example.org>\nTo: {to}\nSubject: A hole {self.sent}\nDate: {email.utils.formatdate()}\n"
            f"Message-ID: <{self.sent}@example.org>\n{more}\n{words}\n")
        (self.post / "tmp" / name).rename(self.post / "new" / name)
        until = time.monotonic() + 30
        while (self.post / "new" / name).exists():
            self.assertLess(time.monotonic(), until, "not taken within 30 s")
            time.sleep(0.1)

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

    def test_what_is_no_mail_at_all_is_put_aside(self):
        (self.post / "new" / "none").write_bytes(b"")
        until = time.monotonic() + 30
        while (self.post / "new" / "none").exists():
            self.assertLess(time.monotonic(), until)
            time.sleep(0.1)
        self.assertTrue(any((self.post / "refused").iterdir()))

    @staticmethod
    def links(text):
        return [part.split('"')[0] for part in text.split('href="')[1:]]

    @staticmethod
    def actions(text):
        return [part.split('"')[0] for part in text.split('action="')[1:]]

    def desk_path(self, text, verb):
        return next(each for each in self.actions(text) if each.startswith("/desk/mail/") and each.endswith("/" + verb))


class MailInOnPostgres(MailIn):
    database = "postgres"


if __name__ == "__main__":
    unittest.main()
