"""Another system is told what happens: by the receiver of the docs, over a kill of the server, refused and told again."""
import http.server
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import unittest

from browser import Browser
from running_city import PASSWORD, ROOT, RunningCity, free_port

HOLE = {"service_code": "POTHOLE", "address_string": "118 Quay Street", "description": "A deep hole."}


class Receiver:
    """docs/webhook_receiver.py as another house would run it."""

    def __init__(self, folder, port):
        self.kept, self.port, self.process = folder / "events.jsonl", port, None

    def start(self, secret):
        self.process = subprocess.Popen([sys.executable, ROOT / "docs/webhook_receiver.py", str(self.port), self.kept],
                                        env={**os.environ, "WEBHOOK_SECRET": secret})

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def events(self):
        return [json.loads(line) for line in self.kept.read_text().splitlines()] if self.kept.exists() else []

    def wait_for(self, wanted, within=30):
        until = time.monotonic() + within
        while not wanted(self.events()):
            if time.monotonic() > until:
                raise AssertionError(f"not told within {within} s: {[each['type'] for each in self.events()]}")
            time.sleep(0.05)


class Webhooks(unittest.TestCase):
    database = "sqlite"

    @classmethod
    def setUpClass(cls):
        cls.city = RunningCity(database=cls.database)
        cls.addClassCleanup(cls.city.remove)
        cls.city.load()
        cls.city.add_person("ada@harborview.example", "Ada L.", "Technology", "administrator")
        cls.city.start()
        cls.ada = Browser(cls.city.port)
        cls.ada.go("/sign-in")
        cls.ada.send("/sign-in", name="ada@harborview.example", password=PASSWORD)

    def added(self, port, **more):
        self.ada.go("/webhooks")
        page = self.ada.send("/webhooks", **{"url": f"http://127.0.0.1:{port}/", "types": "", **more})
        self.assertEqual(page.status, 200, page.words)
        at = re.search(r'action="(/webhooks/\d+)/replay"', page.text)[1]
        self.addCleanup(self.remove, at)
        return at, re.search(r"whsec_[A-Za-z0-9+/=]+", page.text)[0]

    def remove(self, at):
        self.ada.go(at)
        self.ada.send(at + "/remove")

    def reported(self):
        answer = self.city.post("/requests.json", HOLE)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json[0]["service_request_id"]

    def test_the_receiver_of_the_docs_takes_each_event_once_in_its_order(self):
        receiver = Receiver(self.city.folder, free_port())
        self.addCleanup(receiver.stop)
        at, secret = self.added(receiver.port)
        self.assertNotIn(secret, self.ada.go(at).text, "it is shown once")
        numbers = [self.reported() for _ in range(5)]  # nobody answers yet
        receiver.start(secret)
        opened = lambda events: [each["number"] for each in events if each["type"] == "CaseOpened/1"]
        receiver.wait_for(lambda events: set(numbers) <= set(opened(events)))
        self.city.stop(signal.SIGKILL)
        self.city.start()
        self.ada.origin = f"http://127.0.0.1:{self.city.port}"
        more = [self.reported() for _ in range(5)]
        receiver.wait_for(lambda events: set(more) <= set(opened(events)))
        ids = [int(each["id"]) for each in receiver.events()]
        self.assertEqual(ids, sorted(set(ids)), "each once, in its order")
        self.assertEqual(opened(receiver.events()), numbers + more)
        receiver.stop()
        receiver.kept.unlink()
        receiver.start(secret)
        self.ada.go(at)
        page = self.ada.send(at + "/replay", position="0")
        self.assertEqual(page.status, 200)
        receiver.wait_for(lambda events: set(numbers + more) <= set(opened(events)))

    def test_what_is_refused_is_shown_and_told_again(self):
        refused, taken, picky = [], [], [True]

        class Picky(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                told = told if isinstance(told, list) else [told]
                if picky[0] and not refused:
                    refused.append(told[0]["number"])
                if picky[0] and any(each["number"] in refused for each in told):
                    self.send_response(422)
                else:
                    taken.extend(each.get("number", "") for each in told)
                    self.send_response(204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Picky)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        at, _ = self.added(server.server_port, types="CaseOpened/1")
        first, second = self.reported(), self.reported()
        until = time.monotonic() + 30
        while second not in taken or "HTTP 422" not in self.ada.go(at).text:
            self.assertLess(time.monotonic(), until, "not told within 30 s")
            time.sleep(0.05)
        self.assertEqual(refused, [first])
        self.assertNotIn(first, taken)
        picky[0] = False
        self.ada.go(at)
        self.ada.send(at + "/redeliver")
        while first not in taken or "HTTP 422" in self.ada.go(at).text:  # what it took is written down a moment later
            self.assertLess(time.monotonic(), until, "not told again within 30 s")
            time.sleep(0.05)

    def test_a_webhook_that_cannot_be_is_named(self):
        self.ada.go("/webhooks")
        page = self.ada.send("/webhooks", url="http://works.example/", types="")
        self.assertEqual(page.status, 400)
        self.assertIn("https://…, or http:// to this machine", page.words)


class WebhooksOnPostgres(Webhooks):
    database = "postgres"


if __name__ == "__main__":
    unittest.main()
