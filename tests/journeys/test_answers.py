"""The city's answers: written by one person, published by another, found by a misspelt word, read in Spanish, told at the desk, counted."""
import time
import unittest
import urllib.parse

from browser import Browser
from running_city import PASSWORD, RunningCity

PEOPLE = {"ana@harborview.example": ("Ana R.", "agency_manager", "DCR"), "ben@harborview.example": ("Ben O.", "agency_manager", "DCR"),
          "bell@harborview.example": ("Q. Bell", "agency_manager", "DFT"), "cleo@harborview.example": ("Cleo T.", "call_taker", "")}


class Answers(unittest.TestCase):
    database = "sqlite"

    @classmethod
    def setUpClass(cls):
        cls.city = RunningCity(database=cls.database)
        cls.addClassCleanup(cls.city.remove)
        cls.city.load()
        for name, (public_name, role, agency) in PEOPLE.items():
            cls.city.add_person(name, public_name, "Cleaning", role, agency)
        cls.city.start()

    def signed_in(self, who):
        browser = Browser(self.city.port)
        browser.go("/sign-in")
        browser.send("/sign-in", name=who + "@harborview.example", password=PASSWORD)
        return browser

    def write(self, browser, action, **values):
        """Sends the form of the page that begins or saves an article, as its button would."""
        form = next(form for form in browser.page.forms if form["action"] == action and form["method"] == "post")
        body = urllib.parse.urlencode({**form["fields"], **values}).encode()
        return browser.go(action, "POST", body, {"Content-Type": "application/x-www-form-urlencoded", "Origin": browser.origin})

    def figures(self, wanted, within=20):
        until = time.monotonic() + within
        while not wanted(data := self.city.get("/answers.json").json):
            self.assertLess(time.monotonic(), until, data)
            time.sleep(0.1)
        return data

    def test_an_article_is_written_reviewed_published_found_and_counted(self):
        ana, ben = self.signed_in("ana"), self.signed_in("ben")
        ana.go("/documents")
        page = self.write(ana, "/documents", code="PAINT", agency="DCR", title="Old paint and batteries")
        self.assertEqual(page.status, 200, page.words)
        page = self.write(ana, "/documents/PAINT", body="Bring them to a center. [Ask](javascript:alert(1)) or [report](/report/DUMPING).", services="DUMPING", do="save")
        self.assertIn("Saved as a draft", page.words)
        ana.go("/documents/PAINT?language=es")
        page = self.write(ana, "/documents/PAINT", title="Pinturas y baterías usadas", body="Llévelas a un centro. [Avise](/report/DUMPING).", services="DUMPING", do="save")
        self.assertIn("Saved as a draft", page.words)
        page = ana.send("/documents/PAINT/send")
        self.assertIn("Sent to review", page.words)
        self.assertIn("Somebody else must publish it", page.words)
        reader = Browser(self.city.port, "es")
        for guess in ("/answers/PAINT", "/es/answers/PAINT"):
            self.assertEqual(reader.go(guess).status, 404, "no guess finds a draft")
        self.assertNotIn("PAINT", self.city.get("/inquiry/v1/web_faqs/all.json").text)
        self.assertEqual(self.signed_in("bell").go("/documents/PAINT").status, 404, "another agency's is not there")
        ben.go("/documents/PAINT")
        self.assertIn("Published.", ben.send("/documents/PAINT/publish").words)

        page = reader.go("/es/answers?q=baterais")
        self.assertIn("/es/answers/PAINT", page.links, page.words)
        page = reader.go("/es/answers/PAINT")
        self.assertEqual((page.lang, page.h1), ("es", ["Pinturas y baterías usadas"]))
        self.assertIn("Departamento de Limpieza y Reciclaje", page.words)
        self.assertIn("/es/report/DUMPING", page.links)
        english = Browser(self.city.port).go("/answers/PAINT")
        self.assertNotIn("javascript", english.text)
        self.assertEqual(self.city.get("/inquiry/v1/web_faqs/PAINT.json?locale=es").json[0]["title"], "Pinturas y baterías usadas")

        for _ in range(12):
            self.assertEqual(self.city.get("/es/answers/PAINT").status, 200)
        self.city.get("/es/answers/PAINT", {"User-Agent": "ExampleBot/1.0"})
        for turn in range(10):
            self.assertEqual(self.city.post("/es/answers/PAINT/helped", {"helped": "yes" if turn else "no"}).status, 200)
        data = self.figures(lambda data: (data["articles"].get("PAINT") or {}).get("helped_share") is not None)
        self.assertEqual(data["articles"]["PAINT"]["helped_share"], 90)
        self.assertGreaterEqual(data["articles"]["PAINT"]["reads"], 14)
        self.assertIn("/answers/PAINT", Browser(self.city.port).go("/answers").links)

        ben.go("/documents/PAINT")
        self.assertIn("Withdrawn", ben.send("/documents/PAINT/withdraw").words)
        self.assertEqual(reader.go("/es/answers/PAINT").status, 404)
        self.assertEqual(self.city.portico("check").returncode, 0)

    def test_the_front_page_and_the_report_find_answers_beside_services(self):
        browser = Browser(self.city.port)
        page = browser.go("/")
        self.assertIn("q", page.form("/report")["fields"])
        page = browser.go("/report?q=matress")
        self.assertIn("/answers/BULKY", page.links)
        self.assertIn("/report/BULKY", browser.go("/answers/BULKY").links)
        page = Browser(self.city.port, "zh").go("/zh/answers/BULKY")
        self.assertEqual(page.lang, "zh")
        self.assertIn("大件", page.words)

    def test_what_the_desk_tells_is_a_contact_answered_without_a_case(self):
        cleo = self.signed_in("cleo")
        before = self.city.get("/requests.json").text
        for _ in range(10):
            page = cleo.go("/desk/answers?q=sofa")
            self.assertIn("/desk/answers/BULKY", page.links)
            cleo.go("/desk/answers/BULKY")
            page = cleo.send("/desk/answers/BULKY/told", language="ar")
            self.assertIn("Counted", page.words)
        data = self.figures(lambda data: (data["channels"].get("desk") or {}).get("reads") is not None)
        self.assertGreaterEqual(data["channels"]["desk"]["reads"], 10)
        self.assertGreaterEqual(data["languages"]["ar"]["reads"], 10)
        self.assertEqual(self.city.get("/requests.json").text, before, "no case was opened")
        self.assertEqual(cleo.go("/documents").status, 403)

    def test_counts_outlive_a_stop(self):
        for _ in range(10):
            self.city.get("/answers/SNOW")
        self.city.stop()
        self.city.start()
        self.assertGreaterEqual(self.city.get("/answers.json").json["articles"]["SNOW"]["reads"], 10)


class AnswersOnPostgres(Answers):
    database = "postgres"


if __name__ == "__main__":
    unittest.main()
