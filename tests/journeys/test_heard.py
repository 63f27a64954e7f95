"""What the city tells by a real mail server, and hears again: a receipt in Urdu whose signature holds, the answer that lands, the bounce after which an address is not used any more, and machines that
answer each other once."""
import email
import email.policy
import email.utils
import itertools
import json
import pathlib
import re
import subprocess
import tempfile
import threading
import unittest

from mail_peers import PEERS, MailServer, becomes, hand_over
from running_city import POSTGRES, ROOT, RunningCity, free_port

KEY = "a key of the desk, of all of it"
BOUNCE = """Return-Path: <>
From: MAILER-DAEMON@mx.home.example (Mail Delivery System)
To: bounces@harborview.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce.{number}@mx.home.example>
Date: {date}
MIME-Version: 1.0
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b/1"

--b/1
Content-Type: text/plain; charset=us-ascii

<{address}>: host mx.home.example said: 550 5.1.1 User unknown

--b/1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.home.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b/1
Content-Type: text/rfc822-headers

From: no-reply@harborview.example
To: {address}
Message-ID: {bounced}

--b/1--
"""


class AutoResponder(threading.Thread):
    """Of somebody who is away: answers each mail that the city sends there, at once and for ever."""

    def __init__(self, server, address, answer):
        super().__init__(daemon=True)
        self.server, self.address, self.answer = server, address, answer
        self.answered, self.over = 0, threading.Event()

    def run(self):
        while not self.over.is_set():
            for mail in [mail for to, mail in self.server.taken() if to == self.address][self.answered:]:
                self.answer(mail)
                self.answered += 1
            self.over.wait(0.05)

    def end(self):
        self.over.set()
        self.join()


class Heard(unittest.TestCase):
    database = "sqlite"

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        (cls.folder / "taken").mkdir()
        cls.mails = MailServer(cls.folder / "taken")
        cls.addClassCleanup(cls.mails.close)
        key = cls.folder / "2026a.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key], check=True, capture_output=True)
        public = subprocess.run(["openssl", "pkey", "-in", key, "-pubout"], check=True, capture_output=True, text=True).stdout
        cls.dkim_record = "v=DKIM1; k=rsa; p=" + "".join(public.splitlines()[1:-1])
        cls.lmtp = free_port()
        config = cls.folder / "server.toml"
        config.write_text(f"""[keys]
desk = "{KEY}"

[permissions]
desk = ["read_case", "accept_case", "message_customer", "answer_contact"]

[[mail_in]]
kind = "lmtp"
listen = "127.0.0.1:{cls.lmtp}"
replies_at = "reply.harborview.example"

[mail]
server = "127.0.0.1:{cls.mails.port}"
tls = "none"
own_name = "portico.harborview.example"
from = "no-reply@harborview.example"
from_name = "Harborview 311"
bounces = "bounces@harborview.example"
[[mail.dkim]]
domain = "harborview.example"
selector = "2026a"
key_file = "2026a.pem"
""")
        cls.city = RunningCity(config=config, database=cls.database)
        cls.addClassCleanup(cls.city.remove)
        if cls.city.on_postgres:
            (cls.city.folder / "2026a.pem").write_bytes(key.read_bytes())
        cls.city.load()
        cls.city.start()
        site = (ROOT / "demo/sites.csv").read_text().splitlines()
        place = dict(zip(site[0].split(","), site[1].split(",")))
        cls.place = {"lat": place["latitude"], "long": place["longitude"], "address_string": "118 Quay Street"}
        cls.numbers = itertools.count(1)

    def report(self, **who):
        answer = self.city.post("/requests.json", {"service_code": "POTHOLE", **self.place, "description": "A deep hole.", **who})
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json[0]["service_request_id"]

    def say(self, number, words):
        told = {"words": words, "status": "INVESTIGATING", "author": "R. Diaz", "department": "Street Works"}
        answer = self.city.ask("POST", f"/cases/{number}/message", json.dumps(told).encode(), {"Authorization": f"Bearer {KEY}"})
        self.assertEqual(answer.status, 200, answer.text)

    def sent_to(self, address):
        return [mail for to, mail in self.mails.bytes_taken() if to == address]

    def write(self, words, to="help@harborview.example", sender="ana@home.example", more=""):
        hand_over(self.lmtp, (f"From: {sender}\r\nTo: {to}\r\nSubject: Out of the office\r\nDate: {email.utils.formatdate()}\r\n"
                              f"Message-ID: <{next(self.numbers)}.{self.id()}@home.example>\r\n{more}\r\n{words}\r\n").encode(), to, sender)

    def told(self, template, state):
        """How often it came to that."""
        return int(self.city.query("SELECT count(*) FROM notify_telling t JOIN notify_outbox n ON n.id = t.note "
                                   f"WHERE n.template = '{template}' AND t.state = '{state}'")[0][0])

    def settled(self):
        """Nothing waits to be told."""
        return self.city.query("SELECT 1 FROM notify_telling WHERE state IN ('due', 'gathering')") == [] and \
            int(re.search(r"portico_notes_waiting (\d+)", self.city.get("/metrics").text)[1]) == 0

    def test_a_receipt_goes_out_in_urdu_and_signed_and_the_answer_to_it_lands(self):
        number = self.report(email="saba@home.example", locale="ur")
        raw, = becomes(lambda: self.sent_to("saba@home.example"))
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        self.assertEqual((mail["Content-Language"], mail["Auto-Submitted"]), ("ur", "auto-generated"))
        text, page = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
        self.assertIn("درخواست", text)
        self.assertIn(number, text)
        self.assertGreater(sum("\u0600" <= letter <= "\u06ff" for letter in text), 80, text)
        self.assertIn('<html lang="ur" dir="rtl">', page)
        # By another's library, with the key as it would stand in DNS.
        verified = subprocess.run(["/usr/bin/python3", PEERS / "verify_dkim.py", f"2026a._domainkey.harborview.example={self.dkim_record}"], input=raw, capture_output=True, check=True)
        self.assertEqual(verified.stdout, b"good\n")
        forged = subprocess.run(["/usr/bin/python3", PEERS / "verify_dkim.py", f"2026a._domainkey.harborview.example={self.dkim_record}"],
                                input=raw.replace(b"Auto-Submitted: auto-generated", b"Auto-Submitted: no"), capture_output=True, check=True)
        self.assertIn(b"broken", forged.stdout)
        self.assertRegex(mail["Reply-To"], r"^reply\+\S+@reply\.harborview\.example$")
        self.write("گڑھا اب بڑا ہے۔", to=mail["Reply-To"], sender="saba@home.example", more="MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n")
        landed, = self.city.query("SELECT c.words, k.number FROM contacts_contact c JOIN cases_case k ON k.id = c.case_id WHERE c.state = 1")
        self.assertEqual((landed[0].strip(), landed[1]), ("گڑھا اب بڑا ہے۔", number))

    def test_an_address_whose_mail_came_back_is_not_used_again(self):
        number = self.report(email="left@home.example")
        raw, = becomes(lambda: self.sent_to("left@home.example"))
        name = email.message_from_bytes(raw)["Message-ID"]
        # Of a mail that was never sent: believed by nobody.
        for bounced in ("<portico.0123@harborview.example>", name):
            hand_over(self.lmtp, BOUNCE.format(number=next(self.numbers), date=email.utils.formatdate(), address="left@home.example", bounced=bounced).replace("\n", "\r\n").encode(),
                      "bounces@harborview.example", "")
            known = self.city.query("SELECT reason FROM notify_suppression")
            self.assertEqual(known, [["bounced"]] if bounced == name else [])
        self.say(number, "We put a cone beside it.")
        self.report(email="left@home.example")
        becomes(self.settled)
        self.assertEqual(len(self.sent_to("left@home.example")), 1, "nothing more went there")
        self.assertEqual(self.told("status", "failed"), 1)

    def test_two_machines_that_answer_each_other_stop_after_one_message(self):
        away = AutoResponder(self.mails, "away@home.example", lambda mail: self.write(
            "I am away until Monday.", to="help@harborview.example", sender="away@home.example", more="Auto-Submitted: auto-replied\r\n"))
        self.loop(away)
        mail = email.message_from_bytes(self.sent_to("away@home.example")[0])
        self.assertEqual(mail["Auto-Submitted"], "auto-replied")
        self.assertEqual(mail["X-Auto-Response-Suppress"], "DR, RN, NRN, OOF, AutoReply")
        sender = next(envelope for envelope, (to, _) in zip(self.mails.senders(), self.mails.taken()) if to == "away@home.example")
        self.assertEqual(sender, "", "nothing that could come back")
        self.assertNotIn(b"Out of the office", self.sent_to("away@home.example")[0], "nothing that a stranger wrote goes out")

    def test_so_do_they_where_one_of_them_hides_that_it_is_one(self):
        naive = AutoResponder(self.mails, "naive@home.example", lambda mail: self.write("Thank you for your message!", sender="naive@home.example"))
        self.loop(naive)
        kept = self.city.query("SELECT c.state, c.acknowledged FROM contacts_contact c JOIN contacts_person p ON p.contact_id = c.id WHERE p.email = 'naive@home.example' ORDER BY c.id")
        self.assertEqual(kept, [["0", "1"], ["0", "0"]], "its answer waits for a person, and is answered by nothing")

    def loop(self, responder):
        responder.start()
        self.addCleanup(responder.end)
        self.write("My street is dark.", sender=responder.address)
        becomes(lambda: responder.answered)
        becomes(self.settled)
        self.assertEqual((len(self.sent_to(responder.address)), responder.answered), (1, 1))

    def test_whoever_writes_is_told_in_the_citys_words_of_their_language(self):
        self.write("Mi calle está oscura.", sender="luz@home.example", more="Content-Language: es-MX\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n")
        raw, = becomes(lambda: self.sent_to("luz@home.example"))
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        self.assertEqual(mail["Content-Language"], "es")
        self.assertIn("Tenemos su mensaje", mail["Subject"] + mail.get_body(("plain",)).get_content())
        self.write("Le lampadaire devant notre maison est éteint depuis deux semaines.", sender="zoe@home.example",
                   more="Content-Language: en-US\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n")
        raw, = becomes(lambda: self.sent_to("zoe@home.example"))
        self.assertEqual(email.message_from_bytes(raw)["Content-Language"], "fr", "by its words, whatever its program says")
        self.write("Noch eine.", sender="max@home.example", more="Content-Language: de\r\n")
        raw, = becomes(lambda: self.sent_to("max@home.example"))
        self.assertEqual(email.message_from_bytes(raw)["Content-Language"], "en")

    def test_zz_all_of_it_holds_together(self):
        self.assertIn("0 findings", self.city.portico("check").stdout)


@unittest.skipUnless(POSTGRES, "PORTICO_TEST_POSTGRES is not set: run through script/with-postgres")
class HeardOnPostgres(Heard):
    database = "postgres"


if __name__ == "__main__":
    unittest.main()
