"""A snow storm: promises are suspended, lists rest, and what people send in still gets through."""
import datetime
import pathlib
import shutil
import tempfile
import threading
import time
import unittest

from running_city import CityStory, RunningCity


def until(story, holds):
    for _ in range(600):
        if held := holds():
            return held
        time.sleep(0.1)
    story.fail("it has not come about")


class Storm(CityStory):
    samples = True

    def pothole(self):
        place = self.city.get("/requests.json?page_size=1").json[0] if not hasattr(self, "where") else self.where
        self.where = place
        posted = self.city.post("/requests.json", {"service_code": "POTHOLE", "lat": place["lat"], "long": place["long"], "description": "Deep hole"})
        self.assertEqual(posted.status, 200, posted.text)
        return posted.json[0]["service_request_id"]

    def due(self, number):
        return self.city.get(f"/requests/{number}.json").json[0]["expected_datetime"]

    def declaration(self, **more):
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=7)
        file = self.city.folder / "snow.toml"
        lines = {"code": '"snow"', "kind": '"suspend"', "services": '["POTHOLE"]', "until": until.strftime("%Y-%m-%dT%H:%M:%SZ"), **more}
        file.write_text("".join(f"{key} = {value}\n" for key, value in lines.items()) +
                        '[words]\nen = "Because of the snow storm, crews clear snow first."\nes = "Debido a la tormenta de nieve."\n')
        return file

    def test_a_storm_from_its_declaration_to_its_end(self):
        before = self.pothole()
        refused = self.city.portico("emergency", "declare", self.declaration(services='["POTHOLES"]'), check=False)
        self.assertEqual(refused.returncode, 3)
        self.assertIn("snow.toml:3: there is no service 'POTHOLES' (accepted: perhaps 'POTHOLE')", refused.stderr)

        promised = self.due(before)
        self.city.portico("emergency", "declare", self.declaration())
        until(self, lambda: self.due(before) > promised)
        for path in ("/", "/services", "/promises", f"/requests/{before}"):
            self.assertIn("Because of the snow storm, crews clear snow first.", self.city.get(path).text, path)
        self.assertIn("Debido a la tormenta de nieve.", self.city.get("/es").text)
        self.assertIn("snow storm", self.city.get(f"/requests/{before}.json").json[0]["service_notice"])
        during = self.pothole()

        self.city.portico("storm", "on")
        rests = self.city.get("/requests")
        self.assertEqual((rests.status, rests.headers["Retry-After"]), (503, "60"))
        self.assertIn("This page rests for a while", rests.text)
        self.assertEqual(self.city.get("/requests.json").json[0]["code"], 503)
        self.assertEqual(self.city.get("/bulk/requests.csv").status, 503)
        first, again = self.city.get(f"/requests/{during}"), self.city.get(f"/requests/{during}")
        self.assertEqual((first.status, again.status), (200, 200))
        self.assertIsNone(first.headers["Age"])
        self.assertIsNotNone(again.headers["Age"])
        self.assertEqual(again.text, first.text)
        self.assertEqual(self.city.get(f"/requests/{self.pothole()}.json").status, 200)
        health = self.city.get("/health").json
        self.assertTrue(health["ready"] and health["storm"]["intake_only"])
        self.assertIn("portico_intake_only 1", self.city.get("/metrics").text)

        self.city.stop()
        self.city.start()
        self.assertEqual(self.city.get("/requests").status, 503, "the choice outlives a restart")
        self.city.portico("storm", "auto")
        self.assertEqual(self.city.get("/requests").status, 200)

        suspended = self.due(during)
        self.city.portico("emergency", "end", "snow")
        until(self, lambda: self.due(before) == promised)
        self.assertLess(self.due(during), suspended)
        self.assertNotIn("snow", self.city.get("/").text)
        after = self.pothole()
        self.assertNotIn("snow", self.city.get(f"/requests/{after}").text)
        self.assertIn("snow", self.city.get(f"/requests/{during}").text, "what was touched says so for ever")
        self.assertLess(self.due(after), suspended)
        self.assertEqual(self.city.get("/emergencies.json").json[0]["state"], "over")
        touched = until(self, lambda: {before, during} <= set((told := self.city.get("/emergencies/snow.json").json)["requests"]) and told)
        self.assertNotIn(after, touched["requests"])
        self.assertLessEqual(len(touched["requests"]), touched["touched"])
        shown = self.city.portico("emergency", "show", "snow").stdout
        self.assertIn(f"public requests touched: {touched['touched']}\n", shown)
        self.assertIn(before + "\n", shown)
        self.city.portico("check")
        self.city.portico("ledger", "verify")


class StormByLoad(unittest.TestCase):
    def test_it_comes_with_the_load_and_goes_with_the_calm(self):
        settings = pathlib.Path(tempfile.mkdtemp(prefix="portico-storm-")) / "portico.toml"
        self.addCleanup(shutil.rmtree, settings.parent)
        settings.write_text("[server]\nworkers = 1\n[storm]\nworkers_waiting = 2\nhot_seconds = 1\ncalm_seconds = 3\n")
        city = RunningCity(samples=True, config=settings)
        self.addCleanup(city.remove)
        city.load()
        city.start()
        ended = threading.Event()

        def crowd():  # reads the longest pages again and again; on intake only it rests as the server asks it to, a little
            while not ended.is_set():
                if city.get("/requests.json?page_size=1000").status == 503:
                    ended.wait(0.05)

        readers = [threading.Thread(target=crowd) for _ in range(12)]
        for reader in readers:
            reader.start()
        try:
            storm = until(self, lambda: (told := city.get("/health").json["storm"])["intake_only"] and told)
            self.assertRegex(storm["why"], "^[0-9]+ requests wait for a worker$")
            posted = city.post("/requests.json", {"service_code": "POTHOLE", "address_string": "118 Quay Street", "description": "Deep hole"})
            self.assertEqual(posted.status, 200, posted.text)
        finally:
            ended.set()
            for reader in readers:
                reader.join()
        until(self, lambda: "portico_intake_only 0" in city.get("/metrics").text)
        self.assertEqual(city.get("/requests").status, 200)

class StormOnPostgres(Storm):
    database = "postgres"


if __name__ == "__main__":
    unittest.main()
