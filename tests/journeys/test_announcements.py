"""What is going on in the city: announced by whoever may, for a time, read at home and beside the service in the reader's language, taken back."""
import datetime
import unittest

from browser import Browser
from running_city import PASSWORD, RunningCity

PEOPLE = {"ana@harborview.example": ("agency_manager", "DCR"), "bell@harborview.example": ("agency_manager", "DFT"), "cleo@harborview.example": ("call_taker", "")}


def in_hours(hours):
    return (datetime.datetime.now() + datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


class Announcements(unittest.TestCase):
    database = "sqlite"

    @classmethod
    def setUpClass(cls):
        cls.city = RunningCity(database=cls.database)
        cls.addClassCleanup(cls.city.remove)
        cls.city.load()
        for name, (role, agency) in PEOPLE.items():
            cls.city.add_person(name, name.split("@")[0], "Works", role, agency)
        cls.city.start()

    def signed_in(self, who):
        browser = Browser(self.city.port)
        browser.go("/sign-in")
        browser.send("/sign-in", name=who + "@harborview.example", password=PASSWORD)
        return browser

    def read(self, path):
        return Browser(self.city.port).go(path).words

    def test_snow_is_announced_amended_and_withdrawn(self):
        ana = self.signed_in("ana")
        self.assertIn("Nothing was announced yet.", ana.go("/announce").words)
        snow = {"agency": "DCR", "title-en": "Snow: bulky trash is picked up a day later", "body-en": "Keep it inside. [When it snows](/answers/SNOW)",
                "title-es": "Nieve: un día más tarde", "services": "BULKY", "from": "2026-01-02T07:00", "until": in_hours(48), "do": "do"}
        page = ana.send("/announce", **{**snow, "until": "2026-01-01T07:00"})
        self.assertEqual(page.status, 400)
        self.assertIn("It would end before it begins.", page.words)
        self.assertEqual(page.form("/announce")["fields"]["title-es"], "Nieve: un día más tarde", "nothing typed is lost")
        page = ana.send("/announce", **snow)
        self.assertIn("Announced.", page.words)
        one = page.path

        self.assertIn("Snow: bulky trash", self.read("/"))
        self.assertIn("Nieve: un día más tarde", self.read("/es"))
        self.assertIn("Snow: bulky trash", self.read("/ar"), "in the city's own language where there is none of the reader's")
        self.assertIn('href="/es/report/BULKY"', Browser(self.city.port).go("/es/announcements").text)
        for path in ("/report/BULKY", "/services", "/announcements"):
            self.assertIn("Snow: bulky trash", self.read(path), path)
        self.assertNotIn("Snow", self.read("/report/POTHOLE"), "it is not about potholes")
        told, = self.city.get("/announcements.json").json
        self.assertEqual((told["state"], told["services"], told["words"]["es"]["title"]), ("in_force", ["BULKY"], "Nieve: un día más tarde"))

        ana.go(one)
        page = ana.send(one, **{**snow, "title-en": "Snow: two days later", "do": "see"})
        self.assertIn("How it would look", page.words)
        self.assertNotIn("two days", self.read("/"))
        page = ana.send(one, **{**snow, "title-en": "Snow: two days later", "do": "do"})
        self.assertIn("Amended.", page.words)
        self.assertIn("two days", self.read("/"))

        bell = self.signed_in("bell")
        self.assertEqual(bell.go(one).status, 404, "another agency's is not there")
        self.assertEqual(self.signed_in("cleo").go("/announce").status, 403)

        ana.go(one)
        self.assertIn("Withdrawn", ana.send(one + "/withdraw").words)
        self.assertNotIn("Snow", self.read("/"))
        told, = self.city.get("/announcements.json").json
        self.assertEqual((told["state"], told["words"]), ("withdrawn", {}))
        self.assertIn("1 announcements walked, 0 findings", self.city.portico("check").stdout)

    def test_who_starts_anew_still_knows_what_goes_on(self):
        bell = self.signed_in("bell")
        bell.go("/announce")
        page = bell.send("/announce", **{"agency": "DFT", "title-en": "The ferry stands still", "from": "2026-01-02T07:00", "until": in_hours(2)})
        self.assertIn("Announced.", page.words)
        self.city.stop()
        self.city.start()
        self.assertIn("The ferry stands still", self.read("/"))


class AnnouncementsOnPostgres(Announcements):
    database = "postgres"


if __name__ == "__main__":
    unittest.main()
