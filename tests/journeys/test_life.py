"""A request's life as people live it: by curl with keys, and by pages without scripts; from report to contested closure to proof."""
import csv
import html.parser
import json
import pathlib
import subprocess
import tempfile
import time
import tomllib
import urllib.parse
import urllib.request

from browser import Browser
from running_city import PASSWORD, PORTICO, POSTGRES, ROOT, CityStory, RunningCity
from test_report import SAMPLES, multipart

CREW, DESK, PARKS = "a key of the crew", "a key of the desk", "a key of the parks dept."
SETTINGS = f"""[keys]
crew = "{CREW}"
desk = "{DESK}"
parks = "{PARKS}"

[permissions]
crew = ["read_case:DSW", "accept_case:DSW", "message_customer:DSW", "close_case:DSW"]
desk = ["read_case", "accept_case", "message_customer", "close_case", "reopen_case", "merge_case", "transfer_case", "moderate_case", "find_place", "redact_case", "contest_case"]
parks = ["read_case:DPT", "accept_case:DPT", "close_case:DPT"]
"""


class Forms(html.parser.HTMLParser):
    """The forms of a page, as somebody without scripts has them: action, method, fields with what stands in them."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.text_of = [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        if tag == "form":
            self.forms.append({"action": has.get("action"), "method": has.get("method", "get"), "fields": {}})
        elif self.forms and "name" in has and tag in ("input", "textarea", "select"):
            self.forms[-1]["fields"][has["name"]] = has.get("value", "")
            self.text_of = has["name"] if tag == "textarea" else None

    def handle_data(self, data):
        if self.text_of and self.forms:
            self.forms[-1]["fields"][self.text_of] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.text_of = None

    def one(self, ending):
        return next(form for form in self.forms if form["action"].endswith(ending))


class Life(CityStory):
    @classmethod
    def setUpClass(cls):
        if cls.database == "postgres" and not POSTGRES:
            return super().setUpClass()
        settings = pathlib.Path(tempfile.mkdtemp(prefix="portico-story-")) / "settings.toml"
        settings.write_text(SETTINGS)
        cls.city = RunningCity(database=cls.database, config=settings)
        cls.addClassCleanup(cls.city.remove)
        cls.city.load()
        cls.city.start()
        with open(ROOT / "demo/sites.csv", newline="") as sites:
            cls.place = next(csv.DictReader(sites))

    def report(self, service="POTHOLE", **more):
        fields = {"service_code": service, "lat": self.place["latitude"], "long": self.place["longitude"], "address_string": "118 Quay Street", "description": "A deep hole.", **more}
        posted = self.city.post("/requests.json", fields)
        self.assertEqual(posted.status, 200, posted.text)
        return posted.json[0]

    def do(self, number, verb, key=CREW, **what):
        return self.city.ask("POST", f"/cases/{number}/{verb}", json.dumps(what).encode(), {"Authorization": f"Bearer {key}"})

    def done(self, number, verb, key=CREW, **what):
        answer = self.do(number, verb, key, **what)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def submit(self, page, ending, headers=None, **typed):
        """Fills in one form of a page and sends it, as a browser without scripts does."""
        form = Forms(page).one(ending)
        self.assertEqual(form["method"], "post")
        return self.city.post(form["action"], {**form["fields"], **typed}, headers)

    def test_a_pothole_from_report_to_contested_closure_to_proof(self):
        report = self.report(email="ana@example.org")
        number, key = report["service_request_id"], report["receipt_key"]
        self.done(number, "accept", author="R. Diaz", department="Street Works, yard 2")
        self.done(number, "message", words="We looked at it this morning.", status="INVESTIGATING", author="R. Diaz", department="Street Works")
        bare = self.do(number, "close", outcome="fixed", reason="We filled it.")
        self.assertEqual(bare.status, 400)
        self.assertIn("nothing shows that it is fixed", bare.text)
        self.done(number, "close", outcome="fixed", reason="We filled it.", proof="Crew 4's sheet of Tuesday.", author="R. Diaz")
        page = self.city.get(f"/requests/{number}").text
        for told in ("We looked at it this morning.", "R. Diaz, Street Works", "Crew 4&#39;s sheet of Tuesday.", "Not fixed?", "Closed: Fixed"):
            self.assertIn(told, page)
        self.assertNotIn("ana@example.org", page)

        mine = self.city.get(f"/requests/{number}?token={key}").text
        again = self.submit(mine, "/contest", words="It is still there, and deeper.")
        self.assertEqual(again.status, 200)
        self.assertIn("Your request is open again", again.text)
        self.assertEqual(self.city.get(f"/requests/{number}.json").json[0]["status"], "open")
        self.done(number, "close", outcome="fixed", reason="We cut it out and filled it anew.", proof="Photo by crew 2.", author="N. Okafor")
        self.assertIn("Not fixed?", self.city.get(f"/requests/{number}").text, "another outcome can be contested for itself")

        def types_proven():
            proof = self.city.get(f"/requests/{number}/proof.json")
            return [json.loads(event["leaf"])["type"] for event in proof.json["events"]] if proof.status == 200 else []
        self.assertTrue(self.wait_for(lambda: types_proven().count("CaseClosed/1") == 2), "within a second all of it is under a head")
        types, proof = types_proven(), self.city.get(f"/requests/{number}/proof.json")
        for told in ("CaseOpened/1", "CaseAccepted/1", "CaseClosed/1", "CaseContested/1", "CaseReopened/1"):
            self.assertIn(told, types)
        self.assertNotIn("Diaz", proof.text)
        self.assertNotIn("ana@", proof.text)
        checked = self.submit(self.city.get("/ledger").text, "/ledger", proof=proof.text, head=json.dumps(proof.json["head"], separators=(",", ":")))
        self.assertIn("entries stand under the signed head", checked.text)
        forged = self.submit(self.city.get("/ledger").text, "/ledger", proof=proof.text.replace("fixed", "closed"))
        self.assertEqual(forged.status, 422)
        self.assertIn("does not stand under the head", forged.text)

        file = self.city.folder / "proof.json"
        file.write_text(self.city.portico("ledger", "prove", number).stdout)
        kept = self.city.folder / "kept.jsonl"
        kept.write_text(json.dumps(json.loads(file.read_text())["head"], separators=(",", ":")) + "\n")
        alone = subprocess.run([PORTICO, "ledger", "check-proof", file, "--heads", kept], capture_output=True, text=True)
        self.assertEqual(alone.returncode, 0, alone.stdout + alone.stderr)
        self.assertIn("all of it stands", alone.stdout)

    def test_a_wrong_door_is_passed_on_with_its_trace(self):
        number = self.report()["service_request_id"]
        self.assertEqual(self.do(number, "accept", PARKS).status, 403)
        self.done(number, "transfer", DESK, agency="DPT", reason="It is on a path in the park.")
        self.assertEqual(self.do(number, "accept", CREW).status, 403)
        self.done(number, "accept", PARKS, author="L. Moreau", department="Parks")
        self.done(number, "close", PARKS, outcome="cannot_act", reason="The path is the railway's.", who_can="Harbor Railway, 555-0199", author="L. Moreau", department="Parks")
        page = self.city.get(f"/requests/{number}").text
        for told in ("Passed on to", "L. Moreau, Parks", "Could not act", "Who can help"):
            self.assertIn(told, page)
        listed = self.city.get("/desk?agency=DPT", {"Authorization": f"Bearer {DESK}"})
        self.assertEqual(listed.status, 200)
        self.assertNotIn(number, listed.text, "closed")

    def test_a_repeat_is_merged_and_both_reporters_are_told(self):
        first, repeat = self.report(email="ana@example.org"), self.report(email="ben@example.org")
        a, b = first["service_request_id"], repeat["service_request_id"]
        self.done(b, "merge", DESK, into=a, words="We know of it already, and will tell you what becomes of it.")
        self.done(a, "close", outcome="fixed", reason="We filled it.", proof="Crew 4's sheet.")
        self.assertIn(f"/requests/{a}", self.city.get(f"/requests/{b}").text)
        self.assertIn("We filled it.", self.city.get(f"/requests/{a}").text)
        desk = self.city.get(f"/desk/requests/{a}", {"Authorization": f"Bearer {DESK}"}).text
        self.assertIn("2 people are told its news.", desk)
        again = self.do(b, "merge", DESK, into=a, words="Once more.")
        self.assertEqual(again.status, 409)

    def test_a_private_requests_number_alone_gives_nothing(self):
        hidden = next(s["service_code"] for s in self.services() if not s["listed"])
        report = self.report(hidden, description="My neighbour, 555-0100.")
        number, key = report["service_request_id"], report["receipt_key"]
        unknown = self.city.get("/requests/2345-678X")
        for path in (f"/requests/{number}", f"/requests/{number}?token={'0' * 32}"):
            answer = self.city.get(path)
            self.assertEqual((answer.status, answer.text), (404, unknown.text))
        for path in (f"/requests/{number}.json", f"/requests/{number}/clocks.json", f"/requests/{number}/proof.json"):
            self.assertEqual(self.city.get(path).status, 404, path)
        self.assertEqual(self.city.post(f"/requests/{number}/follow", {"email": "eve@example.org"}).status, 404)
        mine = self.city.get(f"/requests/{number}?token={key}")
        self.assertEqual(mine.status, 200)
        self.assertNotIn("555-0100", mine.text, "private words stay private, even here: the address may be passed on")
        self.assertTrue(self.wait_for(lambda: self.city.get(f"/requests/{number}/proof.json?token={key}").status == 200))

    def services(self):
        pack = tomllib.loads((ROOT / "demo/services.toml").read_text())
        return [{"service_code": s["code"], "listed": s.get("listed", True)} for s in pack["service"] if not [q for q in s.get("question", []) if q.get("required")]]

    def test_words_are_found_and_go_when_they_are_redacted(self):
        number = self.report(description="A xylophonequartz fell off a lorry.")["service_request_id"]
        found = self.wait_for(lambda: number in self.city.get("/requests?q=xylophone").text)
        self.assertTrue(found, "the index follows the ledger")
        self.city.portico("redact", number, "--reason", "wish")
        self.assertNotIn("xylophonequartz", self.city.get(f"/requests/{number}").text)
        self.assertNotIn(number, self.city.get("/requests?q=xylophone").text)
        self.assertIn('"place":false', (self.city.data / "redactions.jsonl").read_text())
        if not self.city.on_postgres:
            for file in self.city.data.rglob("*"):
                if file.is_file():
                    self.assertNotIn(b"xylophonequartz", file.read_bytes(), file)
                    self.assertNotIn(b"xylophonequartz".hex().encode(), file.read_bytes(), file)

    def wait_for(self, condition, within=20):
        until = time.monotonic() + within
        while time.monotonic() < until:
            if condition():
                return True
            time.sleep(0.1)
        return False

    def test_check_and_verify_are_clean_at_the_end(self):
        self.assertEqual(self.city.portico("check").returncode, 0)
        self.assertEqual(self.city.portico("ledger", "verify").returncode, 0)


class LifeOnPostgres(Life):
    database = "postgres"


class AtTheDesk(CityStory):
    """The same life by people who sign in, and a customer with a receipt: in a browser without scripts, from the first click to the proof."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with open(ROOT / "demo/sites.csv", newline="") as sites:
            cls.place = next(csv.DictReader(sites))
        for name, public_name, role in (("diaz", "R. Diaz", "agency_manager"), ("okafor", "N. Okafor", "agency_manager"), ("teller", "T. Eller", "call_taker")):
            cls.city.add_person(name, public_name, "Street Works", role, "DSW" if role == "agency_manager" else "")

    def signed_in(self, name):
        browser = Browser(self.city.port)
        self.assertEqual(browser.go("/desk").path, "/sign-in", "the desk is behind the door")
        page = browser.send("/sign-in", name=name, password=PASSWORD)
        self.assertEqual((page.status, page.path), (200, "/desk"))
        return browser

    def test_a_pothole_from_report_to_contested_closure_by_people(self):
        report = self.city.post("/requests.json", {"service_code": "POTHOLE", "lat": self.place["latitude"], "long": self.place["longitude"],
                                                   "address_string": "118 Quay Street", "description": "A deep hole.", "email": "ana@example.org"}).json[0]
        number, key = report["service_request_id"], report["receipt_key"]
        diaz, okafor, customer = self.signed_in("diaz"), self.signed_in("okafor"), Browser(self.city.port)
        self.assertIn(number, diaz.page.words)
        here = f"/desk/requests/{number}"
        diaz.go(here)
        self.assertIn("ana@example.org", diaz.page.words)
        for page in (diaz.page, Browser(self.city.port).go(f"/requests/{number}")):
            self.assertEqual(page.text.count('<div class="strip"><svg'), 2, "each promise is drawn, for both")
            self.assertEqual(page.words.count("Time used: "), 2)
        self.assertIn("Done.", diaz.send(here + "/accept").words)
        diaz.send(here + "/message", words="We looked at it this morning.", status="INVESTIGATING")
        refused = diaz.send(here + "/close", outcome="fixed", reason="We filled it.")
        self.assertEqual(refused.status, 400)
        self.assertIn("nothing shows that it is fixed", refused.words)
        self.assertEqual(refused.form("/close")["fields"]["outcome"], "fixed", "nothing that was typed is lost")
        diaz.send(here + "/close", reason="We filled it.", proof="Crew 4's sheet of Tuesday.")

        page = customer.go(f"/requests/{number}?token={key}")
        for told in ("R. Diaz, Street Works", "We filled it.", "Crew 4's sheet of Tuesday.", "Not fixed?"):
            self.assertIn(told, page.words)
        self.assertIn("Your request is open again", customer.send("/contest", words="It is still there.").words)
        self.assertIn("It is still there.", diaz.go(here).words)
        self.assertIn("somebody else is to look at it", diaz.send(here + "/accept").words)
        okafor.go(here)
        self.assertEqual(okafor.send(here + "/accept").status, 200)
        okafor.send(here + "/close", outcome="fixed", reason="We cut it out and filled it anew.", proof="Two photos.")
        self.assertIn("N. Okafor", customer.go(f"/requests/{number}").words)
        self.assertEqual(self.city.portico("check").returncode, 0)

    def upload(self, browser, action, photo):
        """Sends the page's form with a file chosen in its field "media"."""
        form = browser.page.form(action)
        fields = [(name, value) for name, value in form["fields"].items() if name != "media"]
        body, headers = multipart(fields, [("media", photo, (SAMPLES / photo).read_bytes())])
        return browser.go(form["action"], "POST", body, {**headers, "Origin": browser.origin})

    def test_photos_before_and_after_from_the_reporter_to_the_proof(self):
        sent = [("service_code", "POTHOLE"), ("lat", self.place["latitude"]), ("long", self.place["longitude"]), ("description", "A deep hole.")]
        body, headers = multipart(sent, [("media", "hole.jpg", (SAMPLES / "phone.jpg").read_bytes())])
        posted = self.city.ask("POST", "/requests.json", body, headers)
        self.assertEqual(posted.status, 200, posted.text)
        number = posted.json[0]["service_request_id"]
        diaz, public = self.signed_in("diaz"), Browser(self.city.port)
        self.assertNotIn("<img src=\"/requests/", public.go(f"/requests/{number}").text)
        self.assertEqual(public.ask("GET", f"{public.origin}/desk/requests/{number}/photos/1-small", headers={"Accept": "*/*"})[0], 401)

        page = diaz.go("/desk/review")
        self.assertIn(f"/desk/requests/{number}/photos/1-small", page.text)
        refused = diaz.send(f"/{number}/photos/1/hide")
        self.assertEqual(refused.status, 400)
        self.assertIn("reason required", refused.words)
        page = diaz.send(f"/{number}/photos/1/release")
        self.assertEqual((page.status, page.path), (200, "/desk/review"))
        self.assertNotIn(number, page.text)
        self.assertIn(f"<img src=\"/requests/{number}/photos/1-small", public.go(f"/requests/{number}").text)
        thumbnail = urllib.request.urlopen(f"{public.origin}/requests/{number}/photos/1-small", timeout=60)
        self.assertEqual(thumbnail.headers["Content-Type"], "image/jpeg")

        here = f"/desk/requests/{number}"
        diaz.go(here)
        self.assertEqual(diaz.send(here + "/close", outcome="fixed", reason="We filled it.").status, 400)
        self.assertIn("Done.", self.upload(diaz, here + "/photos", "plain.jpg").words)
        self.assertIn("Done.", diaz.send(here + "/close", outcome="fixed", reason="We filled it.").words)
        diaz.send("/photos/2/release")
        page = public.go(f"/requests/{number}")
        for told in ("We filled it.", "Before", "Afterwards", "From the city"):
            self.assertIn(told, page.words)
        self.assertIn(f"/requests/{number}/photos/2-small", page.text)
        self.assertEqual(self.city.portico("check").returncode, 0)

    def test_a_call_taker_sees_all_and_closes_nothing(self):
        number = self.city.post("/requests.json", {"service_code": "POTHOLE", "address_string": "behind the old mill", "description": "A hole."}).json[0]["service_request_id"]
        teller = self.signed_in("teller")
        page = teller.go(f"/desk/requests/{number}")
        self.assertNotIn(f"/desk/requests/{number}/close", page.text)
        self.assertIn(number, teller.go("/desk/places").words)
        teller.go(f"/desk/requests/{number}")
        self.assertEqual(teller.send("/place", lat=self.place["latitude"], long=self.place["longitude"], address="1 Mill Lane").status, 200)
        self.assertNotIn(number, teller.go("/desk/places").words)
        csrf = teller.go(f"/desk/requests/{number}").form("/message")["fields"]["csrf"]
        for sent, status in (({"csrf": csrf}, 403), ({"csrf": "0" * 32}, 400), ({}, 400)):
            body = urllib.parse.urlencode({"outcome": "fixed", "reason": "x", "proof": "y", **sent}).encode()
            forged = teller.ask("POST", f"{teller.origin}/desk/requests/{number}/close", body,
                                {"Content-Type": "application/x-www-form-urlencoded", "Origin": teller.origin})
            self.assertEqual(forged[0], status, "with the page's own word they may not; without it nobody asked")
        for path in ("/desk/review", "/desk/find?q=hole", "/account"):
            self.assertEqual(teller.go(path).status, 200, path)


class AtTheDeskOnPostgres(AtTheDesk):
    database = "postgres"
