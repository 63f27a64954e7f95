"""A promise on its way: proposed beside what really was, returned, proposed anew, approved by both offices, promised to the next resident."""
import datetime
import json
import pathlib
import shutil
import tempfile
import unittest
import zoneinfo

from running_city import ROOT, RunningCity

KEYS = {"street_works": "key-of-street-works-0001", "technology": "key-of-technology-00001", "operations": "key-of-operations-00001",
        "parks": "key-of-parks-and-trees-1", "mayor": "key-of-the-mayors-office"}
CONFIG = "[keys]\n" + "".join(f'{holder} = "{key}"\n' for holder, key in KEYS.items()) + """
[permissions]
street_works = ["propose_sla:DSW", "confirm_sla:DSW", "read_proposals"]
technology = ["review_sla:technology", "read_proposals"]
operations = ["review_sla:operations", "read_proposals"]
parks = ["propose_sla:DPT"]
mayor = ["publish_service"]
"""
CLOCKS = [{"kind": "first_status", "target": "1d", "calendar": "office", "share": 95},
          {"kind": "outcome", "target": "2d", "calendar": "crews", "share": 90, "pauses": ["waiting_for_utility"]}]


def today():
    return datetime.datetime.now(zoneinfo.ZoneInfo("America/New_York")).date()


class Review(unittest.TestCase):
    database = "sqlite"

    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="portico-review-"))
        cls.addClassCleanup(shutil.rmtree, folder)
        pack = folder / "pack"
        shutil.copytree(ROOT / "demo", pack)
        services = pack / "services.toml"
        services.write_text(services.read_text().replace('code = "SUNKEN"\n', 'code = "SUNKEN"\ndraft = true\n'))
        (folder / "portico.toml").write_text(CONFIG)
        cls.city = RunningCity(pack=pack, samples=True, database=cls.database, config=folder / "portico.toml")
        cls.addClassCleanup(cls.city.remove)
        cls.city.load()
        cls.city.start()

    def ask(self, method, path, holder=None, said=None, status=200):
        headers = {"Authorization": "Bearer " + KEYS[holder]} if holder else {}
        body = None if said is None else json.dumps(said).encode()
        answer = self.city.ask(method, path, body if method == "POST" else None, headers)
        self.assertEqual(answer.status, status, f"{method} {path}: {answer.text}")
        return answer.json if answer.body else None

    def propose(self, service, holder="street_works", status=201, **more):
        said = {"service": service, "effective": str(today()), "reason": "Two new crews began in September.", "clocks": CLOCKS,
                "words": {"en": "We mend it within 2 working days.", "es": "Lo reparamos en 2 días hábiles."}, **more}
        return self.ask("POST", "/proposals", holder, said, status)

    def approve(self, proposal, *offices):
        for office in offices:
            last = self.ask("POST", f"/proposals/{proposal}/approve", office, {"office": office})
        return last

    def expected(self):
        """The instants by which a pothole reported now is answered and mended."""
        newest = self.city.get("/requests.json?page_size=1").json[0]
        posted = self.city.post("/requests.json", {"service_code": "POTHOLE", "lat": newest["lat"], "long": newest["long"], "description": "A hole"})
        self.assertEqual(posted.status, 200, posted.text)
        number = posted.json[0]["service_request_id"]
        return self.city.get(f"/requests/{number}.json").json[0]["expected_datetime"]

    def test_from_a_proposal_to_the_next_residents_promise(self):
        before = self.expected()
        self.ask("POST", "/proposals", None, {}, 401)
        self.assertIn("propose_sla:DSW", self.propose("POTHOLE", holder="parks", status=403)["detail"])
        refused = self.propose("POTHOLE", status=400, effective="2020-01-01")
        self.assertEqual(refused["errors"][0]["field"], "effective")

        first = self.propose("POTHOLE")
        evidence = first["evidence"]
        self.assertGreater(evidence["cases"], 50, "the sample cases of the last weeks stand beside it")
        for clock in evidence["clocks"]:
            self.assertEqual(clock["cases"] + sum(clock["excluded"].values()), evidence["cases"])
            self.assertEqual(sum(month["cases"] for month in clock["months"]), clock["cases"])
            self.assertLessEqual(clock["open"]["median"], clock["open"]["p95"])
        self.assertIn("SIDEWALK", [like["service"] for like in evidence["alike"]])
        self.assertEqual([review["office"] for review in first["reviews"]], ["operations", "technology"])

        self.ask("POST", f"/proposals/{first['id']}/return", "technology", {"office": "operations", "reason": "Not mine."}, 403)
        self.ask("POST", f"/proposals/{first['id']}/return", "operations", {"office": "operations"}, 400)
        returned = self.ask("POST", f"/proposals/{first['id']}/return", "operations", {"office": "operations", "reason": "A third took a week."})
        self.assertEqual(returned["state"], "returned")
        second = self.propose("POTHOLE", again=first["id"], reason="The crews that were late are under contract now.")
        self.assertIn("waits for operations, technology", self.city.portico("sla", "list", "--state", "under_review").stdout)
        approved = self.approve(second["id"], "technology", "operations")
        self.assertEqual(approved["state"], "approved")
        self.assertEqual(self.ask("GET", f"/proposals/{second['id']}", "technology")["evidence"], second["evidence"])

        self.assertLess(self.expected(), before, "two days in place of three")
        page = self.city.get("/promises/POTHOLE").text
        for words in ("We mend it within 2 working days.", "Found reasonable by Department of Technology", "Found reasonable by Office of Operations",
                      "no other office has reviewed it"):
            self.assertIn(words, page)
        self.assertIn("Departamento de Tecnología", self.city.get("/es/promises/POTHOLE").text)
        promise = next(each for each in self.city.get("/promises.json").json if each["proposal"] == second["id"])
        self.assertEqual((promise["state"], [review["office"] for review in promise["reviewed"]]), ("in_force", ["operations", "technology"]))

        self.assertIn("2 kept as reviewed", self.city.load().stdout)
        self.assertIn("We mend it within 2 working days.", self.city.get("/promises/POTHOLE").text)
        self.city.portico("check")
        self.city.portico("ledger", "verify")

    def test_a_draft_becomes_public_once_its_promise_is_approved(self):
        codes = lambda: [service["service_code"] for service in self.city.get("/services.json").json]
        self.assertNotIn("SUNKEN", codes())
        self.assertEqual(self.city.get("/promises/SUNKEN").status, 404)
        self.ask("POST", "/services/SUNKEN/publish", "street_works", {}, 403)
        self.assertIn("no office has reviewed it", self.ask("POST", "/services/SUNKEN/publish", "mayor", {}, 409)["detail"])
        proposal = self.propose("SUNKEN")["id"]
        self.assertIn("under review by operations, technology", self.ask("POST", "/services/SUNKEN/publish", "mayor", {}, 409)["detail"])
        self.approve(proposal, "operations", "technology")
        self.ask("POST", "/services/SUNKEN/publish", "mayor", {})
        self.assertIn("SUNKEN", codes())
        self.assertIn("is public and stays so", self.city.load().stdout)
        self.assertIn("SUNKEN", codes())

    def test_once_a_year_an_agency_confirms_its_promises(self):
        due = {each["service"]: each["due"] for each in self.ask("GET", "/confirmations", "technology")}
        self.assertIn("SIDEWALK", due)
        self.ask("POST", "/promises/SIDEWALK/confirm", "parks", {}, 403)
        self.ask("POST", "/promises/SIDEWALK/confirm", "street_works", {"reason": "Kept in 93 of 100 cases."})
        self.assertIn("Confirmed by its agency", self.city.get("/promises/SIDEWALK").text)
        self.assertIn("SIDEWALK (DSW)", self.city.portico("sla", "unconfirmed").stdout)

    def test_a_misspelt_permission_is_told_before_anybody_is_served(self):
        config = self.city.folder / "wrong.toml"
        config.write_text(CONFIG.replace('"publish_service"', '"publish_services"'))
        # The folder is in use by the running city: a fresh one tells the same.
        other = RunningCity(config=config)
        self.addCleanup(other.remove)
        refused = other.portico("serve", "--listen", "127.0.0.1:0", check=False)
        self.assertEqual(refused.returncode, 2)
        self.assertIn('there is no permission "publish_services" (accepted: ', refused.stderr)
        self.assertIn("review_sla or review_sla:OFFICE", refused.stderr)


class ReviewOnPostgres(Review):
    database = "postgres"


if __name__ == "__main__":
    unittest.main()
