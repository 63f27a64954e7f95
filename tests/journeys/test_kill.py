"""Nothing that was promised is lost when the server is killed: tests/faults/kill_loop.py, fifteen kills each (script/check-all: five hundred each)."""
import pathlib
import random
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "faults"))
from kill_loop import KillLoop  # noqa: E402
from running_city import POSTGRES  # noqa: E402


class Killed(unittest.TestCase):
    def kill(self, database, kills=15):
        seed = random.SystemRandom().randrange(1_000_000)
        findings = KillLoop(database, kills, seed, senders=12, say=lambda line: None).run()
        self.assertEqual(findings, [], f"again with: tests/faults/kill_loop.py --kills {kills} --database {database} --seed {seed}")

    def test_on_sqlite_nothing_acknowledged_is_lost_and_nothing_is_done_by_half(self):
        self.kill("sqlite")

    @unittest.skipUnless(POSTGRES, "PORTICO_TEST_POSTGRES is not set: run through script/with-postgres")
    def test_on_postgresql_nothing_acknowledged_is_lost_and_nothing_is_done_by_half(self):
        self.kill("postgres")


if __name__ == "__main__":
    unittest.main()
