"""What an older program has on file is opened by this one: data folders and schemas kept in tests/folders, each with what it answered then."""
import json
import pathlib
import shutil
import subprocess
import unittest

from running_city import POSTGRES, ROOT, RunningCity

FOLDERS = ROOT / "tests/folders"


class OldFolder(unittest.TestCase):
    def city_of(self, name, database):
        city = RunningCity(database=database)
        self.addCleanup(city.remove)
        city.data.mkdir()
        archive = FOLDERS / f"{name}{'-postgres' if city.on_postgres else ''}.tar.zst"
        subprocess.run(["tar", "--zstd", "-xf", archive, "-C", city.data], check=True)
        if city.on_postgres:
            city.schema = f"old_{name}"
            city.move_to(POSTGRES)
            subprocess.run(["psql", "-q", "-d", POSTGRES, "-c", f'DROP SCHEMA IF EXISTS "{city.schema}" CASCADE'], check=True, capture_output=True)
            subprocess.run(["pg_restore", "--no-owner", "--exit-on-error", "-d", POSTGRES, FOLDERS / f"{name}.dump"], check=True)
        return city

    def tell(self, database):
        kept = sorted(FOLDERS.glob("*.json"))
        self.assertGreaterEqual(len(kept), 2)
        for file in kept:
            with self.subTest(file.stem):
                self.open(file.stem, database, json.loads(file.read_text())[database])

    def open(self, name, database, expected):
        city = self.city_of(name, database)
        heads = city.folder / "heads-kept-elsewhere.jsonl"
        shutil.copy(city.data / "heads.jsonl", heads)
        self.assertIn("0 findings", city.portico("check").stdout)
        self.assertIn("all is as it was signed", city.portico("ledger", "verify", "--heads", heads).stdout)
        city.start()
        for number, answer in expected.items():
            now = city.get(f"/requests/{number}.json").json[0]
            self.assertEqual({name: now[name] for name in answer}, answer, number)
            self.assertEqual(city.get(f"/requests/{number}").status, 200, number)
        asked = city.post("/requests.json", {"service_code": next(iter(expected.values()))["service_code"], "lat": 41.03, "long": -70.93, "description": "Told today"})
        self.assertEqual(asked.status, 200, asked.text)
        self.assertNotIn(asked.json[0]["service_request_id"], expected)
        city.stop()
        self.assertIn("0 findings", city.portico("check").stdout)
        self.assertIn("all is as it was signed", city.portico("ledger", "verify", "--heads", heads).stdout)

    def test_is_opened_with_all_that_it_answered(self):
        self.tell("sqlite")

    @unittest.skipUnless(POSTGRES, "PORTICO_TEST_POSTGRES is not set: run through script/with-postgres")
    def test_on_postgresql_is_opened_with_all_that_it_answered(self):
        self.tell("postgres")


if __name__ == "__main__":
    unittest.main()
