"""A page that stays open hears that something was written of its request: server-sent events, over restarts too."""
import http.client
import json
import pathlib
import re
import signal
import tempfile
import unittest

from running_city import POSTGRES, ROOT, RunningCity

KEY = "a key of the desk, of all of it"
SETTINGS = f"""[keys]
desk = "{KEY}"

[permissions]
desk = ["message_customer"]
"""


class Line:
    """One open answer; what it brings is read with a bound of 30 s."""

    def __init__(self, city, path, last=""):
        self.connection = http.client.HTTPConnection("127.0.0.1", city.port, timeout=30)
        self.connection.request("GET", path, headers={"Last-Event-ID": last} if last else {})
        self.answer = self.connection.getresponse()

    def event(self):
        """The next one, as its fields; signs of life are passed over."""
        fields = {}
        while True:
            line = self.answer.readline().decode().rstrip("\n")
            if line == "" and "event" in fields:
                return fields
            if line == "":
                fields = {}
            elif not line.startswith(":"):
                name, _, value = line.partition(": ")
                fields[name] = value

    def close(self):
        self.connection.close()


class Live(unittest.TestCase):
    database = "sqlite"

    def setUp(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "server.toml").write_text(SETTINGS)
        self.city = RunningCity(config=folder / "server.toml", database=self.database)
        self.addCleanup(self.city.remove)
        self.city.portico("city", "load", ROOT / "demo")
        self.city.start()

    def report(self):
        answer = self.city.post("/requests.json", {"service_code": "POTHOLE", "address_string": "118 Quay Street", "description": "A hole."})
        return answer.json[0]["service_request_id"]

    def say(self, number, words):
        told = {"words": words, "status": "INVESTIGATING", "author": "R. Diaz", "department": "Street Works"}
        answer = self.city.ask("POST", f"/cases/{number}/message", json.dumps(told).encode(), {"Authorization": f"Bearer {KEY}"})
        self.assertEqual(answer.status, 200, answer.text)

    def open_page(self, number):
        """Where the request's page says that it can hear of news."""
        page = self.city.get(f"/requests/{number}")
        return re.search(r'data-live="([^"]+)"', page.text)[1].replace("&amp;", "&")

    def test_a_page_hears_of_its_own_request_and_of_no_other(self):
        mine, other = self.report(), self.report()
        line = Line(self.city, self.open_page(mine))
        self.addCleanup(line.close)
        self.assertEqual(line.answer.getheader("Content-Type"), "text/event-stream")
        self.say(other, "We look at the other one.")
        self.say(mine, "We are on our way.")
        event = line.event()
        self.assertEqual(event["event"], "changed")
        self.assertIn("We are on our way.", self.city.get(f"/requests/{mine}").text)
        self.say(mine, "We have begun.")
        while int(line.event()["id"]) <= int(event["id"]):  # what was told may be told again; the line's own bound ends this
            pass

    def test_what_was_written_between_the_page_and_its_line_is_told_at_once(self):
        number = self.report()
        path = self.open_page(number)
        self.say(number, "Sooner than the page was opened.")
        line = Line(self.city, path)
        self.addCleanup(line.close)
        self.assertEqual(line.event()["event"], "changed")

    def test_whoever_comes_again_after_a_kill_has_missed_nothing(self):
        number = self.report()
        path = self.open_page(number)
        line = Line(self.city, path)
        self.say(number, "Before the kill.")
        last = line.event()["id"]
        self.city.stop(signal.SIGKILL)
        line.close()
        self.city.start()
        self.say(number, "While nobody listened.")
        again = Line(self.city, path, last)
        self.addCleanup(again.close)
        self.assertGreater(int(again.event()["id"]), int(last))

    def test_a_request_that_is_not_public_needs_its_token(self):
        answer = self.city.get("/requests/2345-678X/live")
        self.assertEqual(answer.status, 404)


@unittest.skipUnless(POSTGRES, "needs a PostgreSQL server: script/with-postgres")
class LiveOnPostgres(Live):
    database = "postgres"


if __name__ == "__main__":
    unittest.main()
