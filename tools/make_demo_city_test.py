#!/usr/bin/env python3
"""The demo city is what its generator writes, and hangs together."""
import csv
import io
import json
import math
import runpy
import sys
import tomllib
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parent.parent
MADE = runpy.run_path(str(ROOT / "tools" / "make_demo_city"))["files"]()


def toml(name):
    return tomllib.loads(MADE[name])


def rows(name):
    return list(csv.DictReader(io.StringIO(MADE[name])))


def features(name):
    return json.loads(MADE[name])["features"]


def polygons(geometry):
    return geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]


def area(ring):
    x0, y0 = ring[0]  # near zero the sums lose no digits
    return sum((ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in zip(ring, ring[1:])) / 2


def inside(ring, x, y):
    found = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:]):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            found = not found
    return found


def holds(geometry, x, y):
    return any(inside(rings[0], x, y) and not any(inside(hole, x, y) for hole in rings[1:]) for rings in polygons(geometry))


def crossings(ring):
    """How many pairs of sides of a ring cut each other."""
    def side(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    sides = sorted((min(a[0], b[0]), max(a[0], b[0]), a, b) for a, b in zip(ring, ring[1:]))
    found = 0
    for n, (_, right, a, b) in enumerate(sides):
        for left, _, c, d in sides[n + 1:]:
            if left > right:
                break
            if side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0:
                found += 1
    return found


class TheFiles(unittest.TestCase):
    def test_the_generator_writes_what_is_committed(self):
        on_disk = {str(path.relative_to(ROOT / "demo")) for path in (ROOT / "demo").rglob("*") if path.is_file() and path.name != "README.md"}
        self.assertEqual(on_disk, set(MADE))
        for name, text in MADE.items():
            with self.subTest(name):
                self.assertTrue((ROOT / "demo" / name).read_bytes() == text.encode("utf-8"), f"demo/{name}: run tools/make_demo_city")

    def test_the_pack_stays_small(self):
        self.assertLess(len(MADE["streets.geojson"].encode()), 3_000_000)
        self.assertLess(sum(len(text.encode()) for text in MADE.values()), 6_000_000)


class TheServices(unittest.TestCase):
    def setUp(self):
        self.services = toml("services.toml")["service"]
        self.groups = {group["code"] for group in toml("services.toml")["group"]}

    def test_each_belongs_to_an_agency_and_a_group(self):
        agencies = {row["code"] for row in rows("agencies.csv")}
        self.assertGreaterEqual(len(self.services), 60)
        self.assertEqual(len({service["code"] for service in self.services}), len(self.services))
        for service in self.services:
            self.assertIn(service["agency"], agencies)
            self.assertIn(service["group"], self.groups)

    def test_there_is_one_of_each_kind(self):
        self.assertTrue(any(s["type"] == "realtime" and s["description"] == "public" and "question" not in s for s in self.services))
        self.assertEqual(sum(s["type"] == "batch" for s in self.services), 1)
        self.assertEqual(sum(s.get("listed") is False for s in self.services), 1)
        asked = {(q["datatype"], q["required"]) for s in self.services for q in s.get("question", [])}
        for datatype in ("string", "number", "datetime", "singlevaluelist", "multivaluelist"):
            self.assertIn((datatype, True), asked)
        self.assertIn(("text", False), asked)

    def test_a_mail_becomes_one_where_no_answer_is_needed(self):
        asking = {s["code"] for s in self.services if any(q["required"] for q in s.get("question", []))}
        rules = toml("mail.toml")["rule"]
        self.assertGreaterEqual(len(rules), 2)
        for rule in rules:
            self.assertIn(rule["service"], {s["code"] for s in self.services} - asking)

    def test_each_is_promised_with_both_clocks(self):
        calendars = toml("calendars.toml")["calendar"]
        promised = {}
        for sla in toml("slas.toml")["sla"]:
            promised.setdefault(sla["service"], []).append(sla)
            self.assertEqual([clock["kind"] for clock in sla["clock"]], ["first_status", "outcome"])
            for clock in sla["clock"]:
                self.assertEqual("calendar" in clock, not clock["target"].endswith("H"), sla["service"])
                self.assertIn(clock.get("calendar", "office"), calendars)
        self.assertEqual(set(promised), {service["code"] for service in self.services})
        self.assertEqual(len(promised["POTHOLE"]), 2)

    def test_everything_is_named_in_each_language(self):
        keys = {"city.name"} | {f"agency.{row['code']}.name" for row in rows("agencies.csv")}
        keys |= {f"group.{code}.name" for code in self.groups} | {f"set.{one['code']}.name" for one in toml("districts.toml")["set"]}
        for service in self.services:
            keys |= {f"service.{service['code']}.name", f"service.{service['code']}.about", f"sla.{service['code']}.words"}
            for question in service.get("question", []):
                at = f"{service['code']}.{question['code']}"
                keys |= {f"question.{at}.text"} | ({f"question.{at}.hint"} if "hint" in question else set())
                keys |= {f"value.{at}.{value['key']}" for value in question.get("values", [])}
        self.assertEqual(set(toml("texts/es.toml")), keys)
        others = toml("city.toml")["city"]["languages"][2:]
        self.assertEqual(len(others), 9)
        for language in others:
            with self.subTest(language):
                texts = toml(f"texts/{language}.toml")
                self.assertEqual(set(texts), {key for key in keys if not key.startswith("sla.")}, "promises are said by their clocks")
                self.assertTrue(all(texts.values()))
        for reviewer in toml("standards.toml")["reviewer"]:
            self.assertEqual(len(reviewer["name"]), 11)


class TheArticles(unittest.TestCase):
    def test_each_is_about_services_of_its_city_and_speaks_english_and_spanish(self):
        services = {service["code"] for service in toml("services.toml")["service"]}
        agencies = {row["code"] for row in rows("agencies.csv")}
        heads = {}
        for name in (name for name in MADE if name.startswith("articles/")):
            code, language, _ = name.removeprefix("articles/").rsplit(".", 2)
            _, head, text = MADE[name].split("+++\n")
            self.assertTrue(text.strip(), name)
            heads.setdefault(code, {})[language] = tomllib.loads(head)
        self.assertEqual(len(heads), 6)
        for code, by_language in heads.items():
            self.assertLessEqual({"en", "es"}, set(by_language), code)
            self.assertIn(by_language["en"]["agency"], agencies)
            self.assertLessEqual(set(by_language["en"]["services"]), services)
            self.assertLess(by_language["en"]["reviewed"], by_language["en"]["review_by"])
        self.assertEqual(sum({"ar", "zh"} <= set(by_language) for by_language in heads.values()), 2)


class TheGround(unittest.TestCase):
    def test_every_set_of_districts_covers_the_same_land(self):
        covered = []
        for code, count in (("council", 9), ("community", 14), ("zip", 12)):
            found = features(f"districts/{code}.geojson")
            self.assertEqual(len(found), count)
            self.assertTrue(all(feature["properties"]["id"] and feature["properties"]["name"] for feature in found))
            covered.append(sum(area(ring) for feature in found for rings in polygons(feature["geometry"]) for ring in rings))
        for other in covered[1:]:
            self.assertAlmostEqual(other, covered[0], delta=covered[0] * 1e-9)
        square_kilometres = covered[0] * 111.32**2 * math.cos(math.radians(43.48))
        self.assertTrue(40 < square_kilometres < 90, square_kilometres)

    def test_rings_are_closed_turn_the_right_way_and_do_not_cross_themselves(self):
        for name in ("districts/council.geojson", "districts/community.geojson", "districts/zip.geojson", "water.geojson", "parks.geojson"):
            for feature in features(name):
                for rings in polygons(feature["geometry"]):
                    for n, ring in enumerate(rings):
                        with self.subTest(name=name, of=feature["properties"]):
                            self.assertEqual(ring[0], ring[-1])
                            self.assertEqual(area(ring) > 0, n == 0)
                            self.assertEqual(crossings(ring), 0)

    def test_streets_have_names_and_rising_numbers(self):
        found = features("streets.geojson")
        self.assertGreater(len(found), 3000)
        for feature in found:
            street = feature["properties"]
            self.assertTrue(street["name"])
            self.assertIn(street["class"], ("major", "minor", "path"))
            if "left_from" in street:
                self.assertLess(street["left_from"], street["left_to"])
                self.assertLess(street["right_from"], street["right_to"])
                self.assertEqual((street["left_from"] % 2, street["right_from"] % 2), (1, 0))

    def test_sites_stand_on_land(self):
        council = features("districts/council.geojson")
        self.assertEqual(len(rows("sites.csv")), 9)
        for site in rows("sites.csv"):
            where = [f for f in council if holds(f["geometry"], float(site["longitude"]), float(site["latitude"]))]
            self.assertEqual(len(where), 1, site["name"])


class TheSamples(unittest.TestCase):
    def setUp(self):
        self.samples = rows("sample-cases.csv")

    def test_twenty_thousand_open_and_closed(self):
        self.assertEqual(len(self.samples), 20_000)
        services = {service["code"] for service in toml("services.toml")["service"]}
        closed = 0
        for row in self.samples:
            self.assertIn(row["service"], services)
            self.assertEqual(row["latitude"] == "", row["longitude"] == "")
            self.assertTrue(row["latitude"] or row["address"])
            closed += row["closed_minutes"] != ""
            if row["closed_minutes"]:
                self.assertLessEqual(int(row["closed_minutes"]), int(row["minutes_ago"]))
                self.assertIn(row["outcome"], ("fixed", "duplicate", "not_responsible", "no_action"))
                self.assertTrue(row["outcome_text"])
        self.assertTrue(0.8 < closed / 20_000 < 0.97, closed)

    def test_places_lie_on_land_or_just_off_the_shore(self):
        council = [(f["geometry"], box(f["geometry"])) for f in features("districts/council.geojson")]
        off = 0
        for row in self.samples[::4]:
            if row["latitude"]:
                x, y = float(row["longitude"]), float(row["latitude"])
                off += not any(x0 <= x <= x1 and y0 <= y <= y1 and holds(geometry, x, y) for geometry, (x0, y0, x1, y1) in council)
        self.assertTrue(0 < off < 50, off)
        self.assertTrue(0 < sum(row["latitude"] == "" for row in self.samples) < 300)


def box(geometry):
    points = [point for rings in polygons(geometry) for point in rings[0]]
    return min(p[0] for p in points), min(p[1] for p in points), max(p[0] for p in points), max(p[1] for p in points)


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
