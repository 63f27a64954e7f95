#!/usr/bin/env python3
"""Thousands of clients that are slow on purpose: heads that come letter by letter, bodies that do, answers that nobody takes. Others are served meanwhile.

    tests/faults/slow_clients.py [--clients 10000] [--posts 100] [--seed 1]

Tells how many were open at once, the server's memory a connection, and how long the posts of others took while all of them hung (nothing is measured against a
limit: each must be answered); then that the server has cut off every one of them and has its descriptors back. The last line is "N findings".
"""
import argparse
import collections
import pathlib
import random
import resource
import select
import socket
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "journeys"))
from running_city import RunningCity  # noqa: E402

POTHOLE = {"service_code": "POTHOLE", "address_string": "12 Harbor Street"}
HEAD = b"POST /requests.json HTTP/1.1\r\nHost: slow\r\nContent-Type: application/x-www-form-urlencoded\r\n"
ASKS = b"GET /requests.json?page_size=500 HTTP/1.1\r\nHost: slow\r\n\r\n" * 30
READERS = 40      # each has the server make megabytes that it never takes; what it has not read keeps it from hearing of the end
CUT_OFF = 120     # seconds within which the server must have ended all of them; its own limits are 30 and 60
OPENED_AT_ONCE = 200
OF_OTHERS = 15    # descriptors that the city itself may have opened meanwhile


class SlowClients(threading.Thread):
    """All of them, on one thread: `open` is how many are, `cut` how many the server has ended."""

    def __init__(self, port, count, dice):
        super().__init__(daemon=True)
        self.port, self.count, self.dice = port, count, dice
        self.ending, self.ready = threading.Event(), threading.Event()
        self.kinds, self.sockets, self.cut = collections.Counter(), {}, 0

    @property
    def open(self):
        return len(self.sockets)

    @property
    def hearing(self):
        return sum(kind != "reader" for _, kind in list(self.sockets.values()))

    def connect(self, number):
        slow = socket.socket()
        kind = "reader" if number % max(1, self.count // READERS) == 0 else self.dice.choice(["head", "body"])
        if kind == "reader":
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        try:
            slow.connect(("127.0.0.1", self.port))
            slow.send({"reader": ASKS, "head": HEAD[:self.dice.randrange(1, len(HEAD))], "body": HEAD + b"Content-Length: 900\r\n\r\nservice_code="}[kind])
        except OSError:
            slow.close()
            return
        slow.setblocking(False)
        self.kinds[kind] += 1
        self.sockets[slow.fileno()] = (slow, kind)
        self.poll.register(slow.fileno(), select.EPOLLRDHUP | (0 if kind == "reader" else select.EPOLLIN))

    def run(self):
        self.poll = select.epoll()
        for number in range(self.count):
            self.connect(number)
            if number % OPENED_AT_ONCE == 0:
                self.look()
        self.ready.set()
        while not self.ending.is_set() and self.sockets:
            self.look(1)
            for slow, kind in self.dice.sample(list(self.sockets.values()), self.open // 5):  # a letter every few seconds
                if kind != "reader":
                    self.send_a_letter(slow)
        for slow, _ in list(self.sockets.values()):
            slow.close()

    def send_a_letter(self, slow):
        try:
            slow.send(b"x")
        except OSError:
            self.end(slow.fileno())

    def look(self, wait=0):
        for number, _ in self.poll.poll(wait, self.count):
            self.end(number)  # an answer to so little is a refusal, and the end

    def end(self, number):
        if number in self.sockets:
            slow, _ = self.sockets.pop(number)
            self.poll.unregister(number)
            slow.close()
            self.cut += 1


class Story:
    def __init__(self, clients, posts, seed, say=print):
        self.clients, self.posts, self.dice, self.say, self.findings = clients, posts, random.Random(seed), say, []
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    def find(self, what):
        self.findings.append(what)
        self.say(f"  FOUND {what}")

    def run(self):
        city = RunningCity(samples=True)
        try:
            city.load()
            city.start()
            self.tell(city)
        finally:
            city.remove()
        return self.findings

    def tell(self, city):
        self.post(city, 10)
        before = self.footprint(city)
        slow = SlowClients(city.port, self.clients, self.dice)
        slow.start()
        slow.ready.wait(300)
        at_once, kinds = slow.open, dict(slow.kinds)
        took = self.post(city, self.posts)
        during = self.footprint(city)
        still = slow.open
        self.say(f"{at_once} of {self.clients} slow clients open at once {kinds}; {still} still when {len(took)} posts of others were answered: "
                 f"median {1000 * sorted(took)[len(took) // 2]:.1f} ms, longest {1000 * max(took):.1f} ms")
        self.say(f"memory {before[0] / 1024:.0f} MB before, {during[0] / 1024:.0f} MB with them: {(during[0] - before[0]) / max(1, still):.1f} kB a connection")
        if at_once < 0.9 * self.clients or still < 0.5 * self.clients:
            self.find(f"only {at_once}, then {still}, slow clients hung at once: this story has told nothing")
        self.are_cut_off(city, slow, before[1])
        slow.ending.set()
        slow.join(60)
        self.post(city, 10)
        city.stop()
        checked = city.portico("check", check=False)
        if checked.returncode:
            self.find(checked.stdout)

    def post(self, city, count):
        took = []
        for _ in range(count):
            began = time.monotonic()
            try:
                answer = city.post("/requests.json", POTHOLE, timeout=30)
                if answer.status != 200:
                    self.find(f"somebody else is answered with {answer.status} {answer.text[:200]}")
            except OSError as broken:
                self.find(f"somebody else is not answered: {broken}")
            took.append(time.monotonic() - began)
        return took

    def are_cut_off(self, city, slow, descriptors):
        until = time.monotonic() + CUT_OFF
        while (slow.hearing or self.footprint(city)[1] > descriptors + OF_OTHERS) and time.monotonic() < until:
            time.sleep(0.2)
        now = self.footprint(city)[1]
        self.say(f"{slow.cut} heard that they were cut off; descriptors {descriptors} before, {now} after")
        if slow.hearing:
            self.find(f"{slow.hearing} slow clients are still open after {CUT_OFF} s")
        if now > descriptors + OF_OTHERS:
            self.find(f"{now} descriptors are open, {descriptors} were before")

    def footprint(self, city):
        """kB of memory, descriptors."""
        process = pathlib.Path("/proc") / str(city.process.pid)
        memory = next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmRSS"))
        return int(memory.split()[1]), len(list((process / "fd").iterdir()))


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--clients", type=int, default=10_000)
    words.add_argument("--posts", type=int, default=100)
    words.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    asked = words.parse_args()
    print(f"slow_clients: {asked.clients} clients, --seed {asked.seed}", flush=True)
    findings = Story(asked.clients, asked.posts, asked.seed, say=lambda line: print(line, flush=True)).run()
    print(f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
