#!/usr/bin/env python3
"""Measures Portico beside its limits, in one run: nginx serving a static file, SQLite's synced inserts, the sqlite3 shell's import.

    script/bench [--cases 100000,1000000] [--seconds 20] [--folder FOLDER]

With --folder what was imported stays there, and the next run measures on it. Prints a table with the targets of quality beside the figures, and writes it with machine and commit to docs/measurements/.
Client, server and peers share the machine's processors: compare the ratios, not the figures.
"""
import argparse
import csv
import datetime
import io
import json
import os
import pathlib
import platform
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PORTICO = ROOT / "build/release/portico"
CONNECTIONS = 64
FEW_CONNECTIONS = 16
# The fastest peer that was measured, creating one request on one machine (docs/decisions/0001): a Node Open311 server over MariaDB.
FASTEST_PEER_CREATES = 71


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A server that is stopped by its own process id when the block ends."""

    def __init__(self, command, **options):
        self.command, self.options = command, options

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self.options)
        return self.process

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def wait_until_answered(url, process, bound=60):
    begun = time.monotonic()
    while time.monotonic() - begun < bound:
        if process.poll() is not None:
            raise SystemExit(f"{url}: the server ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=5).read()
            return time.monotonic() - begun
        except OSError:
            time.sleep(0.005)
    raise SystemExit(f"{url}: no answer within {bound} s")


def load(url, what, seconds, lines=None, connections=CONNECTIONS):
    """Runs wrk; returns requests a second, median and p99 in milliseconds, and the answers that were no 2xx."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(ROOT / "bench/load.lua"), url, "--", what]
    if lines:
        command.append(str(lines))
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    count, micros, median, p99, errors = re.search(r"FIGURES (\d+) (\d+) ([\d.]+) ([\d.]+) (\d+)", printed).groups()
    return {"rate": int(count) / (int(micros) / 1e6), "median": float(median), "p99": float(p99), "errors": int(errors)}


def resident_mb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("no VmRSS")


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, figure, beside="", target="", kept=None):
        self.rows.append((what, figure, beside, target, "" if kept is None else "yes" if kept else "NO"))
        print(" · ".join(part for part in self.rows[-1] if part), flush=True)

    def markdown(self):
        head = "| work | figure | beside it, in the same run | target | kept |\n| --- | --- | --- | --- | --- |\n"
        return head + "".join("| " + " | ".join(row) + " |\n" for row in self.rows)


def measure_nginx(folder, seconds, body, table):
    """The limit of serving over loopback: a static file of the size of one request's answer."""
    (folder / "one.json").write_bytes(body)
    port = free_port()
    (folder / "nginx.conf").write_text(f"""
daemon off; master_process on; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{ access_log off; keepalive_requests 1000000; default_type application/json;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port} reuseport; root {folder}; }} }}
""")
    with Process([shutil.which("nginx") or "/usr/sbin/nginx", "-e", f"{folder}/nginx.log", "-c", f"{folder}/nginx.conf"]) as nginx:
        wait_until_answered(f"http://127.0.0.1:{port}/one.json", nginx)
        figures = load(f"http://127.0.0.1:{port}/one.json", "same", seconds)
    table.add(f"nginx, static file of {len(body)} bytes", f"{figures['rate']:,.0f}/s")
    return figures["rate"]


def measure_sqlite(table):
    """The limit of synced inserts: the store's own bench prints the raw loops' rates as `raw ROWS RATE`."""
    printed = subprocess.run([ROOT / "build/release/bench/store_bench", "--raw"], check=True, capture_output=True, text=True).stdout
    rates = {int(rows): float(rate) for rows, rate in re.findall(r"^raw (\d+) ([\d.]+)", printed, re.M)}
    table.add("SQLite, WAL, synced, 1 / 16 / 256 rows a commit", " / ".join(f"{rates[n]:,.0f}/s" for n in (1, 16, 256)))
    return rates


def generate(folder, count):
    """A city of New York's size and the year of `count` requests in it until today (portico generate): the pack, and a CSV."""
    pack, requests, today = folder / "city", folder / f"requests-{count}.csv", datetime.date.today()
    if not pack.exists():
        subprocess.run([PORTICO, "generate", "city", "--to", pack], check=True, capture_output=True)
    year = ["--from", f"{today - datetime.timedelta(days=365)}T00:00:00Z", "--until", f"{today}T00:00:00Z"]
    with open(requests, "wb") as file:
        subprocess.run([PORTICO, "generate", "requests", pack, "--count", str(count), *year], check=True, stdout=file)
    return pack, requests


def measure_shell_import(folder, requests, count):
    database = folder / f"shell-{count}.db"
    script = (f".mode csv\ncreate table r(id text primary key, opened text, closed text, service text, status text, address text, latitude real, longitude real, description text, channel text, outcome text);\n"
              f"create index r_service on r(service, opened);\n.import --skip 1 {requests} r\n")
    begun = time.monotonic()
    subprocess.run(["sqlite3", database], input=script, text=True, check=True, capture_output=True)
    rate = count / (time.monotonic() - begun)
    database.unlink()
    return rate


def measure_import(folder, data, count, table):
    pack, requests = generate(folder, count)
    subprocess.run([PORTICO, "city", "load", pack, "--data", data], check=True, capture_output=True)
    begun = time.monotonic()
    run = subprocess.Popen([PORTICO, "import", "--data", data, "--mapping", ROOT / "mappings/rehearsal.toml", requests], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(run.pid, 0)
    if status:
        raise SystemExit(run.stderr.read().decode()[-2000:])
    rate, shell = count / (time.monotonic() - begun), measure_shell_import(folder, requests, count)
    table.add(f"import of {count:,} requests, peak {usage.ru_maxrss / 1024:.0f} MB", f"{rate:,.0f}/s", f"{100 * rate / shell:.1f} % of the sqlite3 shell ({shell:,.0f}/s)",
              "≥ 5 % (10 %)", rate >= 0.05 * shell)
    requests.unlink()


def health_of(base):
    """What the server says of itself, ready or not."""
    try:
        return json.loads(urllib.request.urlopen(base + "/health", timeout=30).read())
    except urllib.error.HTTPError as not_ready:
        return json.loads(not_ready.read())


def wait_for_subscribers(base, bound=7200):
    """Returns how many seconds it took until all of them had seen what is on file."""
    begun = time.monotonic()
    while any(subscriber["behind"] for subscriber in health_of(base)["subscribers"]):
        if time.monotonic() - begun > bound:
            raise SystemExit("the subscribers did not catch up")
        time.sleep(0.5)
    return time.monotonic() - begun


def measure_catching_up(data, table):
    """After an import each subscriber has all of it to see; what is measured after this is a server that has nothing else to do."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with Process([PORTICO, "serve", "--data", data, "--listen", f"127.0.0.1:{port}"]) as server:
        wait_until_answered(base + "/health/live", server)
        behind = max((subscriber["behind"] for subscriber in health_of(base)["subscribers"]), default=0)
        took = wait_for_subscribers(base)
        table.add(f"subscribers catch up with what was imported, {behind:,} events", f"{took:.0f} s", f"{behind / max(took, 0.5):,.0f} events/s")


def places_and_words(folder, data, count):
    """Paths that ask for a box of a neighbourhood, and for two words of one description, of random requests on file; and numbers."""
    chance = random.Random(3)
    with Process([PORTICO, "serve", "--data", data, "--listen", f"127.0.0.1:{(port := free_port())}"]) as server:
        wait_until_answered(f"http://127.0.0.1:{port}/health/live", server)
        exported = urllib.request.urlopen(f"http://127.0.0.1:{port}/bulk/requests.csv", timeout=3600)
        rows = csv.DictReader(io.TextIOWrapper(exported, encoding="utf-8"))
        kept = []
        for seen, row in enumerate(rows):  # a sample of all of them, in one walk (Knuth 3.4.2, algorithm R)
            if len(kept) < 20_000:
                kept.append(row)
            elif (at := chance.randrange(seen + 1)) < len(kept):
                kept[at] = row
    placed = [row for row in kept if row["lat"]]
    boxes = [(float(row["long"]) - 0.006, float(row["lat"]) - 0.0045, float(row["long"]) + 0.006, float(row["lat"]) + 0.0045) for row in placed[:5000]]
    spoken = [words for row in kept if len(words := [word for word in row["description"].split() if len(word) > 3]) > 1]
    return {"read": [f"/requests/{row['service_request_id']}.json" for row in kept],
            "box": ["/requests.json?page_size=50&bbox=" + ",".join(f"{side:.5f}" for side in box) for box in boxes],
            "words": ["/requests.json?page_size=50&q=" + urllib.parse.quote(" ".join(chance.sample(words, 2))) for words in spoken[:5000]]}


def intake_bodies(folder, pack):
    """What the people of this pack's city send next: other requests than those on file."""
    command = [PORTICO, "generate", "requests", pack, "--count", "5000", "--seed", "7"]
    rows = csv.DictReader(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines())
    bodies = [urllib.parse.urlencode({"service_code": row["service"], "lat": row["latitude"], "long": row["longitude"], "address_string": row["address"],
                                      "description": row["description"] or "Please look."}) for row in rows]
    path = folder / "bodies.txt"
    path.write_text("\n".join(bodies) + "\n")
    return path


def written(folder, name, lines):
    path = folder / f"{name}.txt"
    path.write_text("\n".join(lines) + "\n")
    return path


def measure_near(data, count, table):
    printed = subprocess.run([ROOT / "build/release/bench/near_bench", data], check=True, capture_output=True, text=True).stdout
    median, p99, found = map(float, re.search(r"^near (\d+) (\d+) ([\d.]+)", printed, re.M).groups())
    table.add(f"already reported nearby, of {count:,}", f"median {median / 1000:.2f} ms, p99 {p99 / 1000:.2f} ms", f"{100 * found:.0f} % find one", "< 1 ms (at 10 million)", p99 < 1000)


def measure_serving(folder, data, count, seconds, nginx, sqlite, table):
    measure_near(data, count, table)
    paths = places_and_words(folder, data, count)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with Process([PORTICO, "serve", "--data", data, "--listen", f"127.0.0.1:{port}"]) as server:
        start = wait_until_answered(base + "/health/live", server)
        table.add(f"start with {count:,} cases", f"{start * 1000:.0f} ms", "", "< 3 s (at 10 million)", start < 3)
        time.sleep(2)
        table.add(f"idle memory with {count:,} cases", f"{resident_mb(server.pid):.0f} MB", "", "< 60 MB (at 100 thousand)", resident_mb(server.pid) < 60)
        one = load(base, "read", seconds, written(folder, "read", paths["read"]))
        table.add(f"read one of {count:,}, random", f"{one['rate']:,.0f}/s, p99 {one['p99']:.1f} ms", f"{100 * one['rate'] / nginx:.0f} % of nginx", "≥ 25 % (40 %)", one["rate"] >= 0.25 * nginx and not one["errors"])
        newest = load(base + "/requests.json?page_size=50", "same", seconds)
        table.add(f"newest 50 of {count:,}", f"{newest['rate']:,.0f}/s, p99 {newest['p99']:.1f} ms", f"{100 * newest['rate'] / nginx:.1f} % of nginx", "≥ 10 %", newest["rate"] >= 0.1 * nginx and not newest["errors"])
        for name, what in (("box", "box of a neighbourhood, newest 50"), ("words", "two words of a description, newest 50")):
            measure_finding(base, f"{what}, of {count:,}", written(folder, name, paths[name]), seconds, nginx, table)
        measure_intake(base, folder, count, seconds, sqlite, table)


def measure_finding(base, what, asked, seconds, nginx, table):
    """With as many as elsewhere, who ask without pause and so mostly wait for each other; and with a few, who still ask for more than the target's rate."""
    many, few = (load(base, "read", seconds, asked, connections) for connections in (CONNECTIONS, FEW_CONNECTIONS))
    table.add(what, f"{many['rate']:,.0f}/s, p99 {many['p99']:.1f} ms; asked by {FEW_CONNECTIONS}: {few['rate']:,.0f}/s, p99 {few['p99']:.1f} ms",
              f"{100 * many['rate'] / nginx:.1f} and {100 * few['rate'] / nginx:.1f} % of nginx", "≥ 2 %; p99 < 20 ms (at 10 million)",
              min(many["rate"], few["rate"]) >= 0.02 * nginx and few["p99"] < 20 and not many["errors"] and not few["errors"])


def measure_intake(base, folder, count, seconds, sqlite, table):
    intake = load(base + "/requests.json", "intake", seconds, intake_bodies(folder, folder / "city"))
    health = health_of(base)
    lag = max([subscriber["behind_seconds"] for subscriber in health["subscribers"]], default=0)
    share = intake["rate"] / sqlite[16]
    table.add(f"durable intake onto {count:,} cases, {CONNECTIONS} connections, {seconds} s", f"{intake['rate']:,.0f}/s, median {intake['median']:.1f} ms, p99 {intake['p99']:.1f} ms",
              f"{100 * share:.0f} % of SQLite at 16 rows a commit; {intake['rate'] / FASTEST_PEER_CREATES:.0f} times the fastest peer; subscribers {lag:.1f} s behind",
              "≥ 10 % (20 %); ≥ 50 (100) times; p99 < 25 ms; < 2 s behind",
              share >= 0.1 and intake["rate"] >= 50 * FASTEST_PEER_CREATES and intake["p99"] < 25 and lag < 2 and not intake["errors"])


def write_report(table, command, kind=""):
    """Keeps a table with machine, commit and the command that made it."""
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    today = datetime.date.today().isoformat()
    report = ROOT / f"docs/measurements/{today}-{kind}{commit}.md"
    report.parent.mkdir(exist_ok=True)
    report.write_text(f"# Measured on {today}, commit {commit}\n\n{platform.machine()}, {os.cpu_count()} processors, {platform.system()} {platform.release()}; "
                      f"client, server and peers on the same machine.\n`{command}`\n\n{table.markdown()}")
    print(f"written to {report.relative_to(ROOT)}")


def asked_for(description, cases):
    """What a bench over imported requests is asked for: cases (sizes, with commas), seconds, folder (None: a temporary one)."""
    options = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", default=cases, help="sizes to measure at")
    options.add_argument("--seconds", type=int, default=20, help="of each load")
    options.add_argument("--folder", type=pathlib.Path, help="where the imported data stays; else it goes with the run")
    return options.parse_args()


def main():
    asked = asked_for(__doc__, "100000,1000000")
    table = Table()
    with tempfile.TemporaryDirectory(prefix="portico-bench-") as name:
        folder, kept = pathlib.Path(name), asked.folder or pathlib.Path(name)
        os.chmod(folder, 0o755)
        nginx = measure_nginx(folder, asked.seconds, b'[{"service_request_id":"' + b"x" * 1400 + b'"}]', table)
        sqlite = measure_sqlite(table)
        for count in map(int, asked.cases.split(",")):
            data = kept / f"data-{count}"
            if not data.exists():
                measure_import(kept, data, count, table)
            measure_catching_up(data, table)
            measure_serving(kept, data, count, asked.seconds, nginx, sqlite, table)
            if not asked.folder:
                shutil.rmtree(data)
    write_report(table, f"script/bench --cases {asked.cases} --seconds {asked.seconds}" + (" --folder …" if asked.folder else ""))


if __name__ == "__main__":
    sys.exit(main())
