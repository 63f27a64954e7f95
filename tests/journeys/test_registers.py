"""The registers: who does what, which office is open, what there is as data; for people in their language, and as files that say the same."""
import csv
import datetime
import html
import io
import re
import unittest
import urllib.parse

from running_city import ROOT, RunningCity


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


class Registers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.city = RunningCity()
        cls.addClassCleanup(cls.city.remove)
        cls.city.load()
        cls.city.start()

    def test_each_agency_says_what_it_does_and_by_when(self):
        with open(ROOT / "demo/agencies.csv", newline="") as file:
            wanted = {row["code"]: row["name"] for row in csv.DictReader(file)}
        told = rows(self.city.get("/agencies.csv").text)
        self.assertEqual({row["code"]: row["name"] for row in told}, wanted)
        promises = {row["service_code"]: row["words"] for row in rows(self.city.get("/promises.csv").text) if row["state"] == "in_force"}
        page = self.city.get("/agencies").text
        for row in told:
            self.assertIn(f'href="/agencies/{row["code"]}"', page)
            one = self.city.get(f"/agencies/{row['code']}").text
            for code in row["services"].split():
                self.assertIn(f'href="/report/{code}"', one, row["code"])
                self.assertIn(promises[code], html.unescape(one))
            for code in row["sites"].split():
                self.assertIn(f'href="/sites/{code}"', one)
        data = {each["code"]: each for each in self.city.get("/agencies.json").json}
        self.assertEqual(set(data), set(wanted))
        self.assertEqual(data["DHB"]["services"][0]["promise"], promises[data["DHB"]["services"][0]["code"]])

    def test_an_office_is_open_where_its_hours_say_so(self):
        sites = {each["code"]: each for each in self.city.get("/sites.json").json}
        with open(ROOT / "demo/sites.csv", newline="") as file:
            self.assertEqual(set(sites), {row["code"] for row in csv.DictReader(file)})
        now = datetime.datetime.now(datetime.timezone.utc)
        for site in sites.values():
            spans = [(datetime.datetime.fromisoformat(span["from"]), datetime.datetime.fromisoformat(span["to"])) for day in site["days"] for span in day["open"]]
            near = any(abs((edge - now).total_seconds()) < 60 for span in spans for edge in span)  # the door moves just now
            if not near:
                self.assertEqual(site["open_now"], any(begin <= now < end for begin, end in spans), site["code"])
            self.assertIn("Mo ", site["opening_hours"])
            closed = [day for day in site["days"] if day.get("closed_for")]
            self.assertTrue(all(not day["open"] for day in closed), site["code"])
        page = self.city.get("/sites").text
        for site in sites.values():
            self.assertIn(f'href="/sites/{site["code"]}"', page)

    def test_an_office_is_found_by_what_somebody_needs(self):
        def found(**wish):
            page = self.city.get("/sites?" + urllib.parse.urlencode(wish)).text
            return set(re.findall(r'href="/sites/([A-Z]+)"', page))

        with open(ROOT / "demo/sites.csv", newline="") as sites, open(ROOT / "demo/offices.csv", newline="") as file:
            offers = {row["site"]: row for row in csv.DictReader(file)}
            known = [{**row, **offers[row["code"]]} for row in csv.DictReader(sites)]
        self.assertEqual(found(language="ar"), {row["code"] for row in known if "ar" in row["languages"].split()})
        self.assertEqual(found(access="sign_language"), {row["code"] for row in known if "sign_language" in row["access"].split()})
        self.assertEqual(found(service="HEAT"), {row["code"] for row in known if not row["services"] or "HEAT" in row["services"].split()})
        self.assertEqual(found(agency="DHB"), {row["code"] for row in known if row["agency"] in ("", "DHB")})
        self.assertEqual(found(language="zh", access="sign_language", agency="DCB"), set())

    def test_a_promise_is_found_by_words_and_by_agency_on_the_page_and_as_a_file(self):
        whole = rows(self.city.get("/promises.csv").text)
        form = re.search(r'<form class="filters" action="/promises".*?</form>', self.city.get("/promises").text, re.S)[0]
        self.assertEqual(set(re.findall(r'<option value="([A-Z]+)"', form)), {row["agency"] for row in whole if row["state"] == "in_force"})
        for language, wish in (("", {"q": "tree"}), ("", {"agency": "DHB"}), ("", {"q": "tree", "agency": "DHB"}), ("es", {"q": "arbol"}), ("ar", {"q": "شجر"}), ("", {"agency": "NOWHERE"})):
            with self.subTest(language=language, **wish):
                answer = self.city.get((f"/{language}" if language else "") + "/promises?" + urllib.parse.urlencode(wish))
                self.assertEqual(answer.status, 200)
                shown = re.findall(r'<li id="([A-Z0-9]+)"', answer.text)
                given = {format: html.unescape(re.search(rf'href="(/promises\.{format}[^"]*)"', answer.text)[1]) for format in ("csv", "json")}
                told = rows(self.city.get(given["csv"]).text)
                self.assertEqual({row["service_code"] for row in told if row["state"] == "in_force"}, set(shown))
                self.assertEqual({each["service_code"] for each in self.city.get(given["json"]).json}, {row["service_code"] for row in told})
                if "agency" in wish:
                    self.assertEqual({row["agency"] for row in told} - {wish["agency"]}, set())
                found = set(wish.values()) & {"NOWHERE"} or wish == {"q": "tree", "agency": "DHB"}
                self.assertEqual('class="blank"' in answer.text, bool(found))
                self.assertEqual(not shown, bool(found))

    def test_the_registers_speak_every_language_of_the_city(self):
        for language in ("es", "zh", "ru", "bn", "ht", "ko", "ar", "ur", "fr", "pl"):
            for path in ("/agencies", "/agencies/DHB", "/sites", "/sites/HIGHFIELD", "/data"):
                answer = self.city.get(f"/{language}{path}")
                self.assertEqual(answer.status, 200, path)
                self.assertIn(f'<html lang="{language}"', answer.text)
        self.assertIn("Entrada sin escalones", self.city.get("/es/sites/HIGHFIELD").text)

    def test_what_open_data_names_is_there_and_has_those_columns(self):
        page = self.city.get("/data").text
        self.assertIn("CC BY 4.0", page)
        sections = re.findall(r'<section class="block dataset".*?</section>', page, re.S)
        self.assertGreaterEqual(len(sections), 10)
        for section in sections:
            paths = re.findall(r'<a href="([^"]+)"', section)
            self.assertTrue(paths)
            for path in paths:
                self.assertEqual(self.city.get(path).status, 200, path)
            columns = re.findall(r"<code>([a-z_]+)</code>", section)
            if columns:
                file = next(path for path in paths if path.endswith(".csv"))
                self.assertEqual(next(csv.reader(io.StringIO(self.city.get(file).text))), columns, file)

    def test_the_first_page_tells_how_many_are_open_as_the_register_does(self):
        for _ in range(5):  # the door may move between two askings
            before, page, after = (self.city.get(path) for path in ("/sites.json", "/", "/sites.json"))
            if [site["open_now"] for site in before.json] == [site["open_now"] for site in after.json]:
                break
        open_now = sum(site["open_now"] for site in after.json)
        band = re.search(r'<section class="today".*?</section>', page.text, re.S)[0]
        self.assertIn("Open now" if open_now else "Closed now", band)
        self.assertIn(f"{open_now or len(after.json)} of {len(after.json)} service centers", band)
        self.assertIn('href="/es/sites"', self.city.get("/es").text)

    def test_every_page_leads_to_them(self):
        foot = self.city.get("/").text.split("<footer", 1)[1]
        for path in ("/sites", "/agencies", "/promises", "/requests", "/data"):
            self.assertIn(f'href="{path}"', foot)


if __name__ == "__main__":
    unittest.main()
