"""A year of the demo city in minutes (tests/simulations): every due instant fires once, at its instant; across restarts, and with two nodes of which one
is killed while it fires, again and again."""
import os
import pathlib
import subprocess
import tempfile
import threading
import unittest

from running_city import POSTGRES, PORTICO, RunningCity

YEAR = pathlib.Path(os.environ.get("PORTICO_YEAR", PORTICO.parent / "year"))
# Both changes to and from daylight saving time (8 March, 1 November) lie within; the first falls into the time that the city is not served.
RUNS = [("2026-01-01T05:00:00Z", "2026-03-07T22:00:00Z"), ("2026-03-09T13:00:00Z", "2026-09-10T03:00:00Z"), ("2026-09-10T03:00:00Z", "2027-01-01T05:00:00Z")]


class Year(unittest.TestCase):
    def city(self, database):
        city = RunningCity(database=database)
        self.addCleanup(city.remove)
        city.portico("city", "load", city.pack, "--as-of", "2025-12-31T12:00:00Z")
        return city

    def where(self, city):
        return ["--database", POSTGRES, "--schema", city.schema] if city.on_postgres else []

    def year(self, city, *words):
        run = subprocess.run([YEAR, *words, "--data", city.data, *self.where(city)], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stdout[-3000:] + run.stderr)
        return run.stdout

    def act(self, city, begin, end, a_day):
        return self.year(city, "act", "--seed", "20260101", "--a-day", str(a_day), "--year-from", RUNS[0][0], "--year-to", RUNS[-1][1], "--from", begin, "--until", end)

    def check(self, city, at_least):
        told = self.year(city, "check").splitlines()[-1]
        due = int(told.split(" due instants")[0].split()[-1])
        self.assertGreater(due, at_least, told)
        self.assertIn(" 0 findings", told)
        escalated = int(told.split(" escalations")[0].split()[-1])
        self.assertGreater(escalated, at_least, told)
        city.portico("check")
        city.portico("ledger", "verify")

    def test_every_due_instant_fires_once_at_its_instant_across_two_restarts(self):
        city = self.city("sqlite")
        for begin, end in RUNS:
            self.act(city, begin, end, 10)
        self.check(city, at_least=2000)

    @unittest.skipUnless(POSTGRES, "PORTICO_TEST_POSTGRES is not set: run through script/with-postgres")
    def test_of_two_nodes_one_is_killed_while_it_fires_and_every_due_instant_fires_once(self):
        city = self.city("postgres")
        kills = 0
        acting = threading.Thread(target=lambda: self.act(city, RUNS[0][0], RUNS[-1][1], 4))
        acting.start()
        with tempfile.TemporaryDirectory(prefix="portico-node-") as folder:
            while acting.is_alive():
                kills += self.watch_and_kill(city, folder, acting)
        acting.join()
        self.assertGreaterEqual(kills, 20)
        self.check(city, at_least=500)

    def watch_and_kill(self, city, folder, acting):
        """A second node until it is in the middle of a firing, some firings from its start; killed then."""
        node = subprocess.Popen([YEAR, "watch", "--data", folder, "--clock", city.data / "year.clock", *self.where(city)], stdout=subprocess.PIPE, text=True)
        ending = threading.Thread(target=lambda: (acting.join(), node.kill()))  # where nothing is left to fire
        ending.start()
        firings = 0
        try:
            for line in node.stdout:
                if line.startswith("firing"):
                    firings += 1
                    if firings == 15:
                        node.kill()
                        break
        finally:
            node.kill()
            node.wait(30)
            node.stdout.close()
            if firings < 15:
                ending.join()
        return firings == 15


if __name__ == "__main__":
    unittest.main()
