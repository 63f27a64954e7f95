"""History rewritten by somebody who owns the machine: an event edited in the database, then every hash and signature made anew with the city's own key."""
import shutil
import sqlite3
import subprocess
import unittest

from running_city import POSTGRES, RunningCity

EDIT = "UPDATE ledger_event SET payload = replace(payload, '\"channel\":\"open311\"', '\"channel\":\"phone\"') WHERE position = {position}"
FORGET = ("DELETE FROM ledger_tile", "DELETE FROM ledger_head")


class Rewriting(unittest.TestCase):
    def meddle(self, city, *statements):
        if city.on_postgres:
            scheme = f'SET search_path TO "{city.schema}"; '
            subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", POSTGRES, "-c", scheme + "; ".join(statements)], check=True, capture_output=True)
        else:
            with sqlite3.connect(city.data / "portico.db") as db:
                changed = [db.execute(statement).rowcount for statement in statements]
            db.close()
            self.assertNotIn(0, changed)

    def ask_for_two_things(self, city):
        city.start()
        for address in ("12 Harbor Street", "14 Harbor Street"):
            opened = city.post("/requests.json", {"service_code": "POTHOLE", "address_string": address})
            self.assertIn(opened.status, (200, 201), opened.text)
        city.stop()

    def tell(self, database):
        city = RunningCity(database=database)
        self.addCleanup(city.remove)
        city.load()
        self.ask_for_two_things(city)
        kept = city.folder / "heads-kept-elsewhere.jsonl"
        shutil.copy(city.data / "heads.jsonl", kept)
        told = city.portico("ledger", "verify", "--heads", kept).stdout
        self.assertIn("all is as it was signed", told)

        edited = int(told.split()[0]) - 1  # the event before the last: the first request's
        self.meddle(city, EDIT.format(position=edited))
        seen = city.portico("ledger", "verify", check=False)
        self.assertEqual(seen.returncode, 4)
        self.assertIn(f"event {edited} is not what was sealed", seen.stdout)

        self.meddle(city, *FORGET)
        (city.data / "heads.jsonl").unlink()
        city.portico("check")  # seals all there is, under a head signed with the city's own key
        self.assertIn("all is as it was signed", city.portico("ledger", "verify").stdout)  # by itself it is without a flaw
        found = city.portico("ledger", "verify", "--heads", kept, check=False)
        self.assertEqual(found.returncode, 4)
        self.assertIn("kept elsewhere was signed for another history", found.stdout)

    def test_with_every_hash_made_anew_is_found_by_an_old_head(self):
        self.tell("sqlite")

    @unittest.skipUnless(POSTGRES, "PORTICO_TEST_POSTGRES is not set: run through script/with-postgres")
    def test_on_postgresql_with_every_hash_made_anew_is_found_by_an_old_head(self):
        self.tell("postgres")


if __name__ == "__main__":
    unittest.main()
