"""Clocks while a city lives: requests wait and are passed on behind a key, a calendar changes under thousands of open ones, and the server is killed in the midst of it."""
import csv
import datetime
import json
import shutil
import signal
import time
import unittest

from running_city import ROOT, CityStory, RunningCity

KEY, PARKS = "a key of the street works", "a key of the parks dept."
SETTINGS = f"""[keys]
crew = "{KEY}"
parks = "{PARKS}"

[permissions]
crew = ["pause_case:DSW", "resume_case:DSW", "transfer_case", "reclassify_case"]
parks = ["pause_case:PARKS"]
"""
OPEN_REQUESTS = 12_000


class Waiting(CityStory):
    @classmethod
    def setUpClass(cls):
        cls.city = RunningCity(samples=True)
        cls.addClassCleanup(cls.city.remove)
        settings = cls.city.folder / "settings.toml"
        settings.write_text(SETTINGS)
        cls.city.config = settings
        cls.city.load()
        cls.city.start()

    def change(self, number, verb, what, key=KEY):
        return self.city.ask("POST", f"/cases/{number}/{verb}", json.dumps(what).encode(), {"Authorization": f"Bearer {key}"} if key else {})

    def test_a_request_waits_goes_on_and_is_passed_on(self):
        place = self.city.get("/requests.json?page_size=1").json[0]
        posted = self.city.post("/requests.json", {"service_code": "POTHOLE", "lat": place["lat"], "long": place["long"], "description": "Deep hole"})
        number = posted.json[0]["service_request_id"]
        self.assertEqual(self.change(number, "pause", {"reason": "waiting_for_customer"}, key=None).status, 401)
        self.assertEqual(self.change(number, "pause", {"reason": "waiting_for_customer"}, key=PARKS).status, 403)
        lunch = self.change(number, "pause", {"reason": "lunch"})
        self.assertEqual(lunch.status, 400)
        self.assertIn("waiting_for_customer, waiting_for_utility", lunch.text)

        paused = self.change(number, "pause", {"reason": "waiting_for_customer", "words": "Which lane is it?"})
        self.assertEqual(paused.status, 200, paused.text)
        page = self.city.get(f"/requests/{number}").text
        for told in ("paused since", "waiting for the customer", "Which lane is it?", f"/requests/{number}/clocks.json"):
            self.assertIn(told, page)
        self.assertIn("en pausa desde", self.city.get(f"/es/requests/{number}").text)
        self.assertEqual(self.change(number, "pause", {"reason": "waiting_for_customer"}).status, 409)
        self.assertIsNone(self.change(number, "resume", {}).json["paused"])

        why = self.city.get(f"/requests/{number}/clocks.json").json
        self.assertEqual([clock["kind"] for clock in why["clocks"]], ["first_status", "outcome"])
        self.assertEqual(why["clocks"][1]["calendar"]["code"], "crews")
        pieces = sorted(span[:2] for span in why["clocks"][1]["counted"] + why["clocks"][1]["skipped"])
        self.assertEqual((pieces[0][0], pieces[-1][1]), (why["opened"], why["clocks"][1]["due"]))
        self.assertTrue(all(before[1] == after[0] for before, after in zip(pieces, pieces[1:])), "every moment is told of once")

        self.assertEqual(self.change(number, "transfer", {"agency": "NAVY", "reason": "It floats."}).status, 400)
        services = {service["service_code"]: service for service in self.city.get("/services.json").json}
        other = next(code for code in services if code != "POTHOLE" and services[code]["type"] == "realtime")
        moved = self.change(number, "reclassify", {"service": other, "reason": "It is another thing."})
        self.assertEqual((moved.status, moved.json["service"]), (200, other), moved.text)
        self.assertEqual(self.city.get(f"/requests/{number}.json").json[0]["service_code"], other)
        self.assertIn("0 findings", self.city.portico("check").stdout)


class ChangedCalendar(unittest.TestCase):
    """A holiday is added while thousands of requests are open."""
    database = "sqlite"

    def setUp(self):
        self.city = RunningCity(database=self.database)
        self.addCleanup(self.city.remove)
        pack = self.city.folder / "pack"
        shutil.copytree(ROOT / "demo", pack)
        self.city.pack = pack
        self.city.load()
        self.city.portico("import", "--mapping", ROOT / "bench/requests.toml", self.requests())

    def requests(self):
        """Open requests of yesterday and today."""
        with open(ROOT / "demo/sample-cases.csv", newline="", encoding="utf-8") as file:
            samples = [row for row in csv.DictReader(file) if row["latitude"]]
        path = self.city.folder / "requests.csv"
        now = datetime.datetime.now(datetime.timezone.utc)
        with open(path, "w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["id", "opened", "closed", "service", "status", "address", "latitude", "longitude", "outcome"])
            for number in range(OPEN_REQUESTS):
                sample = samples[number % len(samples)]
                opened = now - datetime.timedelta(seconds=number * 14)
                rows.writerow([f"B{number}", opened.isoformat(), "", sample["service"], "Open", sample["address"], sample["latitude"], sample["longitude"], ""])
        return path

    def job(self):
        jobs = {job["name"]: job for job in self.city.get("/health").json["jobs"]}
        return jobs.get("cases.reckoning")

    def until(self, enough):
        begun = time.monotonic()
        while time.monotonic() - begun < 120:
            job = self.job()
            if job and enough(job):
                return job
            time.sleep(0.01)
        self.fail(f"not that far: {self.job()}\n{self.city.server_log()}")

    def until_finished(self, load):
        return self.until(lambda job: job["load"] == load and job["finished"])

    def add_holidays(self):
        """The next twenty days are holidays, in every calendar that keeps any."""
        today = datetime.date.today()
        for file in (self.city.pack / "holidays").glob("*.ics"):
            text = file.read_text(encoding="utf-8")
            days = "".join(f"BEGIN:VEVENT\nUID:flood-{day}@test\nDTSTAMP:20260101T000000Z\nDTSTART;VALUE=DATE:{today + datetime.timedelta(days=day):%Y%m%d}\nSUMMARY:Flood\nEND:VEVENT\n"
                           for day in range(20))
            file.write_text(text.replace("END:VCALENDAR", days.replace("\n", "\r\n" if "\r\n" in text else "\n") + "END:VCALENDAR"), encoding="utf-8")

    def dues(self):
        """When a twentieth of the requests are due."""
        exported = self.city.portico("export", "requests", "--format", "csv").stdout
        numbers = [row["service_request_id"] for row in csv.DictReader(exported.splitlines())][::20]
        found = {}
        for first in range(0, len(numbers), 50):
            for request in self.city.get("/requests.json?service_request_id=" + ",".join(numbers[first:first + 50])).json:
                found[request["service_request_id"]] = request["expected_datetime"]
        return found

    def test_it_is_worked_through_although_the_server_is_killed(self):
        self.city.start()
        first = self.until_finished(1)
        self.assertEqual(first["changed"], 0)
        before = self.dues()
        self.add_holidays()
        self.city.load()
        for part in (0, OPEN_REQUESTS // 4, OPEN_REQUESTS // 2):  # what it has done by then is kept, and what is left is done
            self.until(lambda job: job["load"] == 2 and (job["finished"] or job["changed"] >= part))
            self.city.stop(signal.SIGKILL)
            self.city.start()
        done = self.until_finished(2)
        after = self.dues()
        moved = [number for number in before if before[number] != after[number]]
        self.assertGreater(len(moved), len(before) // 2)
        self.assertTrue(OPEN_REQUESTS // 2 < done["changed"] <= OPEN_REQUESTS, "each once")
        why = self.city.get(f"/requests/{moved[0]}/clocks.json").json
        self.assertIn("Flood", json.dumps(why))
        self.assertIn(f'portico_reckoning_changed {done["changed"]}', self.city.get("/metrics").text)
        self.assertIn("0 findings", self.city.portico("check").stdout)
        self.city.portico("ledger", "verify")
        self.city.stop()
        self.city.start()
        self.assertEqual(self.until_finished(2)["changed"], done["changed"], "a restart finds nothing to do")


class ChangedCalendarOnPostgres(ChangedCalendar):
    database = "postgres"


if __name__ == "__main__":
    unittest.main()
