"""Requests on a map, in a browser that draws: tiles come, the list follows the map, filters narrow both, and the place of a report is set by a pin. Who has no
scripts, or a browser that draws nothing, has the list."""
import math
import pathlib
import re
import shutil
import tempfile
import unittest

from city_at_work import CityAtWork
from real_browser import RealBrowser
from running_city import ROOT, RunningCity
from test_islands import Reader

WATER, DARK_WATER = "205,228,234", "10,47,59"  # as portico.css has it, by day and by night

QUAY = "شارع الميناء"


def tile_at(zoom, latitude, longitude):
    across, up = 2**zoom, math.asinh(math.tan(math.radians(latitude)))
    return int((longitude + 180) / 360 * across), int((1 - up / math.pi) / 2 * across)


class RequestsOnAMap(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.at = cls.enterClassContext(CityAtWork())
        cls.at.city.portico("city", "load", ROOT / "demo", "--samples")
        cls.browser = cls.enterClassContext(RealBrowser())

    def reader(self, browser=None, language="en"):
        reader = Reader(browser or self.browser, self.at.origin, language)
        self.addCleanup(reader.leave)
        return reader

    def at_the_map(self, path="/map", language="en"):
        return self.reader(language=language).open(path).wait("[data-drawn]")

    def numbers(self, reader):
        return reader.read(".found small bdi")

    def colours(self, reader):
        return reader.do("colours", selector=".map__holder").here["colours"]

    def press(self, reader, name):
        return reader.do("click", selector=f'.map__tools [aria-label="{name}"]')

    def test_the_map_shows_the_city_and_nothing_is_stopped(self):
        reader = self.at_the_map()
        colours = self.colours(reader)
        self.assertGreater(colours.get(WATER, 0), 2000, "the harbor")
        self.assertGreater(len(colours), 50)
        self.assertEqual(reader.faults(), [])

    def test_the_list_follows_the_map(self):
        reader = self.at_the_map()
        everywhere = self.numbers(reader)
        self.assertEqual(len(everywhere), 30)
        for _ in range(3):
            self.press(reader, "Zoom in")
            reader.wait("[data-drawn]")
        reader.wait("#found", text="this part of the city")
        self.assertRegex(reader.here["url"], r"[?&]box=-?[0-9.]+(%2C|,)")
        here = self.numbers(reader)
        self.assertNotEqual(here, everywhere)
        west, south, east, north = map(float, re.search(r"box=([-0-9.,]+)", reader.here["url"].replace("%2C", ","))[1].split(","))
        for number in here:
            latitude, longitude = map(float, self.at.city.query(f"SELECT latitude, longitude FROM cases_case WHERE number = '{number}'")[0])
            self.assertTrue(south <= latitude <= north and west <= longitude <= east, number)
        self.assertEqual(reader.faults(), [])

    def test_a_filter_narrows_the_list_and_the_map(self):
        reader = self.at_the_map("/map?status=closed")
        shown = set(self.numbers(reader))
        self.assertTrue(shown)
        closed = {row[0] for row in self.at.city.query("SELECT number FROM cases_case WHERE status = 1")}
        self.assertLessEqual(shown, closed)
        whole = self.at.city.get("/tiles/requests/8/79/93.mvt").body
        self.assertNotEqual(self.at.city.get("/tiles/requests/8/79/93.mvt?status=closed").body, whole)

    def test_in_the_dark_the_map_is_dark(self):
        reader = self.reader()
        reader.here = self.browser.answer(self.browser.order("open", seat=reader.seat, page={"url": self.at.origin + "/map", "dark": True}))
        reader.wait("[data-drawn]")
        self.assertGreater(self.colours(reader).get(DARK_WATER, 0), 2000)

    def test_in_arabic_the_list_and_the_tools_speak_arabic(self):
        reader = self.at_the_map("/ar/map", "ar")
        self.assertTrue(reader.read(".map__legend li")[0])
        self.press(reader, "تكبير")
        reader.wait("#found", text="هذا الجزء")
        self.assertIn("/ar/requests/", self.at.city.get("/ar/map").text)
        self.assertEqual(reader.faults(), [])

    def on_a_phone(self, **more):
        reader = self.reader()
        page = {"url": self.at.origin + "/map", "width": 390, **more}
        reader.here = self.browser.answer(self.browser.order("open", seat=reader.seat, page=page))
        return reader

    def test_on_a_phone_the_map_comes_into_its_place_and_nothing_moves(self):
        reader = self.on_a_phone().wait("[data-drawn]")
        shifted = reader.do("shifted").here["shifted"]
        print(f"layout shift of the map's page on a phone: {shifted:.3f}")
        self.assertLess(shifted, 0.05)
        self.assertGreater(reader.do("takes_place", selector=".mapped__map").here["height"], 200)
        without = self.on_a_phone(scripts=False)
        self.assertEqual(without.do("takes_place", selector=".mapped__map").here["height"], 0, "no place is kept where no map will come")
        self.assertEqual(len(self.numbers(without)), 30)

    def test_a_city_whose_streets_are_named_in_arabic_is_drawn_with_their_names(self):
        pack = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "pack"
        shutil.copytree(ROOT / "demo", pack)
        streets = (pack / "streets.geojson").read_text()
        self.assertIn('"Quay Street"', streets)
        (pack / "streets.geojson").write_text(streets.replace('"Quay Street"', f'"{QUAY}"'))
        city = RunningCity(pack=pack)
        self.addCleanup(city.remove)
        city.load()
        city.start()
        west, south, east, north = -68.8160, 43.4490, -68.8080, 43.4545  # where names have room
        page = city.get(f"/ar/map?box={west},{south},{east},{north}").text
        x, y = tile_at(15, latitude=43.4517, longitude=-68.8125)
        tile = re.search(r'data-base="([^"]*)"', page)[1].format(z=15, x=x, y=y)
        self.assertIn(QUAY.encode(), city.get(tile).body)
        reader = Reader(self.browser, f"http://127.0.0.1:{city.port}", "ar")
        self.addCleanup(reader.leave)
        reader.open(f"/ar/map?box={west},{south},{east},{north}").wait("[data-drawn]")
        self.assertGreater(len(self.colours(reader)), 50)
        self.assertEqual(reader.faults(), [])

    def test_without_scripts_or_without_anything_to_draw_with_the_list_is_there(self):
        page = self.at.city.get("/map").text
        self.assertEqual(len(re.findall(r'<li data-number="', page)), 30)
        self.assertIn('<div class="mapped__map" hidden>', page)
        without = self.enterContext(RealBrowser(draws=False))
        reader = self.reader(without).open("/map").wait(".mapped__map .note")
        self.assertEqual(reader.read(".mapped__map .note"), ["The map cannot be shown here. The list holds the same requests."])
        self.assertEqual(len(self.numbers(reader)), 30)
        self.assertEqual(reader.faults(), [])

    def test_no_other_page_loads_what_draws(self):
        for path in ("/", "/requests", "/report", "/report/POTHOLE"):
            self.assertEqual(re.findall(r'src="/assets/(?:engine|drawer)-', self.at.city.get(path).text), [], path)
        worker = self.at.city.get("/service-worker.js").text
        self.assertEqual(re.findall(r"/assets/(?:engine|drawer)-", worker), [])

    def test_the_place_of_a_report_is_set_by_a_pin_and_by_its_keys(self):
        reader = self.reader().open("/report/POTHOLE")
        reader.tab_to("button", "Choose on the map").press("Enter").wait(".map__pin")
        reader.wait("[data-drawn]")
        self.assertIn("The place of your report", reader.focus["name"])
        reader.press("ArrowUp", 3)
        reader.wait('input[name="place"]')
        first = reader.read('input[name="place"]')[0]
        self.assertRegex(first, r"^43\.\d{6} -68\.\d{6} .")
        reader.press("ArrowLeft", 2)
        reader.do("drag", selector=".map__pin", x=40, y=30)
        reader.wait(".here", text="pin is at")
        self.assertNotEqual(reader.read('input[name="place"]')[0], first)
        self.assertEqual(reader.read("#f-address")[0], reader.read('input[name="offered"]')[0])
        self.assertEqual(reader.faults(), [])


if __name__ == "__main__":
    unittest.main()
