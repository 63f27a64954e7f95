"""Nothing that was promised is lost when the power goes and takes with it what no sync had covered: tests/faults/power_cut.py (script/check-all: a hundred cuts)."""
import pathlib
import random
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "faults"))
from power_cut import PowerCuts  # noqa: E402


class PowerCut(unittest.TestCase):
    def cut(self, cuts, lie=""):
        self.seed = random.SystemRandom().randrange(1_000_000)
        return PowerCuts(cuts, self.seed, senders=8, lie=lie, say=lambda line: None).run()

    def test_loses_no_acknowledged_request_update_or_photo(self):
        findings = self.cut(5)
        self.assertEqual(findings, [], f"again with: tests/faults/power_cut.py --cuts 5 --seed {self.seed}")

    def test_is_found_out_by_this_story_where_a_disk_only_says_that_it_has_synced(self):
        for part, lost in (("-wal", "acknowledged request"), ("/files/", "photo")):
            findings = self.cut(1, part)
            self.assertTrue(any(lost in each for each in findings), f"{part}, seed {self.seed}: {findings}")


if __name__ == "__main__":
    unittest.main()
