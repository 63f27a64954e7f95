#!/usr/bin/env python3
"""Kills the PostgreSQL primary under load; its synchronous standby is promoted, and the server goes on with it by itself.

    tests/faults/failover.py [--rounds 3] [--senders 8] [--seed 1]

Each round: requests come in, the primary and all its processes get SIGKILL at a random moment, the standby is promoted, requests come in again. Then the database
is read with its own tools: no acknowledged request is missing, nothing that was sent twice under one key is there twice, and the ledger is as it was signed.
Prints the seconds from the kill until a request was acknowledged again; the last line is "N findings".
"""
import argparse
import collections
import http.client
import json
import pathlib
import random
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "journeys"))
from private_cluster import Cluster, Folder  # noqa: E402
from running_city import RunningCity  # noqa: E402

LONGEST = 90  # seconds until it must be writable again


class Sender(threading.Thread):
    """Asks on and on, each request under a key of its own that is sent again until it is answered."""

    def __init__(self, name, city):
        super().__init__(name=name, daemon=True)
        self.city, self.ending, self.acknowledged = city, threading.Event(), []  # (moment, marker, number)

    def run(self):
        sent = 0
        while not self.ending.is_set():
            sent += 1
            marker = f"{self.name}-{sent}"
            while not self.ending.is_set():
                number = self.post(marker)
                if number:
                    self.acknowledged.append((time.monotonic(), marker, number))
                    break
                time.sleep(0.02)

    def post(self, marker):
        body = urllib.parse.urlencode({"service_code": "POTHOLE", "address_string": "12 Harbor Street", "description": marker})
        connection = http.client.HTTPConnection("127.0.0.1", self.city.port, timeout=60)
        try:
            connection.request("POST", "/requests.json", body, {"Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": marker})
            answer = connection.getresponse()
            text = answer.read()
            return json.loads(text)[0]["service_request_id"] if answer.status == 200 else None
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


def await_standby(primary):
    until = time.monotonic() + 60
    while primary.query("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") != "1":
        if time.monotonic() > until:
            raise AssertionError("the standby does not follow")
        time.sleep(0.1)


def one_round(turn, dice, senders, say):
    with Folder() as folder:
        primary = Cluster(folder, 6001, synchronous_standby_names="*").init().start()
        standby = Cluster(folder, 6002)
        city = RunningCity(database="postgres", postgres=f"postgresql:///postgres?host={folder},{folder}&port=6001,6002&user=portico&target_session_attrs=read-write")
        try:
            primary.copy_to(standby, "-R")
            standby.settings["synchronous_standby_names"] = ""  # once it is alone
            standby.configure().start()
            await_standby(primary)
            city.load()
            city.start()
            asking = [Sender(f"r{turn}s{i}", city) for i in range(senders)]
            for sender in asking:
                sender.start()
            time.sleep(dice.uniform(0.5, 2))
            killed = time.monotonic()
            primary.kill()
            time.sleep(dice.uniform(0, 0.5))
            standby.promote()
            promoted = time.monotonic()
            again = first_after(asking, promoted)
            time.sleep(1)
            for sender in asking:
                sender.ending.set()
            for sender in asking:
                sender.join(70)
            return look(turn, city, standby, asking, (killed, promoted, again), say)
        finally:
            city.stop()
            for each in (primary, standby):
                each.stop("immediate")
            city.remove()


def first_after(asking, promoted):
    until = promoted + LONGEST
    while time.monotonic() < until:
        later = [moment for sender in asking for moment, _, _ in list(sender.acknowledged) if moment > promoted]
        if later:
            return min(later)
        time.sleep(0.01)
    return None


def look(turn, city, standby, asking, moments, say):
    killed, promoted, again = moments
    findings = [] if again else [f"round {turn}: not writable within {LONGEST} s of the promotion"]
    acknowledged = [each for sender in asking for each in sender.acknowledged]
    before = sum(moment <= killed for moment, _, _ in acknowledged)
    city.stop()
    for words in (["check"], ["ledger", "verify"]):
        said = city.portico(*words, check=False)
        if said.returncode:
            findings.append(f"round {turn}: portico {' '.join(words)}: {said.stdout[-500:]}{said.stderr[-500:]}")
    rows = standby.query(f'SELECT description || \' \' || number FROM "{city.schema}".cases_case').splitlines()
    there = collections.Counter(row.split()[0] for row in rows)
    numbers = {row.split()[0]: row.split()[1].replace("-", "") for row in rows}
    for _, marker, number in acknowledged:
        if numbers.get(marker) != number.replace("-", ""):
            findings.append(f"round {turn}: the acknowledged request {number} ({marker}) is missing")
    findings += [f"round {turn}: {marker} is there {count} times" for marker, count in there.items() if count > 1]
    writable = f"{again - killed:.2f} s after the kill, {again - promoted:.2f} s after the promotion" if again else "never"
    say(f"round {turn}: {before} acknowledged before the kill, {len(acknowledged) - before} after; writable {writable}; {len(findings)} findings")
    return findings


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--senders", type=int, default=8)
    words.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    asked = words.parse_args()
    print(f"failover: {asked.rounds} rounds, --seed {asked.seed}", flush=True)
    dice = random.Random(asked.seed)
    findings = []
    for turn in range(1, asked.rounds + 1):
        findings += one_round(turn, dice, asked.senders, lambda line: print(line, flush=True))
    for finding in findings:
        print(f"FOUND {finding}")
    print(f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
