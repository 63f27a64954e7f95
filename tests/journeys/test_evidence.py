"""The evidence beside a promise, on six files of New York's newest requests, held against Python's own reading of the same files."""
import collections
import csv
import datetime
import math
import os
import pathlib
import subprocess
import tempfile
import tomllib
import unittest
import zoneinfo

from running_city import ROOT, RunningCity
from test_nyc_import import DATA, FILES, local, rows_of

ZONE = zoneinfo.ZoneInfo("America/New_York")
KEY = "key-of-one-who-may-read-it"
FROM, UNTIL = datetime.date(2026, 4, 1), datetime.date(2026, 6, 2)
DAY, OPENS, CLOSES = datetime.timedelta(days=1), datetime.time(9), datetime.time(17)


def holidays():
    with open(DATA / "facilities" / "new-york-state-holidays.csv", encoding="utf-8-sig", newline="") as file:
        return {datetime.date.fromisoformat(row["date"]) for row in csv.DictReader(file) if row["type"] == "public"}


class Office:
    """The pack's only calendar: nine to five on weekdays that are no holiday."""
    def __init__(self):
        self.closed = holidays()

    def hours(self, day):
        if day.weekday() > 4 or day in self.closed:
            return None
        return tuple(datetime.datetime.combine(day, at, ZONE).timestamp() for at in (OPENS, CLOSES))

    def seconds(self, start, end):
        total, day = 0, datetime.datetime.fromtimestamp(start, ZONE).date()
        while day <= datetime.datetime.fromtimestamp(end, ZONE).date():
            if hours := self.hours(day):
                total += max(0, min(end, hours[1]) - max(start, hours[0]))
            day += DAY
        return math.floor(total)

    def due(self, start, days):
        """At closing of the n-th open day after the day of opening, which is the next open one where it was asked outside hours."""
        day = datetime.datetime.fromtimestamp(start, ZONE).date()
        while not self.hours(day) or start >= self.hours(day)[1]:
            day += DAY
        for _ in range(days):
            day += DAY
            while not self.hours(day):
                day += DAY
        return self.hours(day)[1]


def ranked(times):
    """Percentiles by nearest rank."""
    times = sorted(times)
    return {name: times[math.ceil(share * len(times) / 100) - 1] if times else 0 for name, share in (("median", 50), ("p80", 80), ("p90", 90), ("p95", 95))}


@unittest.skipUnless(FILES, f"the public data is not in {DATA}")
class EvidenceOfNewYork(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pack = ROOT / "build" / "nyc-pack"
        subprocess.run([ROOT / "script" / "nyc-pack", cls.pack], check=True, capture_output=True, env={**os.environ, "PORTICO_DATA": str(DATA)})
        folder = tempfile.TemporaryDirectory(prefix="portico-evidence-")
        cls.addClassCleanup(folder.cleanup)
        config = pathlib.Path(folder.name) / "portico.toml"
        config.write_text(f'[keys]\nreader = "{KEY}"\n[permissions]\nreader = ["read_proposals"]\n')
        cls.city = RunningCity(pack=cls.pack, config=config)
        cls.addClassCleanup(cls.city.remove)
        cls.city.load()
        cls.city.portico("import", "--mapping", ROOT / "mappings/nyc-soda.toml", *FILES)
        cls.city.start()
        cls.requests = {}
        for path in FILES:
            for row in rows_of(path):
                cls.requests.setdefault(row["unique_key"], row)
        cls.office = Office()

    def instant(self, text):
        return local(text).replace(tzinfo=ZONE).timestamp() if text else None

    def past(self, name):
        """(opened, closed) of the service's requests of those days, as the files have them."""
        for row in self.requests.values():
            opened = self.instant(row["created_date"])
            if row["complaint_type"] == name and FROM <= datetime.datetime.fromtimestamp(opened, ZONE).date() < UNTIL:
                yield opened, self.instant(row["closed_date"])

    def promise(self, code):
        slas = tomllib.loads((self.pack / "slas.toml").read_text())["sla"]
        return {clock["kind"]: clock for clock in next(sla for sla in slas if sla["service"] == code)["clock"]}

    def hold(self, name):
        services = tomllib.loads((self.pack / "services.toml").read_text())["service"]
        code = next(service["code"] for service in services if service["name"] == name)
        answer = self.city.get(f"/evidence/{code}?from={FROM}&until={UNTIL}", {"Authorization": "Bearer " + KEY})
        self.assertEqual(answer.status, 200, answer.text)
        told, past = answer.json, list(self.past(name))
        self.assertEqual(told["cases"], len(past))
        self.assertGreater(len(past), 1000)
        for clock in told["clocks"]:
            self.hold_clock(clock, self.promise(code)[clock["kind"]], past, told["at"] / 1000)

    def hold_clock(self, clock, promise, past, now):
        target, by_office = promise["target"], "calendar" in promise
        excluded, months, opens, elapsed = collections.Counter(), collections.defaultdict(list), [], []
        kept = decided = 0
        for opened, closed in past:
            due = self.office.due(opened, int(target[:-1])) if by_office else opened + 3600 * int(target[:-1])
            if closed is not None and closed < opened:
                excluded["stopped_before_opening"] += 1
                continue
            if closed is not None or due < now:
                decided += 1
                kept += closed is not None and closed <= due
            if closed is None:
                excluded["not_stopped"] += 1
                continue
            elapsed.append(math.floor(closed - opened))
            opens.append(self.office.seconds(opened, closed) if by_office else elapsed[-1])
            months[datetime.datetime.fromtimestamp(opened, ZONE).strftime("%Y-%m")].append((opens[-1], elapsed[-1]))
        self.assertIn(target[-1], "dH")
        self.assertEqual(clock["cases"], len(elapsed))
        self.assertEqual(clock["excluded"], dict(excluded))
        self.assertEqual(clock["elapsed"], ranked(elapsed))
        self.assertEqual(clock["open"], ranked(opens))
        self.assertEqual(clock["proposed"], {"kept": kept, "decided": decided})
        self.assertEqual(clock["promised"], clock["proposed"], "it is the promise that they were opened under")
        self.assertEqual([month["month"] for month in clock["months"]], sorted(months))
        for month in clock["months"]:
            times = months[month["month"]]
            self.assertEqual(month["cases"], len(times))
            self.assertEqual(month["open"], ranked([each[0] for each in times]))
            self.assertEqual(month["elapsed"], ranked([each[1] for each in times]))

    def test_of_a_service_that_is_answered_within_hours(self):
        self.hold("Noise - Residential")

    def test_of_a_service_that_takes_working_days(self):
        self.hold("Street Condition")
        self.hold("UNSANITARY CONDITION")


if __name__ == "__main__":
    unittest.main()
