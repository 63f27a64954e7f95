"""Several cities behind one door, each with its own data, lane, keys and storms; and the sandbox beside a city, where developers try things."""
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from running_city import CityStory, PORTICO, ROOT, RunningCity
from test_report import SAMPLES, multipart

HARBOR, REHEARSAL = {"Host": "harbor.localhost"}, {"Host": "rehearsal.localhost"}
KEYS = {"harbor": "harbor-operations-key", "rehearsal": "rehearsal-operations-key"}


def settings(name):
    return f'[server]\npublic_url = "http://{name}.localhost"\n[keys]\noperations = "{KEYS[name]}"\n[permissions]\noperations = ["storm_mode"]\n'


def city_of(name, pack, database, folder):
    file = folder / f"{name}.toml"
    file.write_text(settings(name))
    return RunningCity(pack=pack, database=database, config=file)


class Together:
    """Harborview, and a city that is nowhere, served by one process."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="portico-cities-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        pack = cls.folder / "pack"
        subprocess.run([PORTICO, "generate", "city", "--to", pack, "--services", "6", "--agencies", "2", "--districts", "2"], check=True, capture_output=True)
        cls.harbor, cls.rehearsal = city_of("harbor", ROOT / "demo", cls.database, cls.folder), city_of("rehearsal", pack, cls.database, cls.folder)
        for city in (cls.harbor, cls.rehearsal):
            cls.addClassCleanup(city.remove)
            city.load()
        cls.harbor.start(beside=[cls.rehearsal])

    def ask(self, path, fields=None, **headers):
        return self.harbor.post(path, fields, headers) if fields else self.harbor.get(path, headers)

    def services(self, path="/services.json", **headers):
        return {service["service_code"] for service in self.ask(path, **headers).json}

    def send(self, path, **headers):
        """A request for the city that is nowhere, at the middle of one of its districts."""
        code = sorted(self.services(**REHEARSAL))[0]
        return self.ask(path, {"service_code": code, **self.place(), "description": "Sent to one of two cities", **self.extra}, **headers)

    extra = {}

    def place(self):
        if not hasattr(type(self), "where"):
            csv = subprocess.run([PORTICO, "generate", "requests", self.rehearsal.pack, "--count", "1"], check=True, capture_output=True, text=True).stdout.splitlines()
            row = dict(zip(csv[0].split(","), csv[1].split(",")))
            type(self).where = {"lat": row["latitude"], "long": row["longitude"]}
        return self.where

    def test_each_host_shows_its_own_city(self):
        ours, theirs = self.services(**HARBOR), self.services(**REHEARSAL)
        self.assertIn("POTHOLE", ours)
        self.assertEqual(len(theirs), 6)
        self.assertFalse(ours & theirs)
        self.assertIn("Harborview", self.ask("/", **HARBOR).text)
        self.assertIn("Rehearsal", self.ask("/", **REHEARSAL).text)
        self.assertEqual(self.services(), ours, "a host that nobody has gets the first city")
        self.assertEqual(self.ask("/discovery.json", **REHEARSAL).json["endpoints"][0]["url"], "http://rehearsal.localhost")

    def test_a_request_stays_in_the_city_it_was_sent_to(self):
        sent = self.send("/requests.json", **REHEARSAL)
        self.assertEqual(sent.status, 200, sent.text)
        number = sent.json[0]["service_request_id"]
        self.assertEqual(self.ask(f"/requests/{number}.json", **REHEARSAL).status, 200)
        self.assertEqual(self.ask(f"/requests/{number}", **REHEARSAL).status, 200)
        self.assertEqual(self.ask(f"/requests/{number}.json", **HARBOR).status, 404)
        self.assertEqual(self.ask(f"/requests/{number}", **HARBOR).status, 404)
        self.assertIn([number], self.rehearsal.query("SELECT number FROM cases_case"))
        self.assertNotIn([number], self.harbor.query("SELECT number FROM cases_case"))

    def test_a_client_may_say_the_jurisdiction_instead(self):
        harbor = self.ask("/jurisdictions.json").json[0]["jurisdiction_id"]
        theirs = self.services(**REHEARSAL)
        self.assertEqual(self.services("/services.json?jurisdiction_id=rehearsal", **HARBOR), theirs)
        self.assertNotEqual(self.services(f"/services.json?jurisdiction_id={harbor}", **REHEARSAL), theirs)
        wrong = self.ask("/services.json?jurisdiction_id=atlantis", **HARBOR)
        self.assertEqual(wrong.status, 404)
        self.assertIn("atlantis is not served here", wrong.text)
        self.extra = {"jurisdiction_id": "rehearsal"}
        sent = self.send("/requests.json", **HARBOR)
        self.assertEqual(sent.status, 200, sent.text)
        self.assertIn([sent.json[0]["service_request_id"]], self.rehearsal.query("SELECT number FROM cases_case"))

    def test_each_has_an_open311_path_of_its_own(self):
        cities = {city["jurisdiction_id"]: city for city in self.ask("/jurisdictions.json").json}
        self.assertEqual(len(cities), 2)
        self.assertEqual(cities["rehearsal"]["open311"], "http://rehearsal.localhost/jurisdictions/rehearsal")
        theirs = self.services(**REHEARSAL)
        self.assertEqual(self.services("/jurisdictions/rehearsal/services.json", **HARBOR), theirs)
        sent = self.send("/jurisdictions/rehearsal/requests.json", **HARBOR)
        self.assertEqual(sent.status, 200, sent.text)
        number = sent.json[0]["service_request_id"]
        self.assertEqual(self.ask(f"/jurisdictions/rehearsal/requests/{number}.json").json[0]["service_request_id"], number)
        self.assertTrue(self.ask("/jurisdictions/rehearsal/health").json["ready"])
        self.assertIn("portico_ready 1", self.ask("/jurisdictions/rehearsal/metrics").text)
        for path in ("/jurisdictions/atlantis/services.json", "/jurisdictions/rehearsal/", "/jurisdictions/rehearsal/sign-in"):
            self.assertEqual(self.ask(path).status, 404, path)

    def test_a_key_opens_its_own_city_alone(self):
        def switch(name, host):
            return self.ask("/storm", {"mode": "auto"}, Authorization=f"Bearer {KEYS[name]}", **host).status
        self.assertEqual((switch("harbor", HARBOR), switch("rehearsal", REHEARSAL)), (200, 200))
        self.assertEqual((switch("harbor", REHEARSAL), switch("rehearsal", HARBOR)), (401, 401))

    def test_one_citys_storm_is_not_the_others(self):
        self.rehearsal.portico("storm", "on")
        self.addCleanup(self.rehearsal.portico, "storm", "auto")
        self.assertEqual(self.ask("/requests.json", **REHEARSAL).status, 503)
        self.assertEqual(self.ask("/requests.json", **HARBOR).status, 200)
        number = self.send("/requests.json", **REHEARSAL).json[0]["service_request_id"]
        for _ in range(2):  # the second is given again from memory, to its own city alone
            self.assertEqual(self.ask(f"/requests/{number}.json", **REHEARSAL).status, 200)
            self.assertEqual(self.ask(f"/requests/{number}.json", **HARBOR).status, 404)

    def test_commands_run_in_the_server_for_the_city_they_name(self):
        self.assertIn("GET\t/health", self.rehearsal.portico("routes").stdout)
        for city in (self.harbor, self.rehearsal):
            self.assertEqual(city.portico("ledger", "verify").returncode, 0)
            self.assertEqual(city.portico("check").returncode, 0)

    def test_what_cannot_be_served_together_is_refused_with_its_place(self):
        def refused(*words):
            run = subprocess.run([PORTICO, "serve", "--listen", "127.0.0.1:0", *map(str, words)], capture_output=True, text=True, timeout=60)
            self.assertEqual(run.returncode, 2, run.stdout + run.stderr)
            return run.stderr
        one, other, config = self.folder / "one", self.folder / "other", self.folder / "harbor.toml"
        self.assertIn(f"--data {one}: this city has no address of its own (accepted: a public_url in its --config", refused("--data", one, "--data", other))
        self.assertIn("another city has the same address harbor.localhost", refused("--data", one, "--config", config, "--data", other, "--config", config))
        twice = refused("--data", one, "--config", config, "--data", one, "--config", self.folder / "rehearsal.toml")
        self.assertIn(f"--data {one}: this data folder is given twice", twice)
        loud = self.folder / "loud.toml"
        loud.write_text('[server]\npublic_url = "http://loud.localhost"\nworkers = 9\n')
        self.assertIn("workers is the server's", refused("--data", one, "--config", config, "--data", other, "--config", loud))
        self.assertIn("--config: this is not said for each --data", refused("--data", one, "--config", config, "--config", loud))
        self.assertIn("--database: this is not said for each --data", refused("--data", one, "--data", other, "--database", "postgresql:///nowhere"))
        self.assertFalse(one.exists() or other.exists(), "nothing was made")


class TogetherOnSqlite(Together, unittest.TestCase):
    database = "sqlite"


class TogetherOnPostgres(Together, unittest.TestCase):
    database = "postgres"


class Sandbox(CityStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.without = cls.endpoints(), cls.city.get("/test/services.json").status
        cls.made = cls.city.portico("city", "load", ROOT / "demo", "--sandbox")
        cls.city.stop()
        cls.city.start()

    @classmethod
    def endpoints(cls):
        return {endpoint["type"]: endpoint["url"] for endpoint in cls.city.get("/discovery.json").json["endpoints"]}

    def test_without_one_nobody_is_sent_to_it(self):
        self.assertEqual((set(self.without[0]), self.without[1]), ({"production"}, 404))
        self.assertIn("the sandbox beside it, served from the next start on:", self.made.stdout)
        self.assertEqual(self.endpoints()["test"], f"http://127.0.0.1:{self.city.port}/test")
        self.assertEqual(self.city.get("/test/services.json").json, self.city.get("/services.json").json)

    def test_what_is_tried_there_is_in_no_figure_of_the_city(self):
        opened, events = self.city.query("SELECT count(*) FROM cases_case"), self.city.query("SELECT count(*) FROM ledger_event")
        asked = {"service_code": "POTHOLE", "address_string": "12 Harbor Street", "description": "Only a try"}
        body, headers = multipart(asked.items(), [("media", "a.jpg", (SAMPLES / "plain.jpg").read_bytes())])
        posted = self.city.ask("POST", "/test/requests.json", body, headers)
        self.assertEqual(posted.status, 200, posted.text)
        number = posted.json[0]["service_request_id"]
        tried = self.city.get(f"/test/requests/{number}.json").json[0]
        self.assertEqual(tried["description"], "Only a try")
        self.assertEqual([each["service_request_id"] for each in self.city.get("/test/requests.json").json], [number])
        for path in (f"/requests/{number}.json", f"/requests/{number}"):
            self.assertEqual(self.city.get(path).status, 404, path)
        self.assertEqual(self.city.query("SELECT count(*) FROM cases_case"), opened)
        self.assertEqual(self.city.query("SELECT count(*) FROM ledger_event"), events)
        self.assertNotIn(number, self.city.portico("export", "requests").stdout)

    def test_it_is_kept_in_line_with_the_citys_pack(self):
        pack = self.city.folder / "changed"
        shutil.copytree(ROOT / "demo", pack)
        services = pack / "services.toml"
        services.write_text(services.read_text().replace('name = "Pothole"', 'name = "Hole in the road"'))
        self.assertNotEqual(services.read_text(), (ROOT / "demo/services.toml").read_text())
        self.city.portico("city", "load", pack)
        for path in ("/services.json", "/test/services.json"):
            names = {service["service_code"]: service["service_name"] for service in self.city.get(path, {"Accept-Language": "en"}).json}
            self.assertEqual(names["POTHOLE"], "Hole in the road", path)
        self.city.portico("city", "load", ROOT / "demo")

    def test_a_back_up_leaves_it_out(self):
        kept = self.city.folder / "kept"
        self.city.portico("backup", "--to", kept)
        self.assertFalse([file["name"] for file in json.loads((kept / "manifest.json").read_text())["files"] if "sandbox" in file["name"]])
        self.assertFalse((kept / "sandbox").exists())


class SandboxOnPostgres(Sandbox):
    database = "postgres"
