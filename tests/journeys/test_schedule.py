"""Faults drawn by a seed befall the server one after another: tests/faults/schedule.py, under a minute of them (script/check-all: fifteen on each database)."""
import pathlib
import random
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "faults"))
from schedule import Schedule, drawn  # noqa: E402

MINUTES = 0.67  # each kind once


class Drawn(unittest.TestCase):
    def test_faults_lose_and_repeat_nothing(self):
        seed = random.SystemRandom().randrange(1_000_000)
        findings = Schedule(seed, MINUTES, say=lambda line: None).run()
        self.assertEqual(findings, [], f"again with: tests/faults/schedule.py --seed {seed} --minutes {MINUTES}")

    def test_by_the_same_seed_they_are_the_same(self):
        for database in ("sqlite", "postgres"):
            told = [str(fault) for fault in drawn(7, 2, database)]
            self.assertEqual(told, [str(fault) for fault in drawn(7, 2, database)])
            self.assertNotEqual(told, [str(fault) for fault in drawn(8, 2, database)])


if __name__ == "__main__":
    unittest.main()
