#!/usr/bin/env python3
"""Measures a changed calendar over many running requests: intake's p99 without it, then while it is worked through, in one run.

    script/bench clocks [--cases 1000000] [--seconds 20]

Holidays are added to the calendars of the demo city, so that every open request has to be reckoned anew. Prints how long that took beside
intake and by itself, and how many due instants are worked out in a second on one core. Writes a table to docs/measurements/.
"""
import argparse
import csv
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from measure import CONNECTIONS, PORTICO, ROOT, Process, Table, free_port, health_of, intake_bodies, load, resident_mb, wait_for_subscribers, wait_until_answered, write_report


def write_running(folder, count):
    """A CSV of `count` open requests of the last day in the demo city."""
    with open(ROOT / "demo/sample-cases.csv", newline="", encoding="utf-8") as file:
        samples = [row for row in csv.DictReader(file) if row["latitude"]]
    now = datetime.datetime.now(datetime.timezone.utc)
    path = folder / "running.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "opened", "closed", "service", "status", "address", "latitude", "longitude", "outcome"])
        for number in range(count):
            sample = samples[number % len(samples)]
            opened = now - datetime.timedelta(seconds=(count - number) * 86_400 / count)
            rows.writerow([f"B{number}", opened.isoformat(), "", sample["service"], "Open", sample["address"], sample["latitude"], sample["longitude"], ""])
    return path


def with_holidays(folder, name, days):
    """The demo pack with so many more holidays from today on."""
    pack = folder / name
    shutil.copytree(ROOT / "demo", pack)
    today = datetime.date.today()
    for file in (pack / "holidays").glob("*.ics"):
        text = file.read_text(encoding="utf-8")
        more = "".join(f"BEGIN:VEVENT\nUID:bench-{day}@bench\nDTSTAMP:20260101T000000Z\nDTSTART;VALUE=DATE:{today + datetime.timedelta(days=day):%Y%m%d}\nSUMMARY:Bench\nEND:VEVENT\n"
                       for day in range(days))
        file.write_text(text.replace("END:VCALENDAR", more.replace("\n", "\r\n" if "\r\n" in text else "\n") + "END:VCALENDAR"), encoding="utf-8")
    return pack


def job_of(base):
    return next((job for job in health_of(base)["jobs"] if job["name"] == "cases.reckoning"), None)


def wait_for_job(base, load_number, bound=3600):
    begun = time.monotonic()
    while time.monotonic() - begun < bound:
        job = job_of(base)
        if job and job["load"] >= load_number and job["finished"]:
            return job
        time.sleep(0.2)
    raise SystemExit(f"the job did not end within {bound} s: {job_of(base)}")


def took(job):
    read = datetime.datetime.fromisoformat
    return max(0.001, (read(job["finished"].replace("Z", "+00:00")) - read(job["begun"].replace("Z", "+00:00"))).total_seconds())


def city_load(pack, data):
    subprocess.run([PORTICO, "city", "load", pack, "--data", data], check=True, capture_output=True)


def spoken(figures):
    return f"{figures['rate']:,.0f}/s, median {figures['median']:.1f} ms, p99 {figures['p99']:.1f} ms"


def measure_change(folder, count, seconds, table):
    data = folder / "data"
    city_load(ROOT / "demo", data)
    requests = write_running(folder, count)
    begun = time.monotonic()
    subprocess.run([PORTICO, "import", "--data", data, "--mapping", ROOT / "bench/requests.toml", requests], check=True, stdout=subprocess.DEVNULL)
    table.add(f"import of {count:,} open requests", f"{count / (time.monotonic() - begun):,.0f}/s")
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    bodies = intake_bodies(folder, ROOT / "demo")
    with Process([PORTICO, "serve", "--data", data, "--listen", f"127.0.0.1:{port}"]) as server:
        wait_until_answered(base + "/health/live", server)
        first = wait_for_job(base, 1)
        table.add(f"a walk through {count:,} open requests that finds nothing", f"{took(first):.1f} s", f"{count / took(first):,.0f} requests/s")
        wait_for_subscribers(base)
        intake = lambda: load(base + "/requests.json", "intake", seconds, bodies)
        intake()
        without = intake()
        table.add(f"intake onto {count:,} running, {CONNECTIONS} connections, {seconds} s, no change", spoken(without), "", "p99 < 25 ms", without["p99"] < 25 and not without["errors"])
        city_load(with_holidays(folder, "flood", 20), data)
        during = []
        while not (job := job_of(base)) or job["load"] < 2 or not job["finished"]:
            during.append(intake())
            print(f"  {spoken(during[-1])} · {job_of(base)}", flush=True)
            if len(during) > 3600 / seconds:
                raise SystemExit(f"the job did not end: {job_of(base)}")
        worst = max(during, key=lambda one: one["p99"])
        table.add(f"the same while a changed calendar is worked through, {len(during)} times {seconds} s, the worst of them", spoken(worst),
                  f"p99 of each: {', '.join(format(one['p99'], '.1f') for one in during)} ms; without it {without['p99']:.1f} ms", "p99 < 25 ms", worst["p99"] < 25 and not sum(one["errors"] for one in during))
        table.add(f"working it through beside that intake: {job['changed']:,} requests due at another instant", f"{took(job):.0f} s", f"{job['changed'] / took(job):,.0f} requests/s")
        city_load(with_holidays(folder, "drought", 10), data)
        alone = wait_for_job(base, 3)
        table.add(f"another change while nobody asks: {alone['changed']:,} requests", f"{took(alone):.0f} s", f"{alone['changed'] / took(alone):,.0f} requests/s, each with its row, indexes, event and alarm")
        table.add("the server's memory after it", f"{resident_mb(server.pid):.0f} MB")


def measure_due(table):
    printed = subprocess.run([ROOT / "build/release/bench/due_bench"], check=True, capture_output=True, text=True).stdout
    for what, rate, nanos in re.findall(r"^(\S+, [a-z ]+?)\s{2,}(\d+) a second\s+(\d+) ns", printed, re.M):
        table.add(f"due instant on one core: {what}", f"{int(rate):,}/s", f"{nanos} ns each")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", type=int, default=1_000_000, help="running requests on file")
    options.add_argument("--seconds", type=int, default=20, help="of each load")
    asked = options.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory(prefix="portico-bench-") as name:
        folder = pathlib.Path(name)
        os.chmod(folder, 0o755)
        measure_due(table)
        measure_change(folder, asked.cases, asked.seconds, table)
    write_report(table, f"script/bench clocks --cases {asked.cases} --seconds {asked.seconds}", "clocks-")


if __name__ == "__main__":
    sys.exit(main())
