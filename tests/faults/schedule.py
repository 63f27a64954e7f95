#!/usr/bin/env python3
"""Draws faults by a seed and lets them befall the real server, one after another, while requests, updates and photos come in.

    tests/faults/schedule.py [--seed 1] [--minutes 1] [--database sqlite|postgres] [--senders 6]

The schedule is printed first: the same seed draws the same one, and so a failure can be told again. After each fault the program checks its own references and
ledger, everything that was acknowledged is asked for again, and a server that lived through the fault must be ready by itself. At the end the database is read
past the program (kill_loop.py): nothing acknowledged is missing, nothing is there by half or twice, each due instant fired once. The last line is "N faults,
M findings".
"""
import argparse
import dataclasses
import datetime
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "journeys"))
from kill_loop import Sender  # noqa: E402
from power_cut import Photographer, PowerCuts  # noqa: E402
from private_cluster import Cluster, Folder  # noqa: E402
from running_city import RunningCity  # noqa: E402
from slow_clients import SlowClients  # noqa: E402
from surroundings import library  # noqa: E402

DAY = 86_400
READY = 90         # seconds within which a server that lives must be ready again
A_FAULT_TAKES = 5  # seconds, about, with the starts and the checks around it: how many are drawn for the minutes
EVERYWHERE = ["kill", "cut", "clock", "slow_clients", "full", "read_only"]
OF_SQLITE = ["slow_sync", "fail_sync"]
OF_POSTGRES = ["lost_backend", "lost_database", "full_database"]
ENDS = ["mended", "mended", "kill", "cut"]


@dataclasses.dataclass
class Fault:
    kind: str
    after: float   # seconds of load before it
    held: float    # seconds
    amount: int    # days, milliseconds, clients, times: what its kind says
    end: str       # what comes then: it is mended, or the server dies in the midst of it

    def __str__(self):
        return f"{self.kind} {self.amount}".ljust(18) + f"after {self.after:.2f} s for {self.held:.2f} s, then {self.end}"


def drawn(seed, minutes, database):
    """All faults of a schedule: each kind comes once before any comes again."""
    dice = random.Random(f"{seed} {database}")
    amounts = {"clock": lambda: dice.choice([-3, 0, 3, 10]), "slow_clients": lambda: dice.randrange(50, 400), "slow_sync": lambda: dice.randrange(5, 120),
               "fail_sync": lambda: dice.randrange(1, 6)}
    faults, bag = [], []
    while len(faults) * A_FAULT_TAKES < minutes * 60:
        if not bag:
            bag = EVERYWHERE + (OF_SQLITE if database == "sqlite" else OF_POSTGRES)
            dice.shuffle(bag)
        kind = bag.pop()
        end = kind if kind in ("kill", "cut") else dice.choice(ENDS)
        faults.append(Fault(kind, dice.uniform(0.1, 0.8), dice.uniform(0.2, 1.5), amounts.get(kind, lambda: 0)(), end))
    return faults


class ByTheCitysClock(Sender):
    ahead = 0  # seconds

    def now(self):
        return super().now() + datetime.timedelta(seconds=ByTheCitysClock.ahead)


class Schedule(PowerCuts):
    def __init__(self, seed, minutes=1, database="sqlite", senders=6, say=print):
        self.faults = drawn(seed, minutes, database)
        self.cluster, self.folder = None, None
        city = None
        if database == "postgres":
            self.folder = Folder()
            self.cluster = Cluster(self.folder.__enter__(), 6001).init()
            self.cluster.environment = {"LD_PRELOAD": str(library("brokendisk")), "FAULTS_DISK_UNDER": str(self.cluster.data / "base"),
                                        "FAULTS_DISK_STATE": str(self.cluster.folder / "disk-state")}
            self.cluster.start()
            city = RunningCity(database="postgres", postgres=self.cluster.url)
        super().__init__(len(self.faults), seed, senders, say=say, city=city)
        for number, fault in enumerate(self.faults, 1):
            say(f"{number:3} {fault}")

    def run(self):
        try:
            return super().run()
        finally:
            ByTheCitysClock.ahead = 0
            if self.cluster:
                self.cluster.stop("immediate")
                self.folder.__exit__()

    def sender(self, number, name):
        return (Photographer if number == 0 else ByTheCitysClock)(name, self.city, self.record, random.Random(self.dice.random()), self.places)

    def round(self, number):
        fault = self.faults[number - 1]
        self.start(**({"FAULTS_SYNC_MS": str(fault.amount)} if fault.kind == "slow_sync" else {}))
        already, updates = set(self.record.requests), len(self.record.updates)
        senders = [self.sender(i, f"f{number}s{i}") for i in range(self.senders)]
        for sender in senders:
            sender.start()
        time.sleep(fault.after)
        getattr(self, "befalls_" + fault.kind, self.hold)(fault)
        if fault.end == "mended":
            self.must_be_ready(number, fault)
        for sender in senders:
            sender.ending.set()
            sender.join(60)
        self.city.stop()
        self.await_database()
        self.check_with_the_program(f"{number}, {fault.kind}")
        self.start()
        new = {marker: request for marker, request in self.record.requests.items() if marker not in already}
        for marker, request in new.items():
            self.ask_for(marker, request)
        self.send_again()
        self.city.stop()
        # An update may be sent by the old time and read by the new.
        for refused in [each for each in self.record.refused if "updated_datetime lies" not in each][:5]:
            self.find(f"fault {number}, {fault.kind}: refused: {refused}")
        self.record.refused.clear()
        self.say(f"fault {number}, {fault.kind}: {len(new)} requests and {len(self.record.updates) - updates} updates acknowledged, "
                 f"{self.record.not_now} times 503 so far")

    def await_database(self):
        """A server that starts while its database recovers says so and ends: whoever runs it starts it again. Here it is started once."""
        until = time.monotonic() + READY
        while self.cluster:
            try:
                self.cluster.query("SELECT 1")
                return
            except subprocess.CalledProcessError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def must_be_ready(self, number, fault):
        until = time.monotonic() + READY
        told = None
        while time.monotonic() < until:
            try:
                told = self.city.get("/health")
                if told.json["ready"] and not any(each["stopped"] for each in told.json["subscribers"]):
                    return
            except (OSError, KeyError, ValueError) as broken:
                told = broken
            time.sleep(0.1)
        self.find(f"fault {number}, {fault.kind}: not ready {READY} s after it: {told.text if hasattr(told, 'text') else told}")

    def hold(self, fault):
        """As long as it lasts; where it ends with the server's death, that comes in the midst of it."""
        time.sleep(fault.held)
        self.keep_heads()
        if fault.end == "cut":
            self.kill()
        elif fault.end == "kill":
            self.city.stop(signal.SIGKILL)

    def befalls_clock(self, fault):
        ByTheCitysClock.ahead = fault.amount * DAY
        self.around.set_clock(ByTheCitysClock.ahead)
        self.hold(fault)

    def befalls_slow_clients(self, fault):
        slow = SlowClients(self.city.port, fault.amount, random.Random(fault.amount))
        slow.start()
        slow.ready.wait(60)
        self.hold(fault)
        slow.ending.set()
        slow.join(60)

    def befalls_full(self, fault):
        self.break_the_disk(fault, "full")

    def befalls_read_only(self, fault):
        self.break_the_disk(fault, "read-only")

    def break_the_disk(self, fault, state):
        self.around.disk(state)
        self.hold(fault)
        self.around.disk("sound")

    def befalls_fail_sync(self, fault):
        for _ in range(fault.amount):
            self.around.fail_next_sync()
            time.sleep(fault.held / fault.amount)
        self.hold(fault)
        self.around.failing.unlink(missing_ok=True)

    def befalls_lost_backend(self, fault):
        """One of PostgreSQL's processes dies: it ends all sessions and recovers."""
        postmaster = (self.cluster.data / "postmaster.pid").read_text().split()[0]
        children = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", postmaster], capture_output=True, text=True).stdout.splitlines()
        sessions = [int(line.split()[0]) for line in children if "postgres: portico" in line]
        if sessions:
            os.kill(self.dice.choice(sessions), signal.SIGKILL)
        self.hold(fault)

    def befalls_full_database(self, fault):
        """PostgreSQL's own disk: its tables cannot grow."""
        state = self.cluster.folder / "disk-state"
        state.write_text("full")
        state.chmod(0o644)
        self.hold(fault)
        state.unlink()

    def befalls_lost_database(self, fault):
        self.cluster.stop("immediate")
        self.hold(fault)
        self.cluster.start()


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    words.add_argument("--minutes", type=float, default=1)
    words.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    words.add_argument("--senders", type=int, default=6)
    asked = words.parse_args()
    print(f"schedule: --seed {asked.seed} --minutes {asked.minutes:g} --database {asked.database}", flush=True)
    schedule = Schedule(asked.seed, asked.minutes, asked.database, asked.senders, say=lambda line: print(line, flush=True))
    findings = schedule.run()
    print(f"{len(schedule.faults)} faults, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
