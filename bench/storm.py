#!/usr/bin/env python3
"""A storm day: New York's 277,000 contacts of one day by its hours, faster than they came, with five minutes in which a hundred times the mean arrive, and reads beside.

    script/bench storm [--contacts 277000] [--faster 240] [--connections 64]

Each contact is due at a moment of its own and is sent then, or as soon as a connection is free; what is answered 503 is sent again under its key. At the end every
acknowledged request is looked for. Prints how long contacts waited, how many did at most, and how long after the burst nobody waited any more; writes the table to docs/measurements/.
Client and server share the machine's processors: the client, in Python, takes about as much as the server.
"""
import argparse
import asyncio
import csv
import datetime
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import measure  # noqa: E402

DAY = datetime.datetime(2026, 1, 26, 5, tzinfo=datetime.timezone.utc)  # midnight in the city
BURST_AT, BURST_MINUTES, BURST_TIMES = 0.6, 5, 100  # of the day; simulated minutes; times the day's mean


class Contact:
    def __init__(self, due, marker, body):
        self.due, self.marker, self.body, self.number, self.waited, self.put_off = due, marker, body, None, None, 0


def contacts_of(folder, pack, count, faster, seed):
    """The day's contacts and the burst's, each with the second at which it is due."""
    def rows(number, from_, until, own_seed):
        command = [measure.PORTICO, "generate", "requests", pack, "--count", str(number), "--from", from_.isoformat(), "--until", until.isoformat(), "--seed", str(own_seed)]
        return csv.DictReader(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines())

    def contact(row, due, marker):
        body = urllib.parse.urlencode({"service_code": row["service"], "lat": row["latitude"], "long": row["longitude"], "address_string": row["address"], "description": row["description"] or marker})
        return Contact(due, marker, body.encode())
    day = [contact(row, (datetime.datetime.fromisoformat(row["opened"]) - DAY).total_seconds() / faster, f"day-{row['id']}")
           for row in rows(count, DAY, DAY + datetime.timedelta(days=1), seed)]
    begin, length = BURST_AT * 86_400 / faster, BURST_MINUTES * 60 / faster
    sent = round(count / 86_400 * BURST_TIMES * BURST_MINUTES * 60)
    chance = random.Random(seed)
    burst = [contact(row, begin + length * chance.random(), f"burst-{row['id']}") for row in rows(sent, DAY, DAY + datetime.timedelta(days=1), seed + 1)]
    return sorted(day + burst, key=lambda each: each.due), begin, begin + length


class Crowd:
    def __init__(self, port, contacts, connections):
        self.port, self.contacts, self.connections = port, contacts, connections
        self.next, self.begun, self.waiting_most, self.reads, self.bad = 0, None, 0, 0, []
        self.numbers, self.chance = [], random.Random(5)
        self.nobody_waits = []  # seconds at which nothing was due and unsent

    async def run(self):
        self.begun = time.monotonic()
        watching = asyncio.create_task(self.watch())
        await asyncio.gather(*[self.person() for _ in range(self.connections)])
        watching.cancel()

    def now(self):
        return time.monotonic() - self.begun

    async def watch(self):
        due = 0
        while True:
            while due < len(self.contacts) and self.contacts[due].due <= self.now():
                due += 1
            waiting = due - self.next
            self.waiting_most = max(self.waiting_most, waiting)
            if waiting <= 0:
                self.nobody_waits.append(self.now())
            await asyncio.sleep(0.01)

    async def person(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while self.next < len(self.contacts):
            contact = self.contacts[self.next]
            self.next += 1
            if contact.due > self.now():
                await asyncio.sleep(contact.due - self.now())
            await self.report(contact, reader, writer)
            if self.numbers and self.chance.random() < 0.5:
                await self.ask(reader, writer, f"GET /requests/{self.chance.choice(self.numbers)}.json HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                self.reads += 1
        writer.close()

    async def report(self, contact, reader, writer):
        head = (f"POST /requests.json HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nIdempotency-Key: {contact.marker}\r\n"
                f"Content-Length: {len(contact.body)}\r\n\r\n").encode()
        while True:
            status, body = await self.ask(reader, writer, head + contact.body)
            if status != 503:
                break
            contact.put_off += 1
            await asyncio.sleep(0.2)
        contact.waited = self.now() - contact.due
        if status != 200:
            return self.bad.append((status, body[:200]))
        contact.number = json.loads(body)[0]["service_request_id"]
        self.numbers.append(contact.number)

    async def ask(self, reader, writer, message):
        writer.write(message)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        return int(head[9:12]), await reader.readexactly(length)


def share_of(sorted_values, share):
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]


def look(data, crowd):
    """Every acknowledged request, in an export made past the server."""
    printed = subprocess.run([measure.PORTICO, "export", "requests", "--data", data, "--format", "csv"], check=True, capture_output=True, text=True).stdout
    there = {row["service_request_id"] for row in csv.DictReader(printed.splitlines())}
    return [number for number in crowd.numbers if number not in there], len(there)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--contacts", type=int, default=277_000)
    options.add_argument("--faster", type=float, default=240)
    options.add_argument("--connections", type=int, default=64)
    asked = options.parse_args()
    table = measure.Table()
    with tempfile.TemporaryDirectory(prefix="portico-storm-") as name:
        folder = pathlib.Path(name)
        pack, data, port = folder / "city", folder / "data", measure.free_port()
        subprocess.run([measure.PORTICO, "generate", "city", "--to", pack], check=True, capture_output=True)
        subprocess.run([measure.PORTICO, "city", "load", pack, "--data", data], check=True, capture_output=True)
        contacts, burst_begins, burst_ends = contacts_of(folder, pack, asked.contacts, asked.faster, 311)
        with measure.Process([measure.PORTICO, "serve", "--data", data, "--listen", f"127.0.0.1:{port}"]) as server:
            measure.wait_until_answered(f"http://127.0.0.1:{port}/health/live", server)
            crowd = Crowd(port, contacts, asked.connections)
            asyncio.run(crowd.run())
            took, memory = crowd.now(), measure.resident_mb(server.pid)
            health = json.loads(urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=30).read())
            behind = max(subscriber["behind_seconds"] for subscriber in health["subscribers"])
        missing, there = look(data, crowd)
    waits = sorted(contact.waited for contact in contacts)
    burst = sum(contact.marker.startswith("burst") for contact in contacts)
    calm = next((at for at in crowd.nobody_waits if at > burst_ends), None)
    table.add(f"{len(contacts):,} contacts ({burst:,} of them in {burst_ends - burst_begins:.1f} s), a day in {86_400 / asked.faster:.0f} s", f"{len(contacts) / took:,.0f}/s over {took:.0f} s",
              f"{crowd.reads:,} reads beside; {sum(contact.put_off for contact in contacts):,} times 503, sent again", "nothing lost",
              not missing and not crowd.bad and there == len(contacts))
    table.add("waited from due to acknowledged", f"median {share_of(waits, 0.5) * 1000:.0f} ms, p99 {share_of(waits, 0.99):.1f} s, longest {waits[-1]:.1f} s", "the burst's queue is in it")
    table.add("waiting at once, at most", f"{crowd.waiting_most:,}")
    table.add("nobody waits any more", f"{calm - burst_ends:.1f} s after the burst" if calm else "not before the end")
    table.add("server at the end", f"{memory:.0f} MB, subscribers {behind:.1f} s behind")
    for what in crowd.bad[:5] + missing[:5]:
        print(f"FOUND {what}")
    measure.write_report(table, f"script/bench storm --contacts {asked.contacts} --faster {asked.faster:g} --connections {asked.connections}", "storm-")
    return 1 if missing or crowd.bad or there != len(contacts) else 0


if __name__ == "__main__":
    sys.exit(main())
