"""The demo city on a day on which everything has happened that a page can show: a story's stage, and what the pictures in docs are taken of.

    with CityAtWork() as at:                   # loaded, nothing asked for yet
        at.empty_pages()
        at.work()                              # requests in every state, people of every kind
        at.pages()
        at.storm()                             # an emergency, and the server on intake only
        at.storm_pages()
"""
import base64
import csv
import dataclasses
import datetime
import email.utils
import hmac
import http.server
import json
import re
import threading
import time
import urllib.parse

from browser import Browser
from running_city import PASSWORD, ROOT, RunningCity
from test_people import code_of
from test_report import multipart

KEY = "a key of the desk, of all of it"
SETTINGS = f"""[keys]
desk = "{KEY}"

[permissions]
desk = ["read_case", "accept_case", "message_customer", "close_case", "reopen_case", "merge_case", "transfer_case", "moderate_case", "pause_case"]

[[mail_in]]
kind = "maildir"
folder = "post"
"""
MAIL = """From: {sender} <{sender}@example.org>
To: {to}
Subject: {subject}
Date: {date}
Message-ID: <{sender}.{number}@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{words}
"""
PEOPLE = {  # who: public name, department, role, agency
    "ada@harborview.example": ("Ada L.", "Technology", "administrator", ""),
    "diaz@harborview.example": ("R. Diaz", "Street Works, yard 2", "agency_manager", "DSW"),
    "okafor@harborview.example": ("N. Okafor", "Street Works, yard 1", "crew", "DSW"),
    "office@harborview.example": ("M. Santos", "Customer Service Office", "customer_service_office", ""),
    "bell@harborview.example": ("Q. Bell", "Ferries", "agency_manager", "DFT"),
    "audit@harborview.example": ("A. Udit", "Comptroller", "auditor", ""),
    "eve@harborview.example": ("Eve", "Parks", "crew", "DPT"),
}
EMERGENCY = """code = "snow"
kind = "suspend"
services = ["POTHOLE"]
groups = ["trees"]
until = {until}
[words]
en = "Because of the snow storm, crews clear streets first."
es = "Por la tormenta de nieve, las cuadrillas limpian primero las calles."
"""


# In other scripts, too: from right to left what most people see, and the first of it in two more.
FIRST_SEEN = ("home", "report", "request")
PICTURED = {"ar": FIRST_SEEN + ("report-where", "receipt", "requests", "answers", "answer", "promises", "map", "agencies", "agency", "sites", "site", "open-data"),
            "ur": FIRST_SEEN, "zh": FIRST_SEEN}


@dataclasses.dataclass
class Page:
    name: str
    path: str
    route: str = ""       # the pattern that answers, where the path is not it; None: there is nothing at the path
    who: str = ""         # signed in as
    form: dict = None     # sent there, as the page before would
    status: int = 200
    language: str = "en"
    cookies: dict = None
    picture: str = ""     # of which one stands in docs/screenshots, under this name
    also: tuple = ()      # and so: "narrow", "dark"

    @property
    def pattern(self):
        return None if self.route is None else self.route or urllib.parse.urlsplit(self.path).path


class Refusing(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(422)
        self.end_headers()

    def log_message(self, *_):
        pass


class CityAtWork:
    def __enter__(self):
        self.city = RunningCity(samples=False)
        settings = self.city.folder / "settings.toml"
        settings.write_text(SETTINGS)
        for part in ("new", "cur", "tmp"):
            (self.city.folder / "post" / part).mkdir(parents=True)
        self.city.config = settings
        try:
            self.city.load()
            self.city.start()
            self.people = {}
            self.add_people()
        except BaseException:
            self.city.remove()
            raise
        with open(ROOT / "demo/sites.csv", newline="") as sites:
            self.place = next(csv.DictReader(sites))
        return self

    def __exit__(self, *_):
        self.city.remove()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.city.port}"

    # -- who -----------------------------------------------------------------------------------------------------------------------------

    def add_people(self):
        for name, (public_name, department, role, agency) in PEOPLE.items():
            self.city.add_person(name, public_name, department, role, agency)

    def browser(self, who):
        """Of somebody who is signed in, as long as the city stands."""
        name = who + "@harborview.example"
        if name not in self.people:
            browser = Browser(self.city.port)
            browser.go("/sign-in")
            browser.send("/sign-in", name=name, password=PASSWORD)
            self.people[name] = browser
        return self.people[name]

    def asked(self, page):
        """As RealBrowser.look wants it."""
        cookies = page.cookies or (self.browser(page.who).cookies if page.who else {})
        return {"url": self.origin + page.path, "cookies": cookies, "language": page.language, "form": page.form}

    # -- what happens --------------------------------------------------------------------------------------------------------------------

    def report(self, service="POTHOLE", photos=(), **more):
        fields = {"service_code": service, "lat": self.place["latitude"], "long": self.place["longitude"], "address_string": "118 Quay Street",
                  "description": "A deep hole in the right lane, cars swerve around it.", **more}
        body, headers = multipart(list(fields.items()), [("media", name, (ROOT / "platform/files/samples" / name).read_bytes()) for name in photos])
        answer = self.city.ask("POST", "/requests.json", body, headers)
        if answer.status != 200:
            raise AssertionError(answer.text)
        opened = answer.json[0]
        return opened["service_request_id"], opened["receipt_key"]

    def do(self, number, verb, **what):
        signed = {} if verb == "pause" or verb.startswith("photos") else {"author": "R. Diaz", "department": "Street Works, yard 2"}
        sent = {**signed, **what}
        answer = self.city.ask("POST", f"/cases/{number}/{verb}", json.dumps(sent).encode(), {"Authorization": f"Bearer {KEY}"})
        if answer.status != 200:
            raise AssertionError(f"{verb}: {answer.text}")

    def work(self):
        self.city.portico("city", "load", ROOT / "demo", "--samples")
        self.announced = self.announce()
        self.new, self.new_key = self.report(email="ana@example.org", first_name="Ana", last_name="Reyes", phone="555-0100")
        self.photographed, _ = self.report("DUMPING", ["phone.jpg", "plain.jpg"], description="Two sofas and a fridge on the corner. Call 555-0100.")
        self.do(self.photographed, "photos/1/release")
        self.told, _ = self.report(email="ben@example.org", address_string="40 Market Street")
        self.do(self.told, "accept")
        self.do(self.told, "message", words="We looked at it this morning.", status="INVESTIGATING")
        self.paused, _ = self.report(address_string="7 Harbor Row")
        self.do(self.paused, "pause", reason=self.pause_reason(), words="The gas company marks its pipes first.")
        self.closed, self.closed_key = self.report(email="ana@example.org", address_string="12 Mill Lane")
        self.do(self.closed, "accept")
        self.do(self.closed, "close", outcome="fixed", reason="We cut it out and filled it.", proof="Crew 4's sheet of Tuesday.")
        self.contested, key = self.report(email="cleo@example.org", address_string="3 Beacon Avenue")
        self.do(self.contested, "close", outcome="fixed", reason="We filled it.", proof="Crew 2's sheet.")
        self.city.post(f"/requests/{self.contested}/contest", {"token": key, "words": "It is still there, and deeper."})
        self.helpless, _ = self.report(address_string="9 Rail Path")
        self.do(self.helpless, "close", outcome="cannot_act", reason="The path is the railway's.", who_can="Harbor Railway, 555-0199")
        self.repeat, _ = self.report(email="dan@example.org")
        self.do(self.repeat, "merge", into=self.new, words="We know of it already, and will tell you what becomes of it.")
        self.unread, _ = self.report("NEWBIN", description="Please bring it to the back door, my neighbour Tom Ash has the key.", **{"attribute[BIN]": self.bin()})
        self.unplaced, _ = self.report(lat="", long="", address_string="behind the old mill, near the big tree")
        self.mails()
        self.begin_second_factor()
        self.wait_for_proof(self.closed)

    def mails(self):
        """One that waits, one that a rule made a request, one that was dismissed, and one whose words are gone."""
        said = [("Luz", "help@harborview.example", "Mi calle", "La farola delante de mi casa está apagada desde hace dos semanas."),
                ("Omar", "potholes@harborview.example", "Near the ferry", "A deep hole, just where the buses turn."),
                ("Shop", "help@harborview.example", "Best prices", "Buy two, pay for one, this week alone."),
                ("Tom", "help@harborview.example", "Sorry", "This was meant for my doctor.")]
        for number, (sender, to, subject, words) in enumerate(said):
            mail = self.city.folder / "post/tmp" / f"{number}.story"
            mail.write_text(MAIL.format(sender=sender, to=to, subject=subject, words=words, number=number, date=email.utils.formatdate()))
            mail.rename(self.city.folder / "post/new" / mail.name)
        until = time.monotonic() + 30
        while any((self.city.folder / "post/new").iterdir()):
            if time.monotonic() > until:
                raise AssertionError("mail was not taken within 30 s")
            time.sleep(0.1)
        self.mail = dict(self.city.query("SELECT p.name, c.id FROM contacts_contact c JOIN contacts_person p ON p.contact_id = c.id"))
        office = self.browser("office")
        office.go(f"/desk/mail/{self.mail['Shop']}")
        office.send(f"/desk/mail/{self.mail['Shop']}/dismiss", reason="An advertisement.")
        office.go(f"/desk/mail/{self.mail['Tom']}")
        office.send(f"/desk/mail/{self.mail['Tom']}/redact", reason="mistake")

    def followed(self, email, confirmed):
        """The link of a message to somebody who follows the request that stands still (city/cases/follow.cc)."""
        path = f"/requests/{self.paused}"
        self.city.post(path + "/follow", {"email": email})
        (follower,), = self.city.query(f"SELECT id FROM cases_follower WHERE email = '{email}'")
        (secret,), = self.city.query("SELECT value FROM store_secret WHERE name = 'cases.number'")
        key = hmac.digest(bytes.fromhex(secret), f"follower:{follower}".encode(), "sha256")[:16].hex()
        if confirmed:
            self.city.post(path + "/confirm", {"follower": str(follower), "key": key})
        return f"{path}?follower={follower}&key={key}"

    def unsubscribing(self):
        """The token of a link in a mail (platform/notify/marks.h): the channel, the address's keyed hash, and what vouches for both."""
        (secret,), = self.city.query("SELECT value FROM store_secret WHERE name = 'notify.marks'")

        def keyed(what, of):
            return hmac.digest(bytes.fromhex(secret), what.encode() + b"\n" + of, "sha256")[:16]

        of = b"\0" + keyed("address mail", b"fay@example.org")
        return base64.urlsafe_b64encode(of + keyed("unsubscribe", of)).decode().rstrip("=")

    def pause_reason(self):
        page = self.browser("diaz").go(f"/desk/requests/{self.paused}").text
        return re.search(r'id="pause-reason".*?<option value="([a-z_]+)"', page, re.S)[1]

    def bin(self):
        return self.city.get("/services/NEWBIN.json").json["attributes"][0]["values"][0]["key"]

    def begin_second_factor(self):
        """Eve has switched hers on, and is asked for a code; Okafor stands before the page that shows it."""
        eve = self.browser("eve")
        eve.go("/account")
        page = eve.send("/account/second-factor/begin")
        secret = re.search(r'class="mono">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")
        eve.send("/account/second-factor", first_code=code_of(secret))
        self.half_in = Browser(self.city.port)
        self.half_in.go("/sign-in")
        self.half_in.send("/sign-in", name="eve@harborview.example", password=PASSWORD)
        okafor = self.browser("okafor")
        okafor.go("/account")
        okafor.send("/account/second-factor/begin")

    def wait_for_proof(self, number, within=20):
        until = time.monotonic() + within
        while self.city.get(f"/requests/{number}/proof.json").status != 200:
            if time.monotonic() > until:
                raise AssertionError(f"no proof of {number} within {within} s")
            time.sleep(0.1)

    def storm(self):
        until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 2 * 86400))
        file = self.city.folder / "snow.toml"
        file.write_text(EMERGENCY.format(until=until))
        self.city.portico("emergency", "declare", file)

    def intake_only(self):
        self.city.portico("storm", "on")

    # -- what there is to see ------------------------------------------------------------------------------------------------------------

    def empty_pages(self):
        return [Page("empty-home", "/"), Page("empty-requests", "/requests"), Page("empty-desk", "/desk", who="diaz"),
                Page("empty-review", "/desk/review", who="diaz"), Page("empty-places", "/desk/places", who="diaz")]

    def pages(self):
        return self.public_pages() + self.reporting_pages() + self.desk_pages() + self.account_pages() + self.refused_pages()

    def public_pages(self):
        request = "/requests/{number}"
        return [
            Page("home", "/", picture="front-page", also=("narrow", "dark")),
            Page("services", "/services", picture="services"),
            Page("requests", "/requests", picture="requests"),
            Page("map", "/map", also=("narrow", "dark")),
            Page("map-none", "/map?q=xylophone"),
            Page("requests-none", "/requests?q=xylophone"),
            Page("requests-wrong-number", "/requests?number=12", status=404),
            Page("nowhere", "/nowhere/at-all", None, status=404),
            Page("not-understood", "/requests?q=%ff", status=400),
            Page("request-new", f"/requests/{self.new}", request),
            Page("request-photo", f"/requests/{self.photographed}", request, picture="request-photo"),
            Page("request-told", f"/requests/{self.told}", request, picture="request", also=("narrow", "dark")),
            Page("request-paused", f"/requests/{self.paused}", request, picture="request-paused"),
            Page("request-closed", f"/requests/{self.closed}", request),
            Page("request-closed-mine", f"/requests/{self.closed}?token={self.closed_key}", request, picture="request-closed"),
            Page("request-contested", f"/requests/{self.contested}", request),
            Page("request-helpless", f"/requests/{self.helpless}", request),
            Page("request-merged", f"/requests/{self.repeat}", request),
            Page("request-followed", f"/requests/{self.new}/follow", form={"email": "fay@example.org", "language": "en"}),
            Page("request-to-confirm", self.followed("gil@example.org", False), request),
            Page("request-followed-by-me", self.followed("hal@example.org", True), request),
            Page("unsubscribe", f"/unsubscribe/{self.unsubscribing()}", "/unsubscribe/{token}"),
            Page("unsubscribe-cut-off", "/unsubscribe/abc", "/unsubscribe/{token}", status=404),
            Page("unsubscribe-done", f"/unsubscribe/{self.unsubscribing()}", form={"List-Unsubscribe": "One-Click"}),
            Page("survey", f"/requests/{self.closed}/feedback?token={self.closed_key}", request + "/feedback", picture="survey"),
            Page("survey-wrong", f"/requests/{self.closed}/feedback", form={"token": self.closed_key, "solved": "perhaps", "satisfied": "4"}, status=400),
            Page("survey-not-mine", f"/requests/{self.closed}/feedback", request + "/feedback", status=403),
            Page("survey-not-ended", f"/requests/{self.new}/feedback?token={self.new_key}", request + "/feedback"),
            Page("feedback", "/feedback", picture="feedback", also=("narrow",)),
            Page("answers", "/answers", picture="answers", also=("narrow",)),
            Page("answers-found", "/answers?q=matress"),
            Page("answers-found-nothing", "/answers?q=xylophone"),
            Page("answer", "/answers/BULKY", "/answers/{code}", picture="answer", also=("narrow", "dark")),
            Page("answer-helped", "/answers/BULKY?said=thanks", "/answers/{code}"),
            Page("answer-missing", "/answers/NOWHERE", "/answers/{code}", status=404),
            Page("report-and-answers", "/report?q=matress", "/report"),
            Page("agencies", "/agencies", picture="agencies"),
            Page("agency", "/agencies/DHB", "/agencies/{code}", picture="agency", also=("narrow",)),
            Page("agency-missing", "/agencies/NOWHERE", "/agencies/{code}", status=404),
            Page("sites", "/sites", picture="sites", also=("narrow", "dark")),
            Page("sites-found", "/sites?language=ar&access=toilet"),
            Page("sites-found-none", "/sites?language=ar&access=sign_language"),
            Page("site", "/sites/HIGHFIELD", "/sites/{code}", picture="site", also=("narrow",)),
            Page("announcements", "/announcements"),
            Page("report-announced", "/report/BULKY", "/report/{service}"),
            Page("open-data", "/data", picture="open-data"),
            Page("promises", "/promises", picture="promises"),
            Page("promises-found", "/promises?q=tree&agency=DPT"),
            Page("promises-found-none", "/promises?q=tree&agency=DHB"),
            Page("promise-history", "/promises/POTHOLE", "/promises/{service}", picture="promise-history"),
            Page("ledger", "/ledger", picture="ledger"),
            Page("ledger-checked", "/ledger", form={"proof": self.city.get(f"/requests/{self.closed}/proof.json").text}),
            Page("ledger-forged", "/ledger", form={"proof": self.city.get(f"/requests/{self.closed}/proof.json").text.replace("fixed", "closed")}, status=422),
        ] + self.pages_in_other_languages()

    def judged_pages(self):
        """Those that most people see, one of each kind; of kinds that this city does not serve, none."""
        kinds = ("/", "/report/{service}", "/requests/{number}/receipt", "/requests/{number}", "/requests", "/answers", "/map")
        whole = [page for page in self.public_pages() + self.reporting_pages() if not page.form and page.status == 200 and page.language == "en"]
        return [next(page for page in whole if page.pattern == kind) for kind in kinds if any(page.pattern == kind for page in whole)]

    def pages_in_other_languages(self):
        """Every kind that the public sees from right to left, and in the others what most people see."""
        request = "/requests/{number}"
        first = [("home", "", ""), ("report", "/report", "/report"), ("request", f"/requests/{self.closed}", request)]
        most = first + [("services", "/services", "/services"), ("requests", "/requests", "/requests"), ("map", "/map", "/map"), ("report-where", "/report/POTHOLE", "/report/{service}"),
                        ("receipt", f"/requests/{self.new}/receipt", request + "/receipt"),
                        ("unsubscribe", f"/unsubscribe/{self.unsubscribing()}", "/unsubscribe/{token}"), ("promises", "/promises", "/promises"),
                        ("promise-history", "/promises/POTHOLE", "/promises/{service}"), ("ledger", "/ledger", "/ledger"), ("offline", "/offline", "/offline"), ("feedback", "/feedback", "/feedback"),
                        ("agencies", "/agencies", "/agencies"), ("agency", "/agencies/DHB", "/agencies/{code}"), ("sites", "/sites", "/sites"),
                        ("site", "/sites/HIGHFIELD", "/sites/{code}"), ("announcements", "/announcements", "/announcements"), ("open-data", "/data", "/data"),
                        ("answers", "/answers", "/answers"), ("answer", "/answers/SNOW", "/answers/{code}"),
                        ("survey", f"/requests/{self.closed}/feedback?token={self.closed_key}", request + "/feedback")]
        all_kinds = most + [("request-photo", f"/requests/{self.photographed}", request), ("request-paused", f"/requests/{self.paused}", request),
                            ("request-closed-mine", f"/requests/{self.closed}?token={self.closed_key}", request),
                            ("request-helpless", f"/requests/{self.helpless}", request), ("request-merged", f"/requests/{self.repeat}", request),
                            ("requests-none", "/requests?q=xylophone", "/requests"), ("report-found", "/report?q=xylophone", "/report")]
        kinds = {"ar": all_kinds, "ur": all_kinds, "es": most} | dict.fromkeys(("zh", "ru", "bn", "ht", "ko", "fr", "pl"), first)
        details = {"step": "details", "key": "1" * 32, "address": "behind the old mill", "place": "as-written", "email": "nobody"}
        return [Page(f"{name}-{language}", f"/{language}{path}", f"/{{language}}{route}", language=language,
                     picture=f"{name}-{language}" if name in PICTURED.get(language, ()) else "", also=("narrow",) if name == "home" else ())
                for language, some in kinds.items() for name, path, route in some] + [
            Page(f"report-details-wrong-{language}", f"/{language}/report/STREETLIGHT", form=details, status=400, language=language) for language in ("ar", "ur")]

    def reporting_pages(self):
        where = {"step": "where", "key": "0" * 32}
        details = {"step": "details", "key": "1" * 32, "address": "behind the old mill", "place": "as-written"}
        return [
            Page("report", "/report", picture="report"),
            Page("report-found", "/report?q=pothle", "/report", picture="report-found"),
            Page("report-nothing-found", "/report?q=xylophone", "/report"),
            Page("report-where", "/report/POTHOLE", "/report/{service}", picture="report-where", also=("narrow", "dark")),
            Page("report-whole", "/report/STREETLIGHT?whole=yes", "/report/{service}"),
            Page("offline", "/offline"),
            Page("report-where-missing", "/report/POTHOLE", form={**where, "address": ""}, status=400),
            Page("report-which-place", "/report/POTHOLE", form={**where, "address": "market"}, picture="report-which-place"),
            Page("report-near", "/report/POTHOLE", form={**where, "address": "118 Quay Street"}, picture="report-near"),
            Page("report-details", "/report/STREETLIGHT", form={**where, "address": "behind the old mill"}, picture="report-details", also=("narrow", "dark")),
            Page("report-details-wrong", "/report/STREETLIGHT", form={**details, "email": "nobody"}, status=400, picture="report-details-wrong"),
            Page("report-danger", "/report/SIGNAL", form={**details, "description": "Sparks and a live wire on the street, somebody is hurt"}),
            Page("receipt", f"/requests/{self.new}/receipt?token={self.new_key}", "/requests/{number}/receipt", picture="receipt"),
        ]

    def desk_pages(self):
        request = "/desk/requests/{number}"
        csrf = {"csrf": self.csrf("diaz")}
        return [
            Page("desk", "/desk", who="diaz", picture="desk"),
            Page("desk-mine", "/desk?mine=1", who="diaz"),
            Page("desk-find", "/desk/find", who="office"),
            Page("desk-found", "/desk/find?q=hole", who="office", picture="desk-found"),
            Page("desk-found-nothing", "/desk/find?q=xylophone", who="office"),
            Page("desk-review", "/desk/review", who="office", picture="desk-review"),
            Page("desk-mail", "/desk/mail", who="office"),
            Page("desk-mail-one", f"/desk/mail/{self.mail['Luz']}", "/desk/mail/{contact}", who="office"),
            Page("desk-mail-refused", f"/desk/mail/{self.mail['Luz']}/redact", "/desk/mail/{contact}/redact", who="office", status=400,
                 form={"csrf": self.csrf("office"), "reason": ""}),
            Page("desk-mail-by-rule", f"/desk/mail/{self.mail['Omar']}", "/desk/mail/{contact}", who="office"),
            Page("desk-mail-dismissed", f"/desk/mail/{self.mail['Shop']}", "/desk/mail/{contact}", who="office"),
            Page("desk-mail-redacted", f"/desk/mail/{self.mail['Tom']}", "/desk/mail/{contact}", who="office"),
            Page("desk-mail-missing", "/desk/mail/4711", "/desk/mail/{contact}", who="office", status=404),
            Page("desk-places", "/desk/places", who="diaz", picture="desk-places"),
            Page("desk-follow-ups", "/desk/follow-ups", who="diaz", picture="desk-follow-ups"),
            Page("desk-request", f"/desk/requests/{self.new}", request, who="diaz", picture="desk-request", also=("narrow", "dark")),
            Page("desk-request-photo", f"/desk/requests/{self.photographed}", request, who="office"),
            Page("desk-request-paused", f"/desk/requests/{self.paused}", request, who="diaz"),
            Page("desk-request-closed", f"/desk/requests/{self.closed}", request, who="diaz"),
            Page("desk-request-contested", f"/desk/requests/{self.contested}", request, who="diaz"),
            Page("desk-request-unplaced", f"/desk/requests/{self.unplaced}", request, who="diaz"),
            Page("desk-request-done", f"/desk/requests/{self.told}?done=accept", request, who="diaz"),
            Page("desk-request-refused", f"/desk/requests/{self.told}/close", who="diaz", status=400, picture="desk-request-refused",
                 form={**csrf, "outcome": "fixed", "reason": "We filled it."}),
            Page("desk-answers", "/desk/answers", who="diaz"),
            Page("desk-answer", "/desk/answers/BULKY", "/desk/answers/{code}", who="diaz"),
            Page("announce", "/announce", who="office", picture="announce"),
            Page("announce-es", "/es/announce", "/{language}/announce", who="office", language="es"),
            Page("announce-wrong", "/announce", who="diaz", form={**csrf, "agency": "DSW", "title-en": "", "title-es": "Nieve", "from": "soon", "until": ""}, status=400),
            Page("announce-seen", "/announce", who="diaz",
                 form={**csrf, "agency": "DSW", "title-en": "Snow", "title-ar": "ثلج", "from": "2026-03-02T07:00", "until": self.in_days(2), "do": "see"}),
            Page("announcement", self.announced, "/announce/{id}", who="office", picture="announcement"),
            Page("announcement-es", "/es" + self.announced, "/{language}/announce/{id}", who="office", language="es"),
            Page("announcement-missing", "/announce/4711", "/announce/{id}", who="office", status=404),
            Page("documents", "/documents", who="office", picture="documents"),
            Page("documents-es", "/es/documents", "/{language}/documents", who="office", language="es"),
            Page("documents-wrong", "/documents", who="diaz", form={**csrf, "code": "OLD PAINT", "agency": "DSW", "title": ""}, status=400),
            Page("document", "/documents/HEAT", "/documents/{code}", who="office", picture="document"),
            Page("document-preview", "/documents/HEAT", "/documents/{code}", who="office",
                 form={"csrf": self.csrf("office"), "seen": "1", "do": "preview", "language": "en", "title": "No heat?", "body": "## Why\n\nAsk.", "agency": "DHB", "review_by": "2027-09-15"}),
            Page("document-ar", "/documents/HEAT?language=ar", "/documents/{code}", who="office"),
            Page("document-es", "/es/documents/HEAT", "/{language}/documents/{code}", who="office", language="es"),
            Page("desk-request-missing", "/desk/requests/2345-678X", request, who="diaz", status=404),
        ]

    @staticmethod
    def in_days(days):
        """As a field for a time holds it."""
        return (datetime.datetime.now() + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")

    def announce(self):
        """What is going on in this city: one is about a service, and the other about all; which of them has a page for staff."""
        office = self.browser("office")
        office.go("/announce")
        snow = {"agency": "DSW", "services": "BULKY", "from": "2026-03-02T07:00", "until": self.in_days(3), "do": "do",
                "title-en": "Snow: bulky trash is picked up a day later", "body-en": "Please keep it inside **until Thursday**. [What happens when it snows](/answers/SNOW)",
                "title-es": "Nieve: los muebles se recogen un día más tarde", "title-ar": "ثلج: تُجمع النفايات الكبيرة بعد يوم"}
        page = office.send("/announce", **snow)
        office.go("/announce")
        office.send("/announce", **{**snow, "services": "", "title-en": "Ferry street bridge is closed on Sunday", "body-en": "", "title-es": "", "title-ar": ""})
        return page.path

    def add_webhook(self):
        """Of the street works; the other side refuses what it is told, so that its page has something to show."""
        refusing = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
        threading.Thread(target=refusing.serve_forever, daemon=True).start()
        try:
            page = self.browser("ada").go("/webhooks")
            page = self.browser("ada").send("/webhooks", url=f"http://127.0.0.1:{refusing.server_port}/portico", concerning="DSW", types="")
            hook = re.search(r'action="(/webhooks/\d+)/replay"', page.text)[1]
            self.browser("ada").send(hook + "/replay", position="0")
            until = time.monotonic() + 20
            while "HTTP 422" not in self.browser("ada").go(hook).text:
                if time.monotonic() > until:
                    raise AssertionError("nothing was told within 20 s")
                time.sleep(0.1)
        finally:
            refusing.shutdown()
        return hook

    def csrf(self, who):
        return self.browser(who).go("/account").form("/account/second-factor/begin")["fields"]["csrf"]

    def account_pages(self):
        people = "/people/{id}"
        ada = {"csrf": self.csrf("ada")}
        bell, eve = self.number_of("bell"), self.number_of("eve")
        hook = self.add_webhook()
        return [
            Page("webhooks", "/webhooks", who="ada"),
            Page("webhooks-wrong", "/webhooks", who="ada", form={**ada, "url": "ftp://works.example"}, status=400),
            Page("webhooks-es", "/es/webhooks", "/{language}/webhooks", who="ada", language="es"),
            Page("templates", "/templates", who="ada", picture="templates"),
            Page("templates-es", "/es/templates", "/{language}/templates", who="ada", language="es"),
            Page("template-kind", "/templates/receipt", "/templates/{kind}", who="ada"),
            Page("template-kind-es", "/es/templates/receipt", "/{language}/templates/{kind}", who="ada", language="es"),
            Page("template-kind-missing", "/templates/horse", "/templates/{kind}", who="ada", status=404),
            Page("template", "/templates/outcome/en", "/templates/{kind}/{tag}", who="ada", picture="template"),
            Page("template-ar", "/templates/receipt/ar?service=POTHOLE", "/templates/{kind}/{tag}", who="ada"),
            Page("template-es", "/es/templates/receipt/es", "/{language}/templates/{kind}/{tag}", who="ada", language="es"),
            Page("template-preview", "/templates/receipt/en", who="ada", form={**ada, "subject": "{number}", "text": "We got it.", "do": "preview"}),
            Page("template-wrong", "/templates/receipt/en", who="ada", form={**ada, "subject": "{horse}", "text": ""}, status=400,
                 picture="template-wrong"),
            Page("suppressed", "/suppressed", who="ada"),
            Page("suppressed-es", "/es/suppressed", "/{language}/suppressed", who="ada", language="es"),
            Page("suppressed-looked", "/suppressed", who="ada", form={**ada, "address": "ana@harborview.example"}),
            Page("webhook", hook, "/webhooks/{id}", who="ada", picture="webhook"),
            Page("webhook-es", "/es" + hook, "/{language}/webhooks/{id}", who="ada", language="es"),
            Page("webhook-missing", "/webhooks/4711", "/webhooks/{id}", who="ada", status=404),
            Page("sign-in", "/sign-in", picture="sign-in"),
            Page("sign-in-out", "/sign-in?note=out"),
            Page("sign-in-wrong", "/sign-in", form={"name": "nobody@harborview.example", "password": "not the right one"}, status=403, picture="sign-in-wrong"),
            Page("sign-in-code", "/sign-in/code", cookies=self.half_in.cookies, picture="sign-in-code"),
            Page("sign-in-es", "/es/sign-in", "/{language}/sign-in", language="es"),
            Page("sign-in-ar", "/ar/sign-in", "/{language}/sign-in"),  # staff's pages are in staff's languages, and say so
            Page("sign-in-code-es", "/es/sign-in/code", "/{language}/sign-in/code", language="es", cookies=self.half_in.cookies),
            Page("account", "/account", who="ada", picture="account"),
            Page("account-of-crew", "/account", who="okafor"),
            Page("account-es", "/es/account", "/{language}/account", language="es", who="diaz"),
            Page("account-changed", "/account?note=password", who="diaz"),
            Page("account-wrong", "/account/password", who="ada", form={**ada, "old_password": PASSWORD, "new_password": "short"}, status=400),
            Page("second-factor", "/account/second-factor", who="okafor", picture="second-factor"),
            Page("second-factor-es", "/es/account/second-factor", "/{language}/account/second-factor", language="es", who="okafor"),
            Page("people", "/people", who="ada", picture="people"),
            Page("people-es", "/es/people", "/{language}/people", language="es", who="ada"),
            Page("people-wrong", "/people", who="ada", form={**ada, "name": "hal@harborview.example", "public_name": "", "department": "Ferries"}, status=400),
            Page("person", f"/people/{bell}", people, who="ada", picture="person"),
            Page("person-es", f"/es/people/{eve}", "/{language}" + people, language="es", who="ada"),
            Page("person-password", f"/people/{bell}/password", who="ada", form=ada),
            Page("person-missing", "/people/9999", people, who="ada", status=404),
            Page("audit", "/audit", who="audit", picture="audit"),
            Page("audit-of-one", f"/audit?person={bell}", who="ada"),
            Page("audit-es", "/es/audit", "/{language}/audit", language="es", who="audit"),
        ]

    def number_of(self, who):
        return re.search(r'/people/(\d+)"><bdi>' + who + "@", self.browser("ada").go("/people").text)[1]

    def refused_pages(self):
        return [
            Page("missing", "/nothing-here", "/{language}", status=404, picture="missing"),
            Page("missing-request", "/requests/2345-678X", "/requests/{number}", status=404),
            Page("not-for-your-roles", "/people", who="diaz", status=403),
            Page("too-old", "/account/password", who="diaz", form={"csrf": "0" * 32}, status=400),
            Page("token-wrong", f"/requests/{self.new}/contest", form={"token": "0" * 32, "words": "No."}, status=403),
        ]

    def storm_pages(self):
        return [Page("emergency-home", "/", picture="emergency"), Page("emergency-services", "/services"), Page("emergency-promises", "/promises"),
                Page("emergency-request", f"/requests/{self.told}", "/requests/{number}")]

    def resting_pages(self):
        return [Page("resting", "/requests", status=503), Page("kept-request", f"/requests/{self.told}", "/requests/{number}")]

    def guessing_pages(self):
        """Somebody guesses: every further try has to wait."""
        guessing = Browser(self.city.port)
        guessing.go("/sign-in")
        while guessing.page.status != 429:
            guessing.send("/sign-in", name="bell@harborview.example", password="wrong wrong wrong")
        return [Page("sign-in-wait", "/sign-in", form={"name": "bell@harborview.example", "password": "wrong wrong wrong"}, status=429)]
