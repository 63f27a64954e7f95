"""After an outcome: two questions by the receipt's key, and what the city publishes of the answers."""
import json
import time
import unittest

from browser import Browser
from running_city import RunningCity

KEY = "a key of the desk"
SETTINGS = f"""[keys]
desk = "{KEY}"

[permissions]
desk = ["read_case", "close_case"]
"""


class Feedback(unittest.TestCase):
    database = "sqlite"

    @classmethod
    def setUpClass(cls):
        cls.city = RunningCity(database=cls.database)
        cls.addClassCleanup(cls.city.remove)
        settings = cls.city.folder / "settings.toml"
        settings.write_text(SETTINGS)
        cls.city.config = settings
        cls.city.load()
        cls.city.start()

    def ended(self):
        answer = self.city.post("/requests.json", {"service_code": "POTHOLE", "address_string": "118 Quay Street", "description": "A hole.", "email": "ana@example.org"})
        self.assertEqual(answer.status, 200, answer.text)
        number, key = answer.json[0]["service_request_id"], answer.json[0]["receipt_key"]
        sent = {"author": "R. Diaz", "department": "Street Works", "outcome": "fixed", "reason": "We filled it.", "proof": "Crew 4's sheet."}
        closed = self.city.ask("POST", f"/cases/{number}/close", json.dumps(sent).encode(), {"Authorization": f"Bearer {KEY}"})
        self.assertEqual(closed.status, 200, closed.text)
        return number, key

    def figures(self, wanted, within=20):
        until = time.monotonic() + within
        while not wanted(data := self.city.get("/feedback.json").json):
            self.assertLess(time.monotonic(), until, data)
            time.sleep(0.05)
        return data

    def test_the_questions_are_for_whoever_holds_the_receipt_and_count_once(self):
        number, key = self.ended()
        browser = Browser(self.city.port)
        self.assertEqual(browser.go(f"/requests/{number}/feedback").status, 403)
        self.assertEqual(browser.go(f"/requests/{number}/feedback?token={'0' * 32}").status, 403)
        at = f"/requests/{number}/feedback"
        browser.go(f"{at}?token={key}")
        page = browser.send(at, solved="", satisfied="9", words="Thank you, Crew 4!")
        self.assertEqual(page.status, 400)
        self.assertIn("Say if it is solved.", page.words)
        self.assertIn("Thank you, Crew 4!", page.text, "what was typed is there")
        page = browser.send(at, solved="in_part", satisfied="5", words="Thank you, Crew 4!")
        self.assertEqual(page.status, 200, page.words)
        self.assertIn("Thank you.", page.words)
        self.assertIn("Thank you.", browser.go(f"{at}?token={key}").words)
        self.assertEqual(self.city.post(at, {"token": key, "solved": "yes", "satisfied": "5"}).status, 409)
        for path in ("/feedback", "/feedback.json"):
            self.assertNotIn("Crew 4", self.city.get(path).text)

    def test_shares_are_published_of_ten_and_more(self):
        before = self.figures(lambda data: True)["all"]["closed"]
        for turn in range(10):
            number, key = self.ended()
            self.assertEqual(self.city.post(f"/requests/{number}/feedback", {"token": key, "solved": "yes" if turn < 7 else "no", "satisfied": "4" if turn < 6 else "1"}).status, 200)
        data = self.figures(lambda data: data["services"].get("POTHOLE", {}).get("answered") is not None and data["all"]["closed"] == before + 10)
        pothole = data["services"]["POTHOLE"]
        self.assertGreaterEqual(pothole["answered"], 10)
        self.assertGreaterEqual(pothole["solved"], 7)
        self.assertEqual(pothole["unsolved"], 3)
        self.assertGreaterEqual(pothole["satisfied"], 6)
        page = Browser(self.city.port).go("/feedback")
        self.assertIn("Pothole", page.words)
        self.assertIn("%", page.words)

    def test_a_day_that_is_none_is_named(self):
        answer = self.city.get("/feedback.json?from=tomorrow")
        self.assertEqual(answer.status, 400)
        self.assertIn("2026-03-31", answer.text)


class FeedbackOnPostgres(Feedback):
    database = "postgres"


if __name__ == "__main__":
    unittest.main()
