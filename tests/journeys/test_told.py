"""People are told: by files in a folder, by a real mail server (platform/mail/testing_peers) and a gateway for text messages; in their language, once, and after kills again under the same name."""
import collections
import datetime
import http.server
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse
import zoneinfo

from mail_peers import MailServer, becomes
from running_city import POSTGRES, ROOT, RunningCity

KEY = "a key of the desk, of all of it"
DESK = f"""[keys]
desk = "{KEY}"

[permissions]
desk = ["read_case", "accept_case", "message_customer", "close_case"]

"""
FILES = DESK + '[outbox]\nfolder = "outbox"\n'


class Gateway:
    """Carries text messages for those who have its key: a server over HTTP, as such gateways are."""

    def __init__(self):
        self.taken = []
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                right = self.headers["Authorization"] == "Bearer of the gateway"
                if right:
                    gateway.taken.append(body)
                answer = json.dumps({"id": f"sms-{len(gateway.taken)}"}).encode()
                self.send_response(202 if right else 401)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.port = self.server.server_address[1]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Told(unittest.TestCase):
    database = "sqlite"

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def city_with(self, settings, load=("city", "load", ROOT / "demo")):
        config = self.folder / "server.toml"
        config.write_text(settings)
        city = RunningCity(config=config, database=self.database)
        self.addCleanup(city.remove)
        city.portico(*load)
        site = (ROOT / "demo/sites.csv").read_text().splitlines()
        place = dict(zip(site[0].split(","), site[1].split(",")))
        self.place = {"lat": place["latitude"], "long": place["longitude"]}
        return city

    def report(self, city, path="/requests.json", **who):
        answer = city.post(path, {"service_code": "POTHOLE", **self.place, "address_string": "118 Quay Street", "description": "A deep hole.", **who})
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json[0]["service_request_id"]

    def say(self, city, number, words):
        told = {"words": words, "status": "INVESTIGATING", "author": "R. Diaz", "department": "Street Works"}
        answer = city.ask("POST", f"/cases/{number}/message", json.dumps(told).encode(), {"Authorization": f"Bearer {KEY}"})
        self.assertEqual(answer.status, 200, answer.text)

    def files(self, city, kind="mail"):
        return sorted((city.data / "outbox").glob(f"[!.]*.{kind}"))

    def rows(self, city, what="state", where="1 = 1"):
        return [row[0] for row in city.query(f"SELECT {what} FROM notify_telling WHERE {where} ORDER BY id")]

    def test_a_request_is_told_of_as_files_where_nothing_is_to_be_sent(self):
        city = self.city_with(FILES)
        city.start()
        number = self.report(city, email="ana@example.org", first_name="Ana", last_name="Reyes")
        self.say(city, number, "We put a cone beside it.")
        receipt, news = becomes(lambda: len(self.files(city)) == 2 and sorted((file.read_text() for file in self.files(city)), key=lambda text: "cone" in text))
        self.assertIn("To: Ana Reyes <ana@example.org>\n", receipt)
        self.assertIn(f"Subject: We have your request {number}: ", receipt)
        self.assertIn("Dear Ana Reyes,", receipt)
        link = re.search(r"http://\S+/requests/\S+\?token=\w+", receipt)[0]
        self.assertIn("We put a cone beside it.", news)
        self.assertNotIn("List-Unsubscribe", receipt)
        self.assertEqual(city.get(link[link.index("/requests"):]).status, 200)
        becomes(lambda: self.rows(city) == ["sent", "sent"])
        self.assertEqual((self.files(city)[0].stat().st_mode & 0o777, (city.data / "outbox").stat().st_mode & 0o777), (0o600, 0o700))
        self.assertIn('portico_messages_sent_total{channel="mail"} 2', city.get("/metrics").text)
        self.assertEqual(city.portico("check").returncode, 0)

    def test_whoever_follows_can_stop_it_by_one_click_and_whoever_asked_is_still_told(self):
        city = self.city_with(FILES)
        city.start()
        number = self.report(city, email="ana@example.org")
        self.follow(city, number, "eve@example.org")
        self.say(city, number, "We looked at it.")
        becomes(lambda: len(self.files(city)) == 4)
        news = next(text for file in self.files(city) if "To: eve@example.org" in (text := file.read_text()) and "We looked at it." in text)
        path = re.search(r"List-Unsubscribe: <http://[^/]+(/unsubscribe/[\w-]+)>", news)[1]
        self.assertIn("<form", city.get(path).text)
        self.assertEqual(city.get(path[:-4]).status, 404)
        self.assertEqual(city.post(path, {"List-Unsubscribe": "One-Click"}).status, 200)
        self.say(city, number, "We ordered asphalt.")
        becomes(lambda: sorted(self.rows(city)) == ["dropped", "sent", "sent", "sent", "sent", "sent"])
        self.assertEqual([file for file in self.files(city) if "asphalt" in (text := file.read_text()) and "eve@" in text], [])
        self.assertEqual(city.portico("check").returncode, 0)

    def test_an_address_is_told_nothing_before_its_owner_says_that_it_is_theirs(self):
        city = self.city_with(FILES)
        city.start()
        number = self.report(city, email="ana@example.org")
        city.post(f"/requests/{number}/follow", {"email": "eve@example.org"})
        self.say(city, number, "We looked at it.")
        becomes(lambda: self.rows(city) == ["sent", "sent", "sent"])
        self.assertEqual([file for file in self.files(city) if "We looked" in (text := file.read_text()) and "eve@" in text], [])
        link = self.link_to_confirm(city, "eve@example.org")
        page = city.get(link).text
        self.assertIn("Is this your address?", page)
        self.assertNotIn("Is this your address?", city.get(f"/requests/{number}").text)

    def link_to_confirm(self, city, email):
        asked = becomes(lambda: next((text for file in self.files(city) if f"the address {email}" in (text := file.read_text().replace("=\n", ""))), None))
        self.assertNotIn("List-Unsubscribe", asked)
        return re.search(r"http://[^/]+(/requests/\S+\?follower=\d+&key=\w+)", asked)[1]

    def follow(self, city, number, email):
        """As somebody does it: gives an address, opens the link that comes to it, presses the button."""
        city.post(f"/requests/{number}/follow", {"email": email})
        link = urllib.parse.urlsplit(self.link_to_confirm(city, email))
        self.assertEqual(city.post(f"{link.path}/confirm", dict(urllib.parse.parse_qsl(link.query))).status, 200)

    def test_words_of_the_pack_count_and_wrong_ones_are_refused_with_their_line(self):
        pack = self.folder / "pack"
        subprocess.run(["cp", "-r", ROOT / "demo", pack], check=True)
        (pack / "templates").mkdir()
        words = pack / "templates/es.toml"
        words.write_text('translated_by = "Ana"\n[receipt]\nsubject = "Recibida {numero}"\ntext = "{name}"\n')
        city = self.city_with(FILES)
        refused = city.portico("city", "load", pack, check=False)
        self.assertEqual(refused.returncode, 3)
        for said in ("templates/es.toml:2: subject", "There is no field {numero}.", "{name} may be empty here."):
            self.assertIn(said, refused.stdout + refused.stderr)
        words.write_text('translated_by = "Ana"\n[receipt.service.POTHOLE]\nsubject = "¡Un bache! {number}"\ntext = "{service}"\n')
        city.portico("city", "load", pack)
        city.start()
        self.report(city, email="ana@example.org", locale="es")
        self.report(city, email="ben@example.org")
        becomes(lambda: len(self.files(city)) == 2)
        subjects = sorted(re.search("Subject: (.*)", file.read_text())[1] for file in self.files(city))
        self.assertTrue(subjects[0].startswith("We have your request"), subjects)
        self.assertTrue(subjects[1].startswith("¡Un bache!"), subjects)

    def test_a_mail_server_and_a_gateway_carry_what_is_said_and_a_dead_address_is_not_used_again(self):
        mails, gateway = MailServer(pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))), Gateway()
        self.addCleanup(mails.close)
        self.addCleanup(gateway.close)
        (self.folder / "sms.key").write_text("Bearer of the gateway\n")
        city = self.city_with(DESK + f"""[mail]
server = "127.0.0.1:{mails.port}"
tls = "none"
own_name = "portico.harborview.example"
from = "no-reply@harborview.example"
from_name = "Harborview 311"
bounces = "bounces@harborview.example"

[sms]
url = "http://127.0.0.1:{gateway.port}/send"
json = '{{"to": "{{to}}", "text": "{{text}}"}}'
key_header = "Authorization"
key_file = "{self.folder}/sms.key"
id_at = "/id"
""", ("city", "load", ROOT / "demo", "--sandbox"))
        city.start()
        self.report(city, email="ana@home.example", first_name="Ana")
        self.report(city, email="gone@home.example", phone="+15550100")
        self.report(city, email="later@home.example")
        # At night a text message waits for the morning of the city.
        hour = datetime.datetime.now(zoneinfo.ZoneInfo("America/New_York")).hour
        night = hour >= 21 or hour < 8
        becomes(lambda: sorted(self.rows(city, "channel || ' ' || state")) == ["mail due", "mail sent", "sms " + ("due" if night else "sent")])
        (to, mail), = mails.taken()
        self.assertEqual(to, "ana@home.example")
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        self.assertIn("311", mail["From"])
        self.assertEqual(city.query("SELECT reason, told_by FROM notify_suppression"), [["bounced", "no such address"]])
        # Nothing of the sandbox is ever sent.
        self.report(city, "/test/requests.json", email="ana@home.example", phone="+15550101")
        becomes(lambda: list((city.data / "sandbox/outbox").glob("[!.]*.mail")))
        self.assertEqual(len(mails.taken()), 1)
        self.assertEqual(city.portico("check").returncode, 0)
        if night:
            return self.assertEqual(gateway.taken, [])
        self.assertEqual([taken["to"] for taken in gateway.taken], ["+15550100"])
        self.assertIn("We have your request", gateway.taken[0]["text"])
        self.assertEqual(self.rows(city, "reference", "channel = 'sms'"), ["sms-1"])
        self.report(city, email="gone@home.example", phone="+15550100")
        becomes(lambda: len(gateway.taken) == 2)

    def test_after_kills_everybody_was_told_and_repeats_have_the_same_name(self):
        kills = int(os.environ.get("PORTICO_TOLD_KILLS", "12"))  # script/check-all: a hundred
        people = max(150, 15 * kills)
        city = self.city_with(DESK)
        city.start()
        for person in range(people):
            self.report(city, email=f"person{person}@example.org")
        city.stop()
        city.config.write_text(city.settings + '\n[outbox]\nfolder = "outbox"\n' if not city.on_postgres else city.config.read_text() + '\n[outbox]\nfolder = "outbox"\n')
        for _ in range(kills):
            there = len(self.files(city))
            city.start()
            until = time.monotonic() + 0.5
            while len(self.files(city)) == there and time.monotonic() < until:  # it is about to send
                time.sleep(0.001)
            time.sleep(random.uniform(0, 0.02))
            city.stop(signal.SIGKILL)
        city.start()
        becomes(lambda: city.query("SELECT count(*) FROM notify_telling WHERE state = 'sent'") == [[str(people)]], within=90)
        names = collections.defaultdict(set)
        for file in self.files(city):
            text = file.read_text()
            names[re.search("To: .*?(person\\d+@example.org)", text)[1]].add(re.search("Message-ID: (.*)", text)[1])
        self.assertEqual(len(names), people, "each at least once")
        self.assertEqual({len(of_one) for of_one in names.values()}, {1}, "a repeat is known for one")
        if kills > 12:
            again = len(self.files(city)) - people
            self.assertGreater(again, 0, "no kill fell between sending and recording")
            print(f"{again} of {people} messages again after {kills} kills")
        self.assertEqual(city.portico("check").returncode, 0)


@unittest.skipUnless(POSTGRES, "PORTICO_TEST_POSTGRES is not set: run through script/with-postgres")
class ToldOnPostgres(Told):
    database = "postgres"


if __name__ == "__main__":
    unittest.main()
