"""Six files of New York's newest requests and a portal export, through a pack made from public data; flags counted again here, by other means."""
import collections
import csv
import datetime
import gzip
import io
import os
import pathlib
import signal
import subprocess
import time
import unittest
import zoneinfo

from running_city import ROOT, RunningCity

DATA = pathlib.Path(os.environ.get("PORTICO_DATA", ROOT.parent / "shared" / "data"))
FILES = sorted((DATA / "nyc311").glob("newest-10000-*.csv.zst"))
PORTAL, API = DATA / "nyc311/portal-export-2022-05-01.csv.gz", DATA / "nyc311/api-export-2023-12-10.csv.gz"
ZONE = zoneinfo.ZoneInfo("America/New_York")


def rows_of(path):
    if path.suffix == ".zst":
        data = subprocess.run(["zstd", "-dc", str(path)], stdout=subprocess.PIPE, check=True).stdout
    else:
        data = gzip.decompress(path.read_bytes())
    for row in csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")):
        yield {key.lower().replace(" ", "_"): value.strip() for key, value in row.items()}


def local(text):
    for form in ("%Y-%m-%dT%H:%M:%S.%f", "%m/%d/%Y %I:%M:%S %p"):
        try:
            return datetime.datetime.strptime(text, form)
        except ValueError:
            pass
    return None


def odd(at):
    """The flag of a local time that is not plain."""
    first, second = at.replace(tzinfo=ZONE, fold=0), at.replace(tzinfo=ZONE, fold=1)
    if first.utcoffset() == second.utcoffset():
        return None
    back = first.astimezone(datetime.timezone.utc).astimezone(ZONE).replace(tzinfo=None)
    return "ambiguous_local_time" if back == at else "missing_local_time"


def recount(path):
    """Rows, rows with a point, and flags as a second pair of eyes sees them, for flags that need no polygon."""
    counts, flags = collections.Counter(), collections.Counter()
    empty = ("", "n/a", "unspecified")
    for row in rows_of(path):
        counts["rows"] += 1
        mine = set()
        created, closed = local(row["created_date"]), local(row["closed_date"]) if row["closed_date"] else None
        updated = local(row.get("resolution_action_updated_date") or "")
        mine |= {odd(at) for at in (created, closed, updated) if at}
        if row.get("status", "Closed") != "Closed" and closed:
            mine.add("closed_date_but_not_closed")
        elif closed and closed.replace(tzinfo=ZONE).timestamp() < created.replace(tzinfo=ZONE).timestamp():
            mine.add("closed_before_created")
        if closed and closed.replace(tzinfo=ZONE).timestamp() > time.time():
            mine.add("closed_in_future")
        if row["latitude"] and row["longitude"]:
            counts["located"] += 1
        else:
            words = [row.get("incident_address") or row.get("intersection_street_1", ""), row["city"], row["incident_zip"]]
            mine.add("place_to_be_found" if any(word.lower() not in empty for word in words) else "no_place")
        flags.update(flag for flag in mine if flag)
    return counts, flags


def report_rows(city, path):
    with open(city.data / "imports" / f"{path.name}-report.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def told_flags(city, path):
    return collections.Counter(row["reason"] for row in report_rows(city, path) if row["what"] == "flagged")


def told(city, path):
    """The counts of the report's text: first word of each line → number."""
    found = {}
    for line in (city.data / "imports" / f"{path.name}-report.txt").read_text().splitlines()[1:]:
        number, _, words = line.strip().partition(" ")
        found[words.strip()] = number
    return found


@unittest.skipUnless(FILES and PORTAL.exists(), f"the public data is not in {DATA}")
class NewYork(unittest.TestCase):
    database = "sqlite"

    @classmethod
    def setUpClass(cls):
        cls.pack = ROOT / "build" / "nyc-pack"
        subprocess.run([ROOT / "script" / "nyc-pack", cls.pack], check=True, capture_output=True, env={**os.environ, "PORTICO_DATA": str(DATA)})
        cls.city = RunningCity(pack=cls.pack, database=cls.database)
        cls.addClassCleanup(cls.city.remove)
        cls.city.load()
        cls.city.portico("import", "--mapping", ROOT / "mappings/nyc-soda.toml", *FILES)
        cls.city.portico("import", "--mapping", ROOT / "mappings/nyc-portal.toml", PORTAL)
        cls.city.portico("import", "--mapping", ROOT / "mappings/nyc-api.toml", API)

    def kept(self, path):
        return int(next(count for words, count in told(self.city, path).items() if words.startswith("kept")))

    def test_nearly_every_row_is_kept(self):
        self.assertEqual(len(FILES), 6)
        self.assertGreaterEqual(sum(self.kept(path) for path in [*FILES, PORTAL]), 60_850)

    def test_every_row_is_accounted_for(self):
        for path in [*FILES, PORTAL, API]:
            refused = sum(row["what"] == "refused" for row in report_rows(self.city, path))
            self.assertEqual(self.kept(path) + refused, recount(path)[0]["rows"], path.name)

    def test_flags_are_those_of_an_independent_count(self):
        for path in [*FILES, PORTAL, API]:
            with self.subTest(path.name):
                mine, theirs = recount(path)[1], told_flags(self.city, path)
                for needs_polygons in ("outside_city", "edge_of_district"):
                    theirs.pop(needs_polygons, None)
                self.assertEqual(theirs, mine)

    def test_places_lie_in_community_districts(self):
        located = placed = compared = agree = 0
        for path in [*FILES, PORTAL, API]:
            counts = told(self.city, path)
            located += recount(path)[0]["located"]
            placed += int(next(count for words, count in counts.items() if words.startswith("in a community")))
            for words, count in counts.items():
                if words.startswith("whose community"):
                    compared += int(count)
                    agree += int(words.split(": ")[1].split()[0])
                    others = sum(row["what"] == "other_district" for row in report_rows(self.city, path))
                    self.assertEqual(int(count) - int(words.split(": ")[1].split()[0]), others)
        self.assertGreaterEqual(placed, 0.97 * located, f"{placed} of {located}")
        self.assertGreater(compared, 1000)
        self.assertGreaterEqual(agree, 0.995 * compared, f"{agree} of {compared}")

    def test_twice_is_once(self):
        before = self.city.portico("ledger", "verify").stdout
        self.city.portico("import", "--mapping", ROOT / "mappings/nyc-portal.toml", PORTAL)
        self.assertIn("924 on file before", (self.city.data / "imports" / f"{PORTAL.name}-report.txt").read_text())
        self.assertEqual(self.events(self.city.portico("ledger", "verify").stdout), self.events(before))

    @staticmethod
    def events(verdict):
        return [word for word in verdict.replace(",", " ").split() if word.isdigit()][0]


@unittest.skipUnless(FILES, f"the public data is not in {DATA}")
class CutOff(unittest.TestCase):
    def test_kill_nine_and_again_goes_on(self):
        pack = ROOT / "build" / "nyc-pack"
        subprocess.run([ROOT / "script" / "nyc-pack", pack], check=True, capture_output=True, env={**os.environ, "PORTICO_DATA": str(DATA)})
        city = RunningCity(pack=pack)
        self.addCleanup(city.remove)
        city.load()
        words = ["import", "--mapping", str(ROOT / "mappings/nyc-soda.toml"), str(FILES[0])]
        from running_city import PORTICO
        for wait in (0.2, 0.4, 0.6):
            running = subprocess.Popen([PORTICO, *words, *city.options()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                running.wait(wait)
            except subprocess.TimeoutExpired:
                running.send_signal(signal.SIGKILL)
                running.wait(60)
        city.portico(*words)
        counts = told(city, FILES[0])
        self.assertEqual(int(next(count for said, count in counts.items() if said.startswith("kept"))), 10_000)
        self.assertIn("flagged", counts)
        city.portico("ledger", "verify")
        city.portico("check")


if __name__ == "__main__":
    unittest.main()
