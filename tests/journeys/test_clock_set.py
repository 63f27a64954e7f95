"""The machine's clock is set while the city serves: days ahead, days back, and to where it was. tests/faults/otherclock.cc stands before the program.

On PostgreSQL: tests/faults/schedule.py, in script/check-all.
"""
import datetime
import json
import pathlib
import random
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "faults"))
from kill_loop import RAN_OUT_TWICE, Record, Sender, places_in  # noqa: E402
from running_city import RunningCity  # noqa: E402
from surroundings import Surroundings  # noqa: E402
from test_report import SAMPLES, multipart  # noqa: E402

DAY = 86_400
POTHOLE = {"service_code": "POTHOLE", "address_string": "12 Harbor Street"}


class ByTheCitysClock(Sender):
    ahead = 0  # of every sender's clock and the city's, in seconds

    def now(self):
        return super().now() + datetime.timedelta(seconds=ByTheCitysClock.ahead)


class ClockSet(unittest.TestCase):
    def setUp(self):
        self.city = RunningCity()
        self.addCleanup(self.city.remove)
        self.city.load()
        self.around = Surroundings(self.city)
        self.set_clock(0)
        self.city.start(env=self.around.environment())
        self.record, self.senders = Record(), []

    def set_clock(self, days):
        ByTheCitysClock.ahead = days * DAY
        self.around.set_clock(days * DAY)

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=ByTheCitysClock.ahead)

    def send(self, count=4):
        self.senders = [ByTheCitysClock(f"s{i}", self.city, self.record, random.Random(i), places_in(self.city.pack)) for i in range(count)]
        for sender in self.senders:
            sender.start()

    def becomes(self, done, what, within=60):
        until = time.monotonic() + within
        while not done():
            self.assertLess(time.monotonic(), until, f"{what}: not within {within} s; {self.city.get('/health').text}{self.city.server_log()}")
            time.sleep(0.05)

    def sealed(self):
        heads = self.city.data / "heads.jsonl"
        return json.loads(heads.read_text().rpartition("\n")[0].splitlines()[-1])["size"] if heads.exists() else 0

    def ran_out(self):
        return [tuple(row) for row in self.city.query("SELECT case_id, clock, due FROM cases_fired WHERE share = 0")]

    def work_on(self, days):
        """With the clock set so: requests and updates are acknowledged and sealed, and the instants on file are what the clock says."""
        self.set_clock(days)
        before, updates, sealed = len(self.record.requests), len(self.record.updates), self.sealed()
        self.becomes(lambda: len(self.record.requests) >= before + 20 and len(self.record.updates) >= updates + 5, "requests and updates acknowledged")
        body, headers = multipart(POTHOLE.items(), [("media", "hole.jpg", (SAMPLES / "phone.jpg").read_bytes())])
        for asked in (lambda: self.city.post("/requests.json", POTHOLE), lambda: self.city.ask("POST", "/requests.json", body, headers)):
            began = self.now()
            answer = asked()
            self.assertEqual(answer.status, 200, answer.text)
            number = answer.json[0]["service_request_id"]
            opened = datetime.datetime.fromisoformat(self.city.get(f"/requests/{number}.json").json[0]["requested_datetime"].replace("Z", "+00:00"))
            self.assertLessEqual(began - datetime.timedelta(seconds=1), opened)
            self.assertLessEqual(opened, self.now())
        self.becomes(lambda: self.sealed() > sealed, "sealed")
        self.becomes(lambda: all(not each["stopped"] and each["behind"] < 200 for each in self.city.get("/health").json["subscribers"]), "subscribers follow")

    def test_by_days_ahead_and_back_loses_and_repeats_nothing(self):
        self.send()
        self.work_on(0)
        early = set(self.record.requests)
        self.work_on(3)
        self.work_on(0)
        self.work_on(-3)
        self.work_on(10)
        self.becomes(lambda: len(self.ran_out()) >= len(early) / 4, "what was due in these days has run out")
        self.work_on(0)
        self.work_on(10)
        self.work_on(0)
        for sender in self.senders:
            sender.ending.set()
            sender.join(60)
        # Sent by the old time and read by the new, an update may lie before its request or ahead of the clock.
        self.assertEqual([each for each in self.record.refused if "updated_datetime lies" not in each], [])
        self.city.stop()
        self.city.start()
        self.becomes(lambda: self.city.get("/health").json["ready"], "ready after a new start")
        self.look_back()

    def look_back(self):
        for marker, number in self.record.requests.items():
            answer = self.city.get(f"/requests/{number}.json")
            self.assertEqual(answer.status, 200, f"{marker} {number}")
            self.assertEqual(answer.json[0]["description"], marker)
        self.city.stop()
        self.assertIn("0 findings", self.city.portico("check").stdout)
        self.assertIn("all is as it was signed", self.city.portico("ledger", "verify").stdout)
        numbers = [number for (number,) in self.city.query("SELECT number FROM cases_case")]
        self.assertEqual(len(numbers), len(set(numbers)))
        texts = dict(self.city.query("SELECT update_id, text FROM cases_message WHERE update_id IS NOT NULL"))
        for update_id, (_, text, _) in self.record.updates.items():
            self.assertEqual(texts.get(update_id), text)
        self.assertTrue(self.ran_out())
        self.assertEqual(self.city.query(RAN_OUT_TWICE), [], "a due instant fires once")


if __name__ == "__main__":
    unittest.main()
