#!/usr/bin/env python3
"""Measures the map: its tiles beside nginx's static file of the same size, in one run.

    script/bench tiles [--cases 100000,1000000] [--seconds 20] [--folder FOLDER]

Tiles are asked for at random over the city: of the base map, of requests from far (counted by block) and from near, each under random filters. Prints how long it takes until the requests are
read in for the first tile, and what that costs in memory. Writes a table to docs/measurements/. With --folder what was imported stays there.
"""
import math
import os
import pathlib
import random
import re
import tempfile
import time
import urllib.request

from measure import CONNECTIONS, PORTICO, Process, Table, asked_for, free_port, load, measure_catching_up, measure_import, measure_nginx, resident_mb, wait_until_answered, write_report, written

FAR, NEAR, BASE = (10, 13), (14, 18), (10, 15)  # zooms
PATHS = 5000


def page_of(base):
    return urllib.request.urlopen(base + "/map", timeout=600).read().decode()


def tiles_over(bounds, zooms, chance):
    west, south, east, north = bounds
    while True:
        zoom = chance.randint(*zooms)
        longitude, latitude = chance.uniform(west, east), math.radians(chance.uniform(south, north))
        across = 2 ** zoom
        yield zoom, int((longitude + 180) / 360 * across), int((0.5 - math.asinh(math.tan(latitude)) / (2 * math.pi)) * across)


def paths_of(page, chance):
    """Of the base map; and of requests, from far and from near, with filters as readers choose them."""
    bounds = [float(side) for side in re.search(r'data-bounds="([^"]+)"', page)[1].split(",")]
    base = re.search(r'data-base="([^"]+)\{z\}/', page)[1]
    services = [code for code in re.findall(r'<option value="([^"]+)"', page) if code not in ("open", "closed")]

    def filters():
        chosen = [f"status={chance.choice(('open', 'closed'))}"] if chance.random() < 0.5 else []
        chosen += [f"service={chance.choice(services)}"] if services and chance.random() < 0.5 else []
        return "?" + "&".join(chosen) if chosen else ""

    def some(prefix, zooms, more):
        found = tiles_over(bounds, zooms, chance)
        return [f"{prefix}{zoom}/{x}/{y}.mvt{more()}" for zoom, x, y in (next(found) for _ in range(PATHS))]

    return {"base map": some(base, BASE, str), "requests from far": some("/tiles/requests/", FAR, filters), "requests from near": some("/tiles/requests/", NEAR, filters)}


def size_of(base, path):
    return len(urllib.request.urlopen(urllib.request.Request(base + path, headers={"Accept-Encoding": "gzip"}), timeout=60).read())


def measure_tiles(folder, data, count, seconds, table):
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with Process([PORTICO, "serve", "--data", data, "--listen", f"127.0.0.1:{port}"]) as server:
        wait_until_answered(base + "/health/live", server)
        before, begun = resident_mb(server.pid), time.monotonic()
        page = page_of(base)
        table.add(f"the first look at the map of {count:,} requests", f"{time.monotonic() - begun:.2f} s", f"{resident_mb(server.pid) - before:.0f} MB more")
        for what, paths in paths_of(page, random.Random(5)).items():
            size = sum(size_of(base, path) for path in paths[:200]) // 200
            nginx = measure_nginx(folder, seconds, b"x" * max(size, 1), table)
            figures = load(base, "read", seconds, written(folder, "tiles", paths))
            table.add(f"tiles, {what}, of {count:,}", f"{figures['rate']:,.0f}/s, median {figures['median']:.1f} ms, p99 {figures['p99']:.1f} ms, {CONNECTIONS} connections",
                      f"{100 * figures['rate'] / nginx:.1f} % of nginx", "≥ 2 %; p99 < 50 ms", figures["rate"] >= 0.02 * nginx and figures["p99"] < 50 and not figures["errors"])


def main():
    asked = asked_for(__doc__, "100000")
    table = Table()
    with tempfile.TemporaryDirectory(prefix="portico-bench-") as name:
        folder, kept = pathlib.Path(name), asked.folder or pathlib.Path(name)
        os.chmod(folder, 0o755)
        for count in map(int, asked.cases.split(",")):
            data = kept / f"data-{count}"
            if not data.exists():
                measure_import(kept, data, count, table)
                measure_catching_up(data, table)
            measure_tiles(folder, data, count, asked.seconds, table)
    write_report(table, f"script/bench tiles --cases {asked.cases} --seconds {asked.seconds}", "tiles-")


if __name__ == "__main__":
    main()
