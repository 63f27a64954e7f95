"""A back-up taken while people ask, brought back elsewhere and in place; a damaged one; one that was cut off; and what was redacted since."""
import concurrent.futures
import json
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

from running_city import POSTGRES, PORTICO, RunningCity
from test_report import SAMPLES, multipart

PHOTO = SAMPLES / "phone.jpg"
POTHOLE = {"service_code": "POTHOLE", "address_string": "12 Harbor Street"}


class BackUp(unittest.TestCase):
    database = "sqlite"
    sent = 2  # a photo and its thumbnail

    def setUp(self):
        self.city = RunningCity(database=self.database)
        self.addCleanup(self.city.remove)
        self.city.load()
        self.city.start()
        self.back_up = self.city.folder / "back-up"

    def ask(self, **more):
        answer = self.city.post("/requests.json", {**POTHOLE, **more})
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json[0]["service_request_id"]

    def ask_with_a_photo(self):
        body, headers = multipart(POTHOLE.items(), [("media", "a.jpg", PHOTO.read_bytes())])
        answer = self.city.ask("POST", "/requests.json", body, headers)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json[0]["service_request_id"]

    def take(self, to=None):
        return self.city.portico("backup", "--to", to or self.back_up)

    def restore(self, *more, check=True):
        return self.city.portico("restore", "--from", self.back_up, *more, check=check)

    def stands(self, numbers):
        for number in numbers:
            self.assertEqual(self.city.get(f"/requests/{number}.json").status, 200, number)

    def words_on_file(self, word):
        """Where a word stands: in a file of the data folder, or in a row of the schema."""
        found = [str(file) for file in self.city.data.rglob("*") if file.is_file() and word.encode() in file.read_bytes()]
        if self.city.on_postgres:
            dump = subprocess.run(["pg_dump", "-d", POSTGRES, "-n", f'"{self.city.schema}"'], check=True, capture_output=True, text=True).stdout
            found += [line for line in dump.splitlines() if word in line]
        return found

    def test_taken_while_people_ask_holds_all_that_was_acknowledged_before(self):
        before = [self.ask() for _ in range(5)] + [self.ask_with_a_photo()]
        until = time.monotonic() + 2
        with concurrent.futures.ThreadPoolExecutor(4) as people:
            def ask_on(_):
                numbers = []
                while time.monotonic() < until:
                    numbers.append(self.ask())
                return numbers
            asked = [people.submit(ask_on, n) for n in range(4)]
            said = self.take().stdout
            during = [number for each in asked for number in each.result()]
        self.assertIn("synced and read again", said)
        self.assertIn(f"{self.sent} files that people sent in", said)

        self.city.stop()
        shutil.rmtree(self.city.data)
        if self.city.on_postgres:
            subprocess.run(["psql", "-q", "-d", POSTGRES, "-c", f'DROP SCHEMA "{self.city.schema}" CASCADE'], check=True, capture_output=True)
        self.assertIn("all is as it was signed", self.restore().stdout)
        self.assertIn("0 findings", self.city.portico("check").stdout)
        self.assertIn("all is as it was signed", self.city.portico("ledger", "verify", "--heads", self.back_up / "heads.jsonl").stdout)
        self.city.start()
        self.stands(before)
        missing = [number for number in during if self.city.get(f"/requests/{number}.json").status == 404]
        self.assertNotEqual(missing, [], "nothing was asked after the back-up: it was not taken while people asked")
        self.ask()  # and it goes on

    def test_brought_back_in_place_loses_again_what_was_redacted_since(self):
        number = self.ask(description="Quartzsphinx lives here", email="jackdaw@example.org")
        self.take()
        later = self.ask()
        self.city.portico("redact", number, "--reason", "wish")
        refused = self.restore(check=False)
        self.assertEqual((refused.returncode, "is not empty" in refused.stderr), (3, True), refused.stderr)
        served = self.restore("--replace", check=False)
        self.assertEqual((served.returncode, "in use by process" in served.stderr), (1, True), served.stderr)
        self.stands([later])

        self.city.stop()
        self.assertIn("1 requests that were redacted since lost their words again", self.restore("--replace").stdout)
        self.assertEqual(self.words_on_file("Quartzsphinx") + self.words_on_file("jackdaw@example.org"), [])
        self.city.start()
        self.assertNotIn("Quartzsphinx", self.city.get(f"/requests/{number}").text)
        self.assertEqual(self.city.get(f"/requests/{later}.json").status, 404)
        aside = [folder for folder in self.city.folder.iterdir() if ".before-" in folder.name]
        self.assertEqual(len(aside), 1)
        self.assertEqual(self.city.query("SELECT type FROM ledger_event WHERE subject = 'ledger'"), [["BackUpRestored/1"]])

    def test_that_is_not_whole_is_refused_and_changes_nothing(self):
        self.ask_with_a_photo()
        self.take()
        self.city.stop()
        before = sorted(self.city.data.rglob("*"))
        name = "portico.dump" if self.city.on_postgres else "portico.db"
        whole = (self.back_up / name).read_bytes()
        manifest = (self.back_up / "manifest.json").read_text()

        def said(what):
            run = self.restore("--replace", check=False)
            self.assertEqual(run.returncode, 3, run.stdout + run.stderr)
            self.assertIn(what, run.stderr)

        (self.back_up / name).write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
        said(f"{name} is not as it was written")
        (self.back_up / name).unlink()
        said(f"{name} is missing")
        (self.back_up / name).write_bytes(whole)
        for photo in [file for file in self.back_up.glob("files/*/*/*") if file.is_file()][:1]:
            photo.write_bytes(photo.read_bytes()[:-1])
            said("is damaged")
            photo.unlink()
            said("there are 1 files that people sent in, where 2 were written")
        (self.back_up / "manifest.json").write_text(manifest.replace('"format":1', '"format":2'))
        said("a newer portico may know more")
        (self.back_up / "manifest.json").unlink()
        said("a folder that portico backup has written to its end")
        self.assertEqual(sorted(self.city.data.rglob("*")), before)

    def test_of_a_photo_that_was_damaged_before_brings_back_the_rest_and_names_it(self):
        if self.city.on_postgres:
            self.skipTest("its files are in the database, whose own checksums guard them")
        number = self.ask_with_a_photo()
        photo = [file for file in self.city.data.glob("files/*/*/*") if file.is_file()][0]
        photo.write_bytes(photo.read_bytes()[:-1])
        taken = self.city.portico("backup", "--to", self.back_up, check=False)
        self.assertEqual((taken.returncode, photo.name in taken.stderr), (4, True), taken.stderr)
        self.city.stop()
        again = self.restore("--replace")
        self.assertIn(f"damaged already when it was backed up: the file that was sent in as {photo.name}", again.stderr)
        self.city.start()
        self.stands([number])
        other = [file for file in self.back_up.glob("files/*/*/*") if file.is_file() and file.name != photo.name][0]
        other.write_bytes(other.read_bytes()[:-1])
        self.city.stop()
        refused = self.restore("--replace", check=False)
        self.assertEqual((refused.returncode, f"{other.name} is damaged" in refused.stderr, photo.name in refused.stderr), (3, True, False), refused.stderr)

    def test_that_is_cut_off_never_looks_like_a_whole_one(self):
        for _ in range(20):
            self.ask_with_a_photo()
        taking = subprocess.Popen([PORTICO, "backup", "--to", self.back_up, *map(str, self.city.options())], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        unfinished = pathlib.Path(f"{self.back_up}.unfinished")
        until = time.monotonic() + 30
        while not unfinished.exists() and time.monotonic() < until:
            time.sleep(0.001)
        self.city.stop(signal.SIGKILL)
        taking.wait(60)
        self.assertFalse(self.back_up.exists())
        self.city.start()
        self.assertIn("synced and read again", self.take().stdout)
        self.assertFalse(unfinished.exists())
        again = self.city.portico("backup", "--to", self.back_up, check=False)
        self.assertEqual((again.returncode, "there is something of that name" in again.stderr), (3, True))
        within = self.city.portico("backup", "--to", self.city.data / "back-up", check=False)
        self.assertEqual((within.returncode, "within the data folder" in within.stderr), (3, True))

    def test_names_the_program_the_moment_and_the_sum_of_each_file(self):
        self.take()
        manifest = json.loads((self.back_up / "manifest.json").read_text())
        self.assertEqual(manifest["database"], "postgres" if self.city.on_postgres else "sqlite")
        sums = subprocess.run(["sha256sum", *[file["name"] for file in manifest["files"]]], cwd=self.back_up, check=True, capture_output=True, text=True).stdout
        self.assertEqual([line.split()[0] for line in sums.splitlines()], [file["sha256"] for file in manifest["files"]])
        readable = [str(file) for file in [self.back_up, self.back_up / "ledger.key"] if file.stat().st_mode & 0o077]
        self.assertEqual(readable, [], "others could read the city's keys")


class BackUpOfPostgres(BackUp):
    database = "postgres"
    sent = 0  # they lie in the database

    def test_is_refused_for_the_other_kind_of_database(self):
        self.take()
        run = subprocess.run([PORTICO, "restore", "--from", self.back_up, "--data", self.city.folder / "other"], capture_output=True, text=True)
        self.assertEqual((run.returncode, "the other kind of database" in run.stderr), (3, True), run.stderr)


if __name__ == "__main__":
    unittest.main()
