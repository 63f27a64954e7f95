#!/usr/bin/env python3
"""Measures pages that stay open: what 2,000 of them cost in memory and intake, and how soon each hears of what was written.

    script/bench live [--pages 2000] [--seconds 20]

Each page is an idle connection that waits for news of one of 50 requests. Prints memory before and with them, intake without and with them, and the time from an answered
update to the event at a page; with all of them open, also to the changed words on a page in a real browser. Writes a table to docs/measurements/.
"""
import argparse
import json
import pathlib
import random
import resource
import selectors
import socket
import statistics
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from clocks import city_load, spoken
from measure import CONNECTIONS, PORTICO, ROOT, Process, Table, free_port, intake_bodies, load, resident_mb, wait_for_subscribers, wait_until_answered, write_report

sys.path.insert(0, str(ROOT / "tests/journeys"))
from real_browser import Keyboard, RealBrowser  # noqa: E402

KEY = "a key of the bench"


def ask(base, path, body=None, headers=None):
    return urllib.request.urlopen(urllib.request.Request(base + path, body, headers or {}), timeout=30).read()


def opened(base):
    form = urllib.parse.urlencode({"service_code": "POTHOLE", "address_string": "12 Harbor Street"}).encode()
    return json.loads(ask(base, "/requests.json", form))[0]["service_request_id"]


class Pages:
    """Connections that wait; what comes is read by one selector."""

    def __init__(self, port, numbers, count):
        self.selector, self.sockets = selectors.DefaultSelector(), []
        for first in range(0, count, 200):  # more at once than the server's queue holds are told to come again
            group = [self.ask(port, numbers[turn % len(numbers)]) for turn in range(first, min(first + 200, count))]
            for turn, page in enumerate(group, first):
                head = page.recv(4096)
                if not head.startswith(b"HTTP/1.1 200"):
                    raise SystemExit(f"page {turn}: {head.decode(errors='replace')}")
                page.setblocking(False)
                self.selector.register(page, selectors.EVENT_READ, turn)
                self.sockets.append(page)

    @staticmethod
    def ask(port, number):
        page = socket.create_connection(("127.0.0.1", port), timeout=30)
        page.sendall(f"GET /requests/{number}/live HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
        return page

    def drain(self):
        while ready := self.selector.select(0):
            for key, _ in ready:
                key.fileobj.recv(65536)

    def hear(self, wanted, bound=30):
        """Seconds until each of so many pages has heard that its request changed."""
        begun, heard = time.monotonic(), {}
        while len(heard) < wanted:
            if time.monotonic() - begun > bound:
                raise SystemExit(f"{len(heard)} of {wanted} pages heard within {bound} s")
            for key, _ in self.selector.select(1):
                if b"event: changed" in key.fileobj.recv(65536):
                    heard.setdefault(key.data, time.monotonic() - begun)
        return list(heard.values())

    def close(self):
        for page in self.sockets:
            page.close()


def update(base, number, words):
    told = json.dumps({"words": words, "status": "INVESTIGATING", "author": "R. Diaz", "department": "Street Works"}).encode()
    ask(base, f"/cases/{number}/message", told, {"Authorization": f"Bearer {KEY}"})


def until_drawn(base, number, turns):
    """Milliseconds from an answered update to its words on a page that somebody has open; both by the machine's clock."""
    delays = []
    with RealBrowser() as browser:
        reader = Keyboard(browser, base).open(f"/requests/{number}")
        for turn in range(turns):
            words = f"News {turn} for who looks."
            drawn = browser.order("shown_at", seat=reader.seat, selector=".story", text=words)
            update(base, number, words)
            answered = 1000 * time.time()
            delays.append(max(0.0, browser.answer(drawn)["at"] - answered))
            time.sleep(0.2)
        reader.leave()
    return sorted(delays)


def measure(folder, count, seconds, table):
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    data, config, port = folder / "data", folder / "server.toml", free_port()
    config.write_text(f'[keys]\nbench = "{KEY}"\n\n[permissions]\nbench = ["message_customer"]\n')
    city_load(ROOT / "demo", data)
    base = f"http://127.0.0.1:{port}"
    with Process([PORTICO, "serve", "--data", data, "--config", config, "--listen", f"127.0.0.1:{port}"]) as server:
        wait_until_answered(base + "/health/live", server)
        numbers = [opened(base) for _ in range(50)]
        bodies = intake_bodies(folder, ROOT / "demo")
        intake = lambda: load(base + "/requests.json", "intake", seconds, bodies)
        intake()
        without = intake()
        wait_for_subscribers(base)
        before = resident_mb(server.pid)
        pages = Pages(port, numbers, count)
        time.sleep(2)
        table.add(f"memory of {count:,} pages that stay open and are told nothing", f"{resident_mb(server.pid) - before:.1f} MB", f"{before:.0f} MB without them", "< 20 MB",
                  resident_mb(server.pid) - before < 20)
        table.add(f"intake without them, {CONNECTIONS} connections, {seconds} s", spoken(without))
        along = intake()
        table.add("intake with them", spoken(along), f"{100 * along['rate'] / without['rate']:.0f} % of it without", "unharmed (≥ 95 %)", along["rate"] >= 0.95 * without["rate"])
        wait_for_subscribers(base)
        pages.drain()
        delays = []
        for turn in range(20):
            number = random.Random(turn).choice(numbers)
            update(base, number, f"News {turn}.")
            delays += pages.hear(count // len(numbers))
            time.sleep(0.2)
        delays.sort()
        table.add(f"from an answered update to the event, {len(delays)} of them, 40 pages at once", f"median {1000 * statistics.median(delays):.0f} ms, p99 {1000 * delays[int(len(delays) * 0.99)]:.0f} ms")
        pages.drain()
        drawn = until_drawn(base, numbers[0], 20)
        table.add(f"from an answered update to its words on a page in Chromium, {len(drawn)} of them", f"median {statistics.median(drawn):.0f} ms, longest {drawn[-1]:.0f} ms", "",
                  "< 30 s", drawn[-1] < 30_000)
        pages.close()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=int, default=2000, help="that stay open")
    options.add_argument("--seconds", type=int, default=20, help="of each load")
    asked = options.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory(prefix="portico-bench-") as name:
        measure(pathlib.Path(name), asked.pages, asked.seconds, table)
    write_report(table, f"script/bench live --pages {asked.pages} --seconds {asked.seconds}", "live-")


if __name__ == "__main__":
    sys.exit(main())
