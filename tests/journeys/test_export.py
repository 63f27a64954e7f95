"""Copies of a city's requests: full, cut off, damaged, brought up to date by what changed, and in another system's columns there and back."""
import csv
import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading
import time
import unittest
import xml.etree.ElementTree

from running_city import PORTICO, ROOT, RunningCity
from test_nyc_import import DATA, PORTAL

KEY = "a key of the crew"
SETTINGS = f"""[keys]
crew = "{KEY}"

[permissions]
crew = ["close_case", "message_customer", "reclassify_case"]
"""
POTHOLE = {"service_code": "POTHOLE", "address_string": "12 Harbor Street"}


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text())


def plain(text):
    """As an import reads it: without doubled blanks and words that mean nothing."""
    return "" if text in ("N/A", "Unspecified") else " ".join(text.split())


def rows_in(path):
    """Number → row, of one file in any format."""
    if path.suffix == ".xml":
        return {each.find("service_request_id").text: {part.tag: part.text or "" for part in each} for each in xml.etree.ElementTree.parse(path).getroot()}
    if path.suffix == ".csv":
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    else:
        read = json.loads(path.read_text())
        rows = [each["properties"] for each in read["features"]] if path.suffix == ".geojson" else read
    return {row[next(iter(row))]: row for row in rows}


def apply(folder, to):
    """What docs/export.md tells whoever keeps a copy to do."""
    manifest = manifest_of(folder)
    assert manifest["complete"]
    for slice_ in manifest["slices"]:
        for file in slice_["files"]:
            data = (folder / file["name"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == file["sha256"] and len(data) == file["bytes"], file["name"]
            rows = rows_in(folder / file["name"])
            assert len(rows) == file["rows"], file["name"]
            if file["holds"] == "removed":
                for number in rows:
                    to.pop(number, None)
            else:
                to.update(rows)
    return to


class Export(unittest.TestCase):
    database = "sqlite"

    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / f"portico-export-{os.getpid()}.toml"
        folder.write_text(SETTINGS)
        cls.addClassCleanup(folder.unlink)
        cls.city = RunningCity(database=cls.database, config=str(folder))
        cls.addClassCleanup(cls.city.remove)
        cls.city.load()
        invented = cls.city.folder / "requests.csv"
        with open(invented, "wb") as file:
            subprocess.run([PORTICO, "generate", "requests", ROOT / "demo", "--count", "1500"], stdout=file, check=True)
        cls.city.portico("import", "--mapping", ROOT / "mappings/rehearsal.toml", invented)

    def setUp(self):
        self.folder = self.city.folder / self.id().rpartition(".")[2]

    def export(self, to, *more, check=True):
        return self.city.portico("export", "requests", "--to", to, *more, check=check)

    def check(self, folder):
        run = subprocess.run([PORTICO, "export", "check", folder], capture_output=True, text=True)
        return run.returncode, run.stdout + run.stderr

    def full(self, name):
        self.export(self.folder / name)
        return apply(self.folder / name, {})

    def test_slices_of_each_format_are_whole_files_and_together_all_requests(self):
        for form in ("csv", "json", "xml", "geojson"):
            with self.subTest(form):
                to = self.folder / form
                self.export(to, "--format", form, "--slice", 200)
                manifest = manifest_of(to)
                self.assertEqual(manifest["requests"], sum(file["rows"] for each in manifest["slices"] for file in each["files"]))
                self.assertTrue(all(file["rows"] == 200 for each in manifest["slices"][:-1] for file in each["files"]))
                printed = self.folder / f"all.{form}"
                printed.write_text(self.city.portico("export", "requests", "--format", form).stdout, newline="")
                self.assertEqual(apply(to, {}), rows_in(printed))
                self.assertGreaterEqual(len(manifest["slices"]), 5)
                self.assertEqual(self.check(to)[0], 0, self.check(to))

    def test_killed_in_the_middle_it_goes_on_and_ends_as_if_nothing_had_been(self):
        whole, cut = self.folder / "whole", self.folder / "cut"
        self.export(whole, "--slice", 10)
        for after in (2, 30):  # slices
            running = subprocess.Popen([PORTICO, "export", "requests", "--to", cut, "--slice", "10", *self.city.options()], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            while not (cut / f"requests-{after:06}.csv").exists() and running.poll() is None:
                time.sleep(0.001)
            running.send_signal(signal.SIGKILL)
            running.wait(60)
            self.assertFalse(manifest_of(cut)["complete"])
            code, said = self.check(cut)
            self.assertEqual(code, 4)
            self.assertIn("was cut off", said)
        (cut / "requests-000005.csv").write_bytes(b"damaged meanwhile")
        again = self.export(cut, "--slice", 10)
        self.assertIn("requests-000005.csv is not as it was written", again.stderr)
        self.assertEqual(sorted(os.listdir(cut)), sorted(os.listdir(whole)))
        for name in os.listdir(whole):
            if name != "manifest.json":
                self.assertEqual((cut / name).read_bytes(), (whole / name).read_bytes(), name)
        self.assertEqual({**manifest_of(cut), "begun": ""}, {**manifest_of(whole), "begun": ""})
        self.assertEqual(self.check(cut)[0], 0)
        before = {name: (cut / name).stat().st_mtime_ns for name in os.listdir(cut)}
        self.export(cut, "--slice", 10)
        self.assertEqual({name: (cut / name).stat().st_mtime_ns for name in os.listdir(cut)}, before, "a complete one is left as it is")

    def test_a_damaged_missing_or_strange_file_is_found(self):
        to = self.folder / "copy"
        self.export(to, "--slice", 300)
        first, second = to / "requests-000001.csv", to / "requests-000002.csv"
        kept = first.read_bytes()
        first.write_bytes(kept[:-3] + b"!" + kept[-2:])
        second.unlink()
        (to / "stray.csv").write_text("x")
        code, said = self.check(to)
        self.assertEqual(code, 4)
        self.assertIn("requests-000001.csv is not as it was written: its SHA-256 is another", said)
        self.assertIn("requests-000002.csv is missing", said)
        self.assertIn("stray.csv is none of the export's files", said)
        (to / "stray.csv").unlink()
        self.export(to, "--slice", 300)
        self.assertEqual(self.check(to)[0], 0)
        self.assertEqual(first.read_bytes(), kept)
        (to / "manifest.json").write_text("{")
        self.assertEqual(self.check(to)[0], 4)

    def test_what_makes_no_sense_is_refused_in_clear_words(self):
        to = self.folder / "copy"
        self.export(to)
        position = manifest_of(to)["position"]
        for more, words in ((["--since", position + 1000], f"the ledger has no position {position + 1000}: it holds {position} events"),
                            (["--since", 1], "no export ended at position 1"), (["--since", self.folder / "nothing"], "there is no such file")):
            run = self.export(self.folder / "other", *more, check=False)
            self.assertEqual(run.returncode, 3, run.stderr)
            self.assertIn(words, run.stderr)
        for more, words in ((["--format", "json"], "the folder holds csv"), (["--slice", 7], "the folder holds 50000 in a slice"),
                            (["--since", position], "the folder holds everything")):
            run = self.export(to, *more, check=False)
            self.assertEqual(run.returncode, 3, run.stderr)
            self.assertIn(words, run.stderr)
        run = self.export(self.folder / "json", "--format", "json", "--since", to, check=False)
        self.assertIn("the same format and columns again", run.stderr)
        strange = self.folder / "strange"
        strange.mkdir()
        (strange / "letter.txt").write_text("x")
        self.assertIn("there is something in it that is no export", self.export(strange, check=False).stderr)
        self.assertEqual(self.city.portico("export", "requests", "--since", 0, check=False).returncode, 2, "a delta needs a folder")
        other = RunningCity()
        self.addCleanup(other.remove)
        other.load()
        run = other.portico("export", "requests", "--to", self.folder / "elsewhere", "--since", to, check=False)
        self.assertEqual(run.returncode, 3)
        self.assertIn("the ledger here is another", run.stderr)

    def change(self, number, verb, what):
        answer = self.city.ask("POST", f"/cases/{number}/{verb}", json.dumps(what).encode(), {"Authorization": f"Bearer {KEY}"})
        self.assertEqual(answer.status, 200, answer.text)

    def ask(self):
        answer = self.city.post("/requests.json", POTHOLE)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json[0]["service_request_id"]

    def test_brought_up_to_date_it_is_what_a_full_one_is(self):
        self.city.start()
        self.addCleanup(self.city.stop)
        numbers = [self.ask() for _ in range(6)]
        kept = self.full("first")
        new = self.ask()
        self.change(numbers[0], "close", {"outcome": "fixed", "reason": "Filled.", "proof": "A photo."})
        self.change(numbers[1], "message", {"words": "Next week."})
        self.change(numbers[2], "reclassify", {"service": self.hidden(), "reason": "It is another thing."})
        self.city.portico("redact", numbers[3], "--reason", "wish")
        self.export(self.folder / "second", "--since", self.folder / "first", "--slice", 2)
        changed = manifest_of(self.folder / "second")
        self.assertEqual((changed["requests"], changed["removed"]), (4, 1))
        self.assertEqual(changed["since"], manifest_of(self.folder / "first")["position"])
        apply(self.folder / "second", kept)
        self.assertEqual(kept, self.full("third"))
        self.assertIn(new, kept)
        self.assertNotIn(numbers[2], kept)
        self.assertEqual((kept[numbers[0]]["status_description"], kept[numbers[0]]["status_notes"]), ("closed", "Filled."))
        self.assertEqual(kept[numbers[3]]["description"], "")

        pack = self.city.folder / "pack"
        shutil.copytree(ROOT / "demo", pack)
        services = (pack / "services.toml").read_text()
        hidden = re.sub(r'(code = "POTHOLE"\n)', r'\1listed = false\n', services)
        self.assertNotEqual(hidden, services)
        (pack / "services.toml").write_text(hidden)
        self.city.portico("city", "load", pack)
        self.export(self.folder / "fourth", "--since", changed["position"])
        apply(self.folder / "fourth", kept)
        self.assertEqual(kept, self.full("fifth"))
        self.assertNotIn(new, kept)
        (pack / "services.toml").write_text(services.replace("Pothole", "Hole in the road"))
        self.city.portico("city", "load", pack)
        self.export(self.folder / "sixth", "--since", manifest_of(self.folder / "fourth")["position"])
        apply(self.folder / "sixth", kept)
        self.assertEqual(kept, self.full("seventh"))
        self.assertIn(new, kept)
        self.export(self.folder / "eighth", "--since", manifest_of(self.folder / "sixth")["position"])
        self.assertEqual(manifest_of(self.folder / "eighth")["slices"], [])
        self.city.portico("city", "load", ROOT / "demo")

    def hidden(self):
        """A service of the demo city whose requests are not public."""
        blocks = (ROOT / "demo/services.toml").read_text().split("[[service]]")
        return next(re.search(r'code = "([A-Z_0-9]+)"', block).group(1) for block in blocks if "listed = false" in block and 'type = "realtime"' in block)

    def test_while_people_ask_nothing_is_missed(self):
        self.city.start()
        self.addCleanup(self.city.stop)
        numbers, over = [], threading.Event()

        def people():
            while not over.is_set():
                numbers.append(self.ask())
                self.change(numbers[len(numbers) // 2], "message", {"words": f"News {len(numbers)}."})

        asking = threading.Thread(target=people)
        asking.start()
        try:
            kept = {}
            self.export(self.folder / "0", "--slice", 50)
            apply(self.folder / "0", kept)
            for turn in range(1, 5):
                self.export(self.folder / str(turn), "--since", self.folder / str(turn - 1))
                apply(self.folder / str(turn), kept)
        finally:
            over.set()
            asking.join()
        self.export(self.folder / "5", "--since", self.folder / "4")
        apply(self.folder / "5", kept)
        self.assertEqual(kept, self.full("at the end"))
        self.assertGreater(len(numbers), 5)
        self.assertEqual([number for number in numbers if number not in kept], [])


class ExportOnPostgres(Export):
    database = "postgres"


@unittest.skipUnless(PORTAL.exists(), f"the public data is not in {DATA}")
class SomebodysColumns(unittest.TestCase):
    """What came in by a mapping goes out in the same columns, and comes in again as the same requests."""
    database = "sqlite"

    def city(self, pack):
        city = RunningCity(pack=pack, database=self.database)
        self.addCleanup(city.remove)
        city.load()
        return city

    def test_there_and_back(self):
        there = RunningCity()
        self.addCleanup(there.remove)
        pack = there.folder / "pack"
        subprocess.run([ROOT / "script" / "nyc-pack", pack], check=True, capture_output=True, env={**os.environ, "PORTICO_DATA": str(DATA)})
        services = (pack / "services.toml").read_text()
        (pack / "services.toml").write_text(re.sub(r"(?m)^(group = .*)$", r'\1\ndescription = "public"', services))
        columns = ["--columns", ROOT / "mappings/columns/nyc-portal.toml"]
        importing = ["import", "--mapping", ROOT / "mappings/nyc-portal.toml"]

        first = self.city(pack)
        first.portico(*importing, PORTAL)
        out = there.folder / "out"
        first.portico("export", "requests", *columns, "--slice", 400, "--to", out)
        files = sorted(out.glob("requests-*.csv"))
        self.assertEqual(len(files), 3)
        with io.StringIO(gzip.decompress(PORTAL.read_bytes()).decode("utf-8"), newline="") as file:
            source = {row["Unique Key"]: row for row in csv.DictReader(file)}
        written = {}
        for path in files:
            with open(path, newline="", encoding="utf-8") as file:
                reader = csv.DictReader(file)
                self.assertEqual(reader.fieldnames, list(next(iter(source.values()))))
                written.update({row["Unique Key"]: row for row in reader})
        self.assertEqual(sorted(written), sorted(source))
        for key, row in written.items():
            for title in ("Created Date", "Agency", "Complaint Type", "Descriptor", "Latitude", "Longitude", "Location", "Open Data Channel Type", "Resolution Description"):
                self.assertEqual(row[title], plain(source[key][title]), f"{title} of {key}")
            if source[key]["Status"] == "Closed" and source[key]["Closed Date"]:
                self.assertEqual((row["Status"], row["Closed Date"]), ("Closed", source[key]["Closed Date"]))
            if source[key]["Incident Zip"] and source[key]["Incident Address"]:
                self.assertEqual(row["Incident Zip"], source[key]["Incident Zip"])
                self.assertEqual(row["Incident Address"].split(), source[key]["Incident Address"].split())
        placed = [key for key in written if source[key]["Latitude"] and not source[key]["Community Board"].startswith("Unspecified")]
        same = [key for key in placed if written[key]["Community Board"] == source[key]["Community Board"]]
        self.assertGreater(len(same), 0.99 * len(placed))

        second = self.city(pack)
        second.portico(*importing, *files)
        back = there.folder / "back"
        second.portico("export", "requests", *columns, "--slice", 400, "--to", back)
        for path in files:
            self.assertEqual((back / path.name).read_bytes(), path.read_bytes(), path.name)
        # The same in what the columns do not carry, too: clocks, outcome, districts, agencies; only flags tell of the file's own oddities.
        what = ("SELECT external_id, service, agency, status, opened, closed, outcome, outcome_reason, first_due, first_state, first_stopped, outcome_due, "
                "outcome_state, outcome_stopped, address, latitude, longitude, districts, status_notes, description FROM cases_case ORDER BY external_id")
        self.assertEqual(second.query(what), first.query(what))


class SomebodysColumnsOnPostgres(SomebodysColumns):
    database = "postgres"


if __name__ == "__main__":
    unittest.main()
