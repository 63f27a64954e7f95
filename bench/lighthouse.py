#!/usr/bin/env python3
"""Measures how fast the public pages are on a phone: Lighthouse's mobile profile (a slow 4G line and a processor four times slower, both reckoned).

    script/bench lighthouse [--times 5]

Each page that most people see, of the demo city with requests in every state, is judged so many times; the median counts. Writes a table to docs/measurements/.
"""
import argparse
import statistics
import sys

from measure import ROOT, Table, write_report

sys.path.insert(0, str(ROOT / "tests/journeys"))
from city_at_work import CityAtWork  # noqa: E402
from real_browser import Lighthouse  # noqa: E402

LEAST = 95  # points out of 100


def spoken(judged):
    def middle(audit):
        return statistics.median(each["figures"][audit] for each in judged)

    return (f"first words {middle('first-contentful-paint'):.0f} ms, largest part {middle('largest-contentful-paint'):.0f} ms, blocked {middle('total-blocking-time'):.0f} ms, "
            f"shift {middle('cumulative-layout-shift'):.3f}, {middle('total-byte-weight') / 1000:.0f} kB")


def measure(times, table):
    with CityAtWork() as at, Lighthouse() as lighthouse:
        at.work()
        for page in at.judged_pages():
            judged = [lighthouse.judge(at.origin + page.path, "performance", "accessibility", "best-practices") for _ in range(times)]
            points = sorted(each["scores"]["performance"] for each in judged)
            fast = statistics.median(points)
            table.add(f"performance of `{page.pattern}`, mobile, median of {times}", f"{fast:.0f} ({points[0]} to {points[-1]})", spoken(judged), f"≥ {LEAST}", fast >= LEAST)
            for category in ("accessibility", "best-practices"):
                least = min(each["scores"][category] for each in judged)
                table.add(f"{category.replace('-', ' ')} of it, the least", str(least), "", f"≥ {LEAST}", least >= LEAST)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--times", type=int, default=5, help="that each page is judged")
    asked = options.parse_args()
    table = Table()
    measure(asked.times, table)
    write_report(table, f"script/bench lighthouse --times {asked.times}", "lighthouse-")


if __name__ == "__main__":
    sys.exit(main())
