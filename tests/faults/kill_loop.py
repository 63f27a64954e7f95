#!/usr/bin/env python3
"""Kills the real server with SIGKILL while requests and updates come in, again and again, and looks for what it had promised.

    tests/faults/kill_loop.py [--kills 30] [--database sqlite|postgres] [--seed 1] [--senders 12]

After each kill the ledger and the references are checked by the program itself, and after the restart everything that was acknowledged is asked for
again. At the end the database is read with its own tools, past the program: no acknowledged request or update is missing, no effect is there by half
(rows, clocks, events, tally), nothing stands there twice that was sent twice under one key. The last line is "N kills, M findings".
"""
import argparse
import csv
import datetime
import http.client
import json
import pathlib
import random
import signal
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "journeys"))
from running_city import POSTGRES, RunningCity  # noqa: E402

RAN_OUT_TWICE = "SELECT subject, payload FROM ledger_event WHERE type = 'ClockRanOut/1' GROUP BY subject, payload HAVING count(*) > 1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Record:
    """What was acknowledged, and what may or may not have been done."""

    def __init__(self):
        self.lock = threading.Lock()
        self.requests = {}         # marker → number
        self.updates = {}          # update id → (number, text, closes)
        self.in_doubt = []         # (fields, headers) of requests that were sent and never answered
        self.refused = []          # answers that are neither 200 nor "not now"
        self.not_now = 0


class Sender(threading.Thread):
    """Sends requests and updates on a connection of its own until it is told to end or the server is gone."""

    def __init__(self, name, city, record, dice, places):
        super().__init__(name=name, daemon=True)
        self.city, self.record, self.dice, self.places = city, record, dice, places
        self.ending = threading.Event()
        self.own = []  # numbers that only this sender updates: (number, closed)

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.city.port, timeout=30)
        sent = 0
        try:
            while not self.ending.is_set():
                sent += 1
                if self.own and self.dice.random() < 0.35:
                    self.update(connection, f"{self.name}-u{sent}")
                else:
                    self.open(connection, f"{self.name}-r{sent}")
        except (OSError, http.client.HTTPException):
            pass  # the server is gone: what was on its way is in doubt
        finally:
            connection.close()

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc)

    def post(self, connection, path, fields, headers):
        connection.request("POST", path, urllib.parse.urlencode(fields), {**FORM, **headers})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status == 503:
            self.record.not_now += 1
            time.sleep(0.01)
        elif answer.status != 200:
            self.record.refused.append(f"{path} {fields}: {answer.status} {body[:200]}")
        return json.loads(body) if answer.status == 200 else None

    def open(self, connection, marker):
        latitude, longitude = self.dice.choice(self.places)
        fields = {"service_code": "POTHOLE", "lat": latitude, "long": longitude, "description": marker}
        headers = {"Idempotency-Key": marker} if self.dice.random() < 0.5 else {}
        with self.record.lock:
            self.record.in_doubt.append((fields, headers))
        answer = self.post(connection, "/requests.json", fields, headers)
        with self.record.lock:
            self.record.in_doubt.remove((fields, headers))
            if answer:
                self.record.requests[marker] = answer[0]["service_request_id"]
        if answer:
            self.own.append(answer[0]["service_request_id"])

    def update(self, connection, update_id):
        number = self.dice.choice(self.own)
        closes = self.dice.random() < 0.4
        if closes:
            self.own.remove(number)
        fields = {"service_request_id": number, "update_id": update_id, "status": "FIXED" if closes else "INVESTIGATING",
                  "updated_datetime": self.now().isoformat(timespec="milliseconds"), "description": f"About {update_id}"}
        answer = self.post(connection, "/servicerequestupdates.json", fields, {})
        if answer:
            with self.record.lock:
                self.record.updates[update_id] = (number, fields["description"], closes)


def places_in(pack):
    with open(pack / "sample-cases.csv", newline="", encoding="utf-8") as file:
        rows = [row for row, _ in zip(csv.DictReader(file), range(400))]
    return [(row["latitude"], row["longitude"]) for row in rows if row["latitude"]]


class KillLoop:
    def __init__(self, database, kills, seed, senders, say=print, city=None):
        self.kills, self.senders, self.say = kills, senders, say
        self.dice = random.Random(seed)
        self.city = city or RunningCity(database=database)
        self.record = Record()
        self.findings = []
        self.kept_heads = self.city.folder / "kept-heads.jsonl"  # as somebody outside would hold them
        self.places = places_in(self.city.pack)

    def find(self, what):
        self.findings.append(what)
        self.say(f"  FOUND {what}")

    def run(self):
        try:
            self.load()
            for kill in range(1, self.kills + 1):
                self.round(kill)
            self.last_look()
        finally:
            self.city.remove()
        return self.findings

    def load(self):
        self.city.load()

    def start(self, within=30):
        self.city.start(within=within)

    def kill(self):
        self.city.stop(signal.SIGKILL)

    def round(self, kill):
        self.start()
        already = set(self.record.requests)
        senders = [self.sender(i, f"k{kill}s{i}") for i in range(self.senders)]
        for sender in senders:
            sender.start()
        time.sleep(self.dice.uniform(0.2, 1.5))  # when the power fails is chance; nothing is measured by it
        self.keep_heads()
        self.kill()
        for sender in senders:
            sender.ending.set()
            sender.join(60)
        if self.dice.random() < 0.3:
            self.kill_while_it_starts()
        self.check_with_the_program(kill)
        self.start()
        new = {marker: number for marker, number in self.record.requests.items() if marker not in already}
        for marker, number in new.items():
            self.ask_for(marker, number)
        self.send_again()
        self.kill()  # idle this time, the sealer perhaps not
        self.say(f"kill {kill}: {len(new)} requests acknowledged, {len(self.record.requests)} in all, {len(self.record.updates)} updates")
        for refused in self.record.refused[:5]:
            self.find(f"refused: {refused}")
        self.record.refused.clear()

    def sender(self, _, name):
        return Sender(name, self.city, self.record, random.Random(self.dice.random()), self.places)

    def kill_while_it_starts(self):
        try:
            self.start(within=self.dice.uniform(0.001, 0.2))
        except AssertionError:
            pass  # not yet up, as meant
        self.kill()

    def keep_heads(self):
        heads = self.city.data / "heads.jsonl"
        if heads.exists():
            whole, line_end, _ = heads.read_text().rpartition("\n")
            self.kept_heads.write_text(whole + line_end)

    def check_with_the_program(self, kill):
        kept = ["--heads", self.kept_heads] if self.kept_heads.exists() and self.kept_heads.stat().st_size else []
        for words in (["ledger", "verify", *kept], ["check"]):
            run = self.city.portico(*words, check=False)
            if run.returncode:
                self.find(f"kill {kill}: portico {words[0]} ended with {run.returncode}: {(run.stdout + run.stderr)[-600:]}")

    def ask_for(self, marker, number):
        answer = self.city.get(f"/requests/{number}.json?extensions=true")
        if answer.status != 200:
            return self.find(f"the acknowledged request {number} ({marker}) is answered with {answer.status}")
        request = answer.json[0]
        if request["description"] != marker or not request["expected_datetime"] or not request["extended_attributes"]["first_status_due"]:
            self.find(f"the acknowledged request {number} ({marker}) came back as {request}")

    def send_again(self):
        """Whoever had no answer sends again; under a key that is safe."""
        in_doubt, self.record.in_doubt = self.record.in_doubt, []
        for fields, headers in in_doubt:
            if not headers:
                continue
            answer = self.city.post("/requests.json", fields, headers)
            if answer.status == 200:
                self.record.requests[fields["description"]] = answer.json[0]["service_request_id"]
            else:
                self.find(f"sent again, {fields['description']} is answered with {answer.status} {answer.text[:200]}")

    def last_look(self):
        self.city.start()
        until = time.monotonic() + 60
        while (self.behind() or not self.city.get("/health").json["ready"]) and time.monotonic() < until:
            time.sleep(0.05)
        if self.behind():
            self.find(f"subscribers are still behind: {self.city.get('/health').text}")
        self.city.stop()
        self.check_with_the_program("last look")
        self.compare_with_the_database()

    def behind(self):
        return any(subscriber["behind"] for subscriber in self.city.get("/health").json["subscribers"])

    def number(self, sql):
        return int(self.city.query(sql)[0][0])

    def compare_with_the_database(self):
        self.compare_requests()
        self.compare_updates()
        self.compare_effects()

    def compare_requests(self):
        rows = {}
        for id_, number, text, status, first_due, due in self.city.query("SELECT id, number, description, status, first_due, outcome_due FROM cases_case"):
            rows.setdefault(text, []).append(number)
            if not first_due or not due:
                self.find(f"case {id_} has no clock")
        for marker, numbers in rows.items():
            if len(numbers) > 1:
                self.find(f"{marker} was opened {len(numbers)} times")
        for marker, number in self.record.requests.items():
            if number.replace("-", "") not in [stored.replace("-", "") for stored in rows.get(marker, [])]:
                self.find(f"the acknowledged request {number} ({marker}) is not in the database")

    def compare_updates(self):
        texts = dict(self.city.query("SELECT update_id, text FROM cases_message WHERE update_id IS NOT NULL"))
        closed = {number.replace("-", "") for (number,) in self.city.query("SELECT number FROM cases_case WHERE status = 1 AND outcome_stopped IS NOT NULL")}
        for update_id, (number, text, closes) in self.record.updates.items():
            if texts.get(update_id) != text:
                self.find(f"the acknowledged update {update_id} of {number} is not in the database")
            if closes and number.replace("-", "") not in closed:
                self.find(f"{number} was closed by {update_id}, and is not")

    def compare_effects(self):
        count = self.number
        events = count("SELECT count(*) FROM ledger_event")
        if count("SELECT coalesce(max(position), 0) FROM ledger_event") != events:
            self.find("positions are not dense")
        of = "SELECT count(*) FROM ledger_event WHERE type = '{}/1'"
        pairs = [("cases and CaseOpened", "SELECT count(*) FROM cases_case", of.format("CaseOpened")),
                 ("messages and MessageSent", "SELECT count(*) FROM cases_message", of.format("MessageSent")),
                 ("closed cases and CaseClosed", "SELECT count(*) FROM cases_case WHERE status = 1", of.format("CaseClosed")),
                 ("the tally of opened and CaseOpened", "SELECT coalesce(sum(opened), 0) FROM cases_tally", of.format("CaseOpened")),
                 ("the tally of closed and CaseClosed", "SELECT coalesce(sum(closed), 0) FROM cases_tally", of.format("CaseClosed"))]
        for what, one, other in pairs:
            if count(one) != count(other):
                self.find(f"{what} differ: {count(one)} and {count(other)}")
        for subject, payload in self.city.query(RAN_OUT_TWICE):
            self.find(f"a due instant of {subject} fired more than once: {payload}")
        torn = self.city.query("SELECT id FROM cases_case WHERE version <> (SELECT count(*) FROM ledger_event WHERE subject = 'case:' || id) "
                          "OR version <> (SELECT coalesce(max(version), 0) FROM ledger_event WHERE subject = 'case:' || id)")
        if torn:
            self.find(f"cases whose events do not fit their version: {torn[:10]}")
        if self.city.on_postgres and count("SELECT count(*) FROM ledger_pending"):
            self.find("events still wait for a position")
        self.say(f"looked at {len(self.record.requests)} requests, {len(self.record.updates)} updates, {events} events; {self.record.not_now} times 503")


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--kills", type=int, default=30)
    words.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    words.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    words.add_argument("--senders", type=int, default=12)
    asked = words.parse_args()
    if asked.database == "postgres" and not POSTGRES:
        sys.exit("kill_loop: PORTICO_TEST_POSTGRES is not set: run through script/with-postgres")
    print(f"kill_loop: {asked.database}, {asked.kills} kills, --seed {asked.seed}", flush=True)
    loop = KillLoop(asked.database, asked.kills, asked.seed, asked.senders, say=lambda line: print(line, flush=True))
    findings = loop.run()
    print(f"{asked.kills} kills, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
