"""A disk that is full, or that the system turns read-only, under a city that serves: nothing is promised, nothing that was is lost, and when it is sound again
the server goes on by itself.

The disk's faults come from tests/faults/brokendisk.cc, loaded before the program.
"""
import html
import pathlib
import shutil
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "faults"))
from running_city import RunningCity  # noqa: E402
from surroundings import Surroundings  # noqa: E402
from test_report import SAMPLES, Page, multipart  # noqa: E402

POTHOLE = {"service_code": "POTHOLE", "address_string": "12 Harbor Street"}


class BrokenDisk(unittest.TestCase):
    def setUp(self):
        self.city = RunningCity()
        self.addCleanup(self.city.remove)
        self.city.load()
        self.around = Surroundings(self.city)
        self.city.start(env=self.around.environment())
        self.acknowledged = {}  # number → words

    def ask(self, words="Deep hole"):
        answer = self.city.post("/requests.json", {**POTHOLE, "description": words})
        if answer.status == 200:
            self.acknowledged[answer.json[0]["service_request_id"]] = words
        return answer

    def ask_with_a_photo(self, photo="phone.jpg"):
        body, headers = multipart(POTHOLE.items(), [("media", photo, (SAMPLES / photo).read_bytes())])
        answer = self.city.ask("POST", "/requests.json", body, headers)
        if answer.status == 200:
            self.acknowledged[answer.json[0]["service_request_id"]] = None
        return answer

    def health(self):
        return self.city.get("/health").json

    def becomes(self, done, what, within=30):
        until = time.monotonic() + within
        while not done():
            self.assertLess(time.monotonic(), until, f"{what}: not within {within} s; {self.city.get('/health').text}")
            time.sleep(0.05)

    def unready_for(self, word):
        self.becomes(lambda: any(word in why for why in self.health()["not_ready_because"]), f"not ready because of: {word}")
        self.assertEqual(self.city.get("/health").status, 503)
        self.assertEqual(self.city.get("/health/live").status, 200)

    def reads_go_on(self):
        for number, words in self.acknowledged.items():
            answer = self.city.get(f"/requests/{number}.json")
            self.assertEqual(answer.status, 200, number)
            if words:
                self.assertEqual(answer.json[0]["description"], words)
        for path in ("/", "/requests", "/requests.json", "/services.json"):
            self.assertEqual(self.city.get(path).status, 200, path)

    def a_browser_is_told(self, says):
        form = Page(self.city.get("/es/report/POTHOLE?whole=yes").text)
        sent = {**dict(form.fields), "address": "12 Harbor Street", "description": "Un hoyo"}
        answer = self.city.post(form.action, sent, headers={"Accept": "text/html"})
        self.assertEqual(answer.status, 503, answer.text)
        self.assertIn("<h1>Esto no se puede hacer ahora</h1>", answer.text)
        self.assertIn(says, html.unescape(answer.text))

    def is_ready_again_by_itself(self):
        self.becomes(lambda: self.health()["ready"], "ready")
        self.becomes(lambda: all(not each["behind"] and not each["stopped"] for each in self.health()["subscribers"]), "subscribers caught up")

    def all_is_there(self):
        self.city.stop()
        self.city.start()
        self.reads_go_on()
        self.city.stop()
        self.assertIn("0 findings", self.city.portico("check").stdout)
        self.assertIn("all is as it was signed", self.city.portico("ledger", "verify").stdout)

    def through(self, state, says):
        for _ in range(10):
            self.assertEqual(self.ask().status, 200)
        self.assertEqual(self.ask_with_a_photo().status, 200)
        for turn in range(2):
            self.around.disk(state)
            for asking in (self.ask, self.ask_with_a_photo, lambda: self.ask_with_a_photo("plain.png")):
                until = time.monotonic() + 30
                while says not in (answer := asking()).text:  # room for one more in what lies there; or a first write that fails without a name
                    self.assertIn(answer.status, (200, 503), answer.text)
                    self.assertLess(time.monotonic(), until, "the disk still takes more")
                self.assertEqual(answer.status, 503, answer.text)
            self.unready_for("disk")
            self.reads_go_on()
            self.a_browser_is_told(says)
            self.around.disk("sound")
            self.is_ready_again_by_itself()  # nobody asks anything meanwhile
            for each in range(10):
                self.assertEqual(self.ask(f"After it {turn} {each}").status, 200)
            self.assertEqual(self.ask_with_a_photo("plain.jpg").status, 200)
        self.all_is_there()

    def test_that_is_full_keeps_nothing_and_says_so_and_goes_on_when_there_is_room(self):
        self.through("full", "the city's disk is full")

    def test_that_is_read_only_keeps_nothing_and_says_so_and_goes_on_when_it_takes_changes_again(self):
        self.through("read-only", "the city's disk takes no changes")

    def test_that_is_read_only_from_the_start_is_refused_in_plain_words(self):
        self.assertEqual(self.ask().status, 200)
        self.city.stop()
        self.around.disk("read-only")
        for words in (["serve", "--listen", "127.0.0.1:0"], ["city", "load", self.city.pack], ["backup", "--to", self.city.folder / "back-up"]):
            refused = self.city.portico(*words, check=False, env=self.around.environment())
            self.assertEqual(refused.returncode, 1, refused.stdout + refused.stderr)
            self.assertIn(f"portico: The data folder {self.city.data} cannot be used: Read-only file system", refused.stderr)
        shutil.rmtree(self.city.folder / "back-up", ignore_errors=True)
        self.all_is_there()


if __name__ == "__main__":
    unittest.main()
