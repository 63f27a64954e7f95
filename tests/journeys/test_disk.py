"""A disk that is slow or fails, under the real server: an answer waits for the disk, and a failing one acknowledges nothing.

The disk's faults come from tests/faults/slowsync.cc, loaded before the program.
"""
import concurrent.futures
import csv
import http.client
import pathlib
import sys
import time
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "faults"))
from running_city import RunningCity  # noqa: E402
from surroundings import library  # noqa: E402

SYNC_SECONDS = 0.2


def pothole(city):
    with open(city.pack / "sample-cases.csv", newline="", encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["latitude"])
    return urllib.parse.urlencode({"service_code": "POTHOLE", "lat": row["latitude"], "long": row["longitude"], "description": "Deep hole"})


class Disk(unittest.TestCase):
    def setUp(self):
        self.city = RunningCity()
        self.addCleanup(self.city.remove)
        self.city.load()
        self.body = pothole(self.city)

    def start(self, **faults):
        self.city.start(env={"LD_PRELOAD": str(library("slowsync")), **faults}, within=60)

    def ask_one_after_another(self, until):
        """One connection's posts until the moment `until`: (status, seconds, number) each."""
        connection = http.client.HTTPConnection("127.0.0.1", self.city.port, timeout=60)
        answers = []
        while time.monotonic() < until:
            begun = time.monotonic()
            connection.request("POST", "/requests.json", self.body, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            text = answer.read().decode()
            answers.append((answer.status, time.monotonic() - begun, text))
        connection.close()
        return answers

    def test_no_answer_comes_sooner_than_a_slow_disk_and_64_connections_share_its_syncs(self):
        self.start(FAULTS_SYNC_MS=str(int(SYNC_SECONDS * 1000)), FAULTS_SYNC_ONLY="-wal")
        seconds = 5
        until = time.monotonic() + seconds
        with concurrent.futures.ThreadPoolExecutor(64) as people:
            answers = [answer for asked in people.map(lambda _: self.ask_one_after_another(until), range(64)) for answer in asked]
        self.assertEqual({status for status, _, _ in answers}, {200})
        self.assertGreaterEqual(min(took for _, took, _ in answers), SYNC_SECONDS)
        # Not a measure of speed: with a sync for each request, five a second would be the most.
        self.assertGreater(len(answers) / seconds, 200)

    def test_a_failed_sync_acknowledges_nothing_and_loses_nothing_that_was(self):
        trigger = self.city.folder / "fail-next-sync"
        self.start(FAULTS_SYNC_FAIL_FILE=str(trigger), FAULTS_SYNC_ONLY="-wal")
        acknowledged = [answer.json[0]["service_request_id"] for answer in (self.city.ask("POST", "/requests.json", self.body.encode()) for _ in range(20))]
        for _ in range(20):  # the ledger's sealer and its readers write too: the fault may hit one of their syncs
            trigger.touch()
            answer = self.city.ask("POST", "/requests.json", self.body.encode())
            self.assertFalse(trigger.exists(), "the sync did not fail")
            if answer.status != 200:
                break
            acknowledged.append(answer.json[0]["service_request_id"])
        self.assertEqual(answer.status, 503, answer.text)
        acknowledged.append(self.city.ask("POST", "/requests.json", self.body.encode()).json[0]["service_request_id"])
        self.city.stop()
        self.city.start()
        for number in acknowledged:
            self.assertEqual(self.city.get(f"/requests/{number}.json").status, 200, number)
        self.city.stop()
        self.assertIn("0 findings", self.city.portico("check").stdout)
        self.assertIn("all is as it was signed", self.city.portico("ledger", "verify").stdout)


if __name__ == "__main__":
    unittest.main()
