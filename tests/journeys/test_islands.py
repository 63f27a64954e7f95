"""What scripts add to the pages of a report, in a real browser: addresses suggested and chosen by keys, photos shrunk, what was typed kept, a lost
connection that loses nothing. How many bytes of script that takes is printed, and held."""
import re
import tomllib
import unittest

from city_at_work import CityAtWork
from real_browser import Keyboard, RealBrowser
from running_city import ROOT

SAMPLES = ROOT / "platform/files/samples"
MOST_SCRIPT = 150_000  # bytes on the wire, from the first page to the receipt
TO_REPORT = ["/offline", "/report", "/report/POTHOLE?whole=yes"]  # what is kept for whoever looks at one form


def words_in(language):
    """What the pages say: each key in this language, or in English where the catalogues have it in no other."""
    words = {}
    for tag in ("en", language):
        for catalogue in sorted((ROOT / "city").glob(f"*/messages/**/{tag}.toml")):
            words.update(flat(tomllib.loads(catalogue.read_text())))
    return {key: re.split(r"\s*\{", text)[0] for key, text in words.items()}


def flat(table, before=""):
    found = {}
    for key, value in table.items():
        found.update(flat(value, before + key + ".") if isinstance(value, dict) else {before + key: value})
    return found


class Reader(Keyboard):
    """Somebody whose browser runs scripts, and whose connection comes and goes."""

    def wait(self, selector, text="", gone=False, within=60):
        return self.do("wait", selector=selector, text=text, gone=gone, within=within)

    def read(self, selector):
        return self.do("read", selector=selector).here["read"]

    def choose(self, *names):
        return self.do("choose", field="#f-media", files=[str(SAMPLES / name) for name in names])

    def offline(self, on):
        return self.do("offline", on=on)

    def reload(self):
        return self.do("reload")

    def lose_an_answer(self, path):
        return self.do("lose_an_answer", path=path)

    def kept(self, *paths):
        """All that the service worker has kept, once these are among it."""
        return [url.removeprefix(self.origin) for url in self.do("kept", urls=[self.origin + path for path in paths]).here["kept"]]

    def go(self, path):
        """In the same tab: what the browser has kept is still there."""
        return self.do("go", url=self.origin + path)

    def faults(self, but="no such thing"):
        return [each for each in self.do("faults").here["faults"] if but not in each]


class Islands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.at = cls.enterClassContext(CityAtWork())
        cls.browser = cls.enterClassContext(RealBrowser())

    def reader(self, language="en"):
        reader = Reader(self.browser, self.at.origin, language)
        self.addCleanup(reader.leave)
        return reader

    def requests(self):
        return [row[0] for row in self.at.city.query("SELECT number FROM cases_case ORDER BY id")]

    def to_details(self, reader, path, address="behind the old mill"):
        """At the details of a report, by a place that nobody knows, so that nothing is known nearby."""
        reader.open(path)
        reader.tab_to("combobox", "").type(address).go_on()
        return reader.wait("form.report textarea")

    def report_by_keys(self, language, typed, said):
        words = words_in(language)
        reader = self.reader(language).open(f"/{language}")
        reader.tab_to("link", words["nav.report"]).go_on()
        reader.tab_to("searchbox", words["report.search.label"]).type(typed).go_on()
        reader.tab_to("link", self.service_name("POTHOLE", language)).go_on()
        reader.tab_to("combobox", words["report.address.label"]).type("40 market").wait("[role=option]")
        reader.press("ArrowDown")
        self.assertTrue(reader.read("#f-address-list [aria-selected=true]")[0].startswith("40 "))
        self.assertEqual(reader.focus["role"], "combobox", "the focus stays in the field")
        self.assertEqual(reader.faults(), [])
        reader.press("Enter")
        self.assertTrue(reader.read("#f-address")[0].startswith("40 "))
        self.assertFalse(reader.focus.get("expanded"))
        reader.go_on()
        if reader.read(".near h2"):
            reader.tab_to("button", words["report.near.new"]).go_on()
        reader.choose("forty-megapixels.heic", "phone.jpg").wait(".chosen li:nth-child(2)")
        self.assertEqual(reader.read(".chosen bdi"), ["forty-megapixels.heic", "phone.jpg"])
        out = words["script.photos.remove"]
        reader.tab_to("button", out).press("Enter")
        self.assertEqual(reader.read(".chosen bdi"), ["phone.jpg"])
        self.assertEqual(reader.focus["name"], out + ": 1, phone.jpg", "on the next one")
        self.assertEqual(reader.faults(), [])
        before = self.requests()
        reader.tab_to("textbox", words["report.description.label"]).type(said)
        reader.tab_to("button", words["report.send.button"]).press("Enter").wait(".receipt")
        self.assertRegex(reader.path, rf"^/{language}/requests/[0-9A-Z]{{4}}-[0-9A-Z]{{4}}/receipt$")
        number = reader.path.split("/")[3]
        self.assertEqual(set(self.requests()) - set(before), {number})
        photos = "(SELECT count(*) FROM cases_photo WHERE case_id = cases_case.id)"
        self.assertEqual(self.at.city.query(f"SELECT description, {photos} FROM cases_case WHERE number = '{number}'"), [[said, "1"]])
        self.assertEqual(reader.faults(), [])
        return reader

    def service_name(self, code, language):
        page = self.at.city.get(f"/{language}/report").text
        return re.search(rf'href="/{language}/report/{code}">([^<]*)<', page)[1]

    def test_a_problem_is_reported_with_a_photo_in_spanish(self):
        reader = self.report_by_keys("es", "bache", "Un hoyo hondo.")
        on_pages = reader.do("script_bytes").here["bytes"]
        of_the_worker = len(self.at.city.get("/service-worker.js").body)
        print(f"script on the wire from the first page to the receipt: {on_pages} bytes, and {of_the_worker} of the service worker")
        self.assertGreater(on_pages, 1000)
        self.assertLess(2 * on_pages + of_the_worker, MOST_SCRIPT, "the worker keeps each script once more")

    def test_a_problem_is_reported_with_a_photo_in_arabic(self):
        self.report_by_keys("ar", "pothole", "حفرة عميقة في الشارع")

    def test_a_large_photo_is_made_smaller_and_stays_upright(self):
        eva = self.to_details(self.reader(), "/report/POTHOLE")
        eva.do("choose_turned", field="#f-media").wait(".chosen li")
        photo, = eva.do("photos", field="#f-media").here["photos"]
        self.assertLess(photo.pop("bytes"), 500_000)
        self.assertEqual(photo, {"name": "turned.jpg", "type": "image/jpeg", "width": 1024, "height": 2048, "top": "red"})

    def test_what_was_typed_outlives_a_reload_until_it_is_thrown_away(self):
        ana = self.to_details(self.reader(), "/report/POTHOLE")
        ana.tab_to("textbox", "Tell us more").type("Deep, in the right lane.").choose("phone.jpg").wait(".chosen li")
        ana.tab_to("textbox", "First name").type("Ana").press("Tab")
        ana.reload().wait(".banner", "We kept what you wrote")
        self.assertEqual(ana.read("#f-description, #f-first_name"), ["Deep, in the right lane.", "Ana"])
        self.assertEqual(ana.read(".chosen bdi"), ["phone.jpg"])
        self.assertEqual(ana.faults(), [])
        ana.tab_to("button", "Throw it away").press("Enter").wait(".banner", gone=True)
        self.assertEqual(ana.read("#f-description, #f-first_name, .chosen bdi"), ["", ""])
        ana.reload().wait("form.report textarea")
        self.assertEqual(ana.read("#f-description, .banner"), [""])

    def test_without_a_connection_a_report_waits_and_is_sent_once(self):
        before = self.requests()
        ben = self.to_details(self.reader(), "/report/POTHOLE")
        ben.tab_to("textbox", "Tell us more").type("Water comes out of the street.").choose("phone.jpg").wait(".chosen li")
        ben.offline(True).tab_to("button", "Send it").press("Enter").wait(".banner", "Your report is safe on this device")
        self.assertEqual(self.requests(), before)
        self.assertEqual((ben.focus["role"], ben.focus["name"]), ("heading", "Pothole"), "not lost with the button")
        self.assertEqual(ben.faults(but="ERR_INTERNET_DISCONNECTED"), [])
        ben.offline(False).wait(".note", "Your report was sent")
        fresh = set(self.requests()) - set(before)
        self.assertEqual(len(fresh), 1)
        ben.tab_to("link", "See its receipt").go_on()
        self.assertEqual(ben.path, f"/requests/{fresh.pop()}/receipt")
        self.assertIn("We got it.", ben.read("h1")[0])
        ben.go("/report/POTHOLE").wait("[role=combobox]")
        self.assertEqual(ben.read(".notices, .banner"), [], "nothing is left of it")

    def test_the_first_page_tells_of_a_report_that_waits_until_it_is_sent(self):
        before = self.requests()
        noor = self.to_details(self.reader(), "/report/POTHOLE")
        noor.tab_to("textbox", "Tell us more").type("It is as wide as the lane.")
        noor.do("block", path="/report/POTHOLE", on=True)
        noor.tab_to("button", "Send it").press("Enter").wait(".banner", "Your report is safe on this device")
        noor.go("/").wait(".notices .banner", "Pothole")
        self.assertEqual(len(noor.read(".notices .banner")), 1)
        stopped = ("ERR_CONNECTION_FAILED", "/places.json")  # what was blocked, and suggestions that nobody waited for
        self.assertEqual([each for each in noor.faults() if not any(part in each for part in stopped)], [])
        self.assertEqual(self.requests(), before)
        noor.do("block", path="/report/POTHOLE", on=False)
        noor.tab_to("link", words_in("en")["script.waiting.send"]).go_on().wait(".note", "Your report was sent")
        self.assertEqual(len(self.requests()), len(before) + 1)
        noor.go("/").wait("[data-waiting]")
        self.assertEqual([each for each in noor.faults() if not any(part in each for part in stopped)], [])
        self.assertEqual(noor.read(".notices"), [], "nothing waits, and its page has been looked at long enough to say so")

    def test_an_answer_that_was_lost_opens_nothing_twice(self):
        before = self.requests()
        eve = self.to_details(self.reader(), "/report/POTHOLE")
        eve.tab_to("textbox", "Tell us more").type("It grows.")
        eve.lose_an_answer("/report/POTHOLE").tab_to("button", "Send it").press("Enter").wait(".note", "Your report was sent")
        self.assertEqual(len(self.requests()), len(before) + 1, "the city had it already when it came again")
        self.assertEqual(eve.do("lost").here["lost"], 1)

    def test_a_report_begun_without_a_connection_is_taken_whole(self):
        dan = self.reader().open("/report/POTHOLE")
        kept = dan.kept(*TO_REPORT)
        self.assertTrue(set(TO_REPORT) <= set(kept), kept)
        dan.wait("[role=combobox]").offline(True)
        dan.tab_to("combobox", "Address or corner").type("40 market street").press("Escape").go_on()
        dan.wait("form.report textarea")
        self.assertEqual(dan.read("#f-address"), ["40 market street"], "what was typed is there")
        dan.tab_to("textbox", "Tell us more").type("Begun under ground.")
        dan.tab_to("button", "Send it").press("Enter").wait(".banner", "Your report is safe on this device")
        dan.offline(False).wait(".note", "Your report was sent")
        case, = self.at.city.query("SELECT address FROM cases_case WHERE description = 'Begun under ground.'")
        self.assertEqual(case, ["40 Market Street"], "the city found the place")

    def test_a_page_that_does_not_come_is_stood_in_for_and_none_with_a_token_is_kept(self):
        ivy = self.reader().open("/report/POTHOLE")
        ivy.kept(*TO_REPORT)
        ivy.go(f"/requests/{self.at.report()[0]}/receipt?token=0123")
        self.assertEqual([path for path in ivy.kept(*TO_REPORT) if "token" in path or "requests" in path], [])
        ivy.offline(True).go("/requests")
        self.assertEqual(ivy.read("h1"), ["You have no connection"])

    def test_suggestions_are_an_offer(self):
        ana = self.reader().open("/report/POTHOLE")
        ana.tab_to("combobox", "Address or corner").type("40 market").wait("[role=option]")
        self.assertTrue(ana.focus["expanded"])
        self.assertEqual(ana.faults(), [])
        ana.press("ArrowDown").press("Escape")
        self.assertFalse(ana.focus.get("expanded"))
        self.assertEqual(ana.read("#f-address"), ["40 market"], "what was typed stays")
        ana.wait("[role=status]", "Places found: ")

    def test_where_somebody_stands_becomes_an_address(self):
        ana = self.reader().open("/report/POTHOLE").do("stand_at", latitude=43.47755, longitude=-68.69674)
        ana.tab_to("button", "Use where I am now").press("Enter").wait(".here p", "You are near ")
        address = ana.read("#f-address")[0]
        self.assertRegex(address, r"^\d+ \S+")
        self.assertTrue(ana.read("input[name=place]")[0].startswith("43.477550 -68.696740 "))
        ana.do("stand_at", latitude=10, longitude=10).press("Enter").wait(".here p", "We know no address near where you are.")
        self.assertEqual(ana.read("#f-address")[0], address, "what was found before stays")

    def test_a_requests_page_changes_while_it_is_open_and_takes_nothing_out_of_a_hand(self):
        number, _ = self.at.report(address_string="9 Anchor Avenue")
        ana = self.reader().open(f"/requests/{number}")
        ana.tab_to("textbox", "Your e-mail address").type("ana@exam")
        self.at.do(number, "accept")
        ana.wait(".story h3", "Somebody has it in hand", within=30).wait("[role=status]", "This page has changed.")
        self.assertEqual((ana.focus["name"], ana.focus["value"]), ("Your e-mail address", "ana@exam"))
        ana.type("ple.org")
        self.at.do(number, "close", outcome="fixed", reason="We cut it out and filled it.", proof="Crew 4's sheet of Tuesday.")
        ana.wait(".title .tag", "Fixed").wait("[role=status]", "This page has changed. Fixed")
        self.assertEqual(ana.focus["value"], "ana@example.org")
        self.assertEqual(ana.faults(), [])
        said = "main h1, main h2, main h3, main p, main dt, main dd"
        fresh = self.reader().open(f"/requests/{number}").read(said)
        self.assertNotIn("Follow this request", fresh, "nobody follows what is done")
        self.assertEqual([each for each in ana.read(said) if each != "Follow this request"], fresh, "all but the form in use is as for who comes now")

    def test_a_private_requests_page_hears_by_its_token(self):
        number, key = self.at.report("NEWBIN", description="To the back door.", **{"attribute[BIN]": self.at.bin()})
        ben = self.reader().open(f"/requests/{number}?token={key}")
        self.at.do(number, "accept")
        ben.wait(".story h3", "Somebody has it in hand")

    def test_what_is_known_takes_one_press(self):
        place = self.at.city.get("/places.json?q=12+Market+Street").json["places"][0]
        known = self.at.report(lat=place["lat"], long=place["long"], address_string=place["label"])[0]
        ana = self.reader().open("/report/POTHOLE")
        ana.tab_to("combobox", "Address or corner").type(place["label"]).go_on()
        self.assertEqual(ana.faults(), [])
        ana.tab_to("button", "It is this one").go_on()
        self.assertEqual(ana.path, f"/requests/{known}")


if __name__ == "__main__":
    unittest.main()
