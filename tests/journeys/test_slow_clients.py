"""A thousand clients that are slow on purpose harm nobody but themselves: tests/faults/slow_clients.py (script/check-all: ten thousand)."""
import pathlib
import random
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "faults"))
from slow_clients import Story  # noqa: E402


class Slow(unittest.TestCase):
    def test_clients_by_the_thousand_leave_others_served_and_are_cut_off(self):
        seed = random.SystemRandom().randrange(1_000_000)
        self.assertEqual(Story(1000, 100, seed, say=lambda line: None).run(), [], f"again with: tests/faults/slow_clients.py --clients 1000 --seed {seed}")


if __name__ == "__main__":
    unittest.main()
