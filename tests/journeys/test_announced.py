"""What changes on a page by itself is told to who does not see it: live regions, as the browser's accessibility tree has them."""
import unittest

from city_at_work import CityAtWork
from real_browser import RealBrowser
from test_islands import Reader, words_in


class Listener(Reader):
    def hears(self, words):
        """Within 30 s, from a region that speaks by itself."""
        self.wait("[role=status], [role=alert]", words, within=30)
        spoken = self.spoken()
        if not any(words in each for each in spoken):
            raise AssertionError(f'"{words}" is not read out, but {spoken}')
        return self


class WhatChangesByItself(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.at = cls.enterClassContext(CityAtWork())
        cls.browser = cls.enterClassContext(RealBrowser())

    def listener(self, language="en"):
        listener = Listener(self.browser, self.at.origin, language)
        self.addCleanup(listener.leave)
        return listener, words_in(language)

    def at_the_details(self, language="en"):
        listener, words = self.listener(language)
        listener.open(f"/{language}/report/POTHOLE").tab_to("combobox", "").type("behind the old mill").go_on()
        return listener.wait("form.report textarea"), words

    def test_places_that_are_found_while_an_address_is_typed(self):
        for language in ("en", "ar"):
            with self.subTest(language):
                ana, words = self.listener(language)
                ana.open(f"/{language}/report/POTHOLE")
                self.assertEqual(ana.spoken(), [], "nothing is said before anything happens")
                ana.tab_to("combobox", words["report.address.label"]).type("40 market").hears(words["script.places.count"])
                ana.press("Control+a").type("zzyzx").hears(words["script.places.none"].split(".")[0])

    def test_photos_that_are_chosen_and_taken_out(self):
        ana, words = self.at_the_details()
        ana.choose("phone.jpg").hears("Photos chosen: 1 of ")
        ana.tab_to("button", words["script.photos.remove"]).press("Enter").hears("Taken out. Photos chosen: 0 of ")

    def test_a_draft_that_was_kept_and_one_that_is_thrown_away(self):
        for language in ("en", "ur"):
            with self.subTest(language):
                ana, words = self.at_the_details(language)
                ana.tab_to("textbox", words["report.description.label"]).type("Deep, in the right lane.").press("Tab")
                ana.reload().hears(words["script.draft.kept"])
                ana.tab_to("button", words["script.draft.forget"]).press("Enter").hears(words["script.draft.gone"])

    def test_a_report_that_waits_for_a_connection_and_is_sent(self):
        ben, _ = self.at_the_details()
        ben.tab_to("textbox", "Tell us more").type("Water comes out of the street.")
        ben.offline(True).tab_to("button", "Send it").press("Enter").hears("No connection. Your report is safe on this device")
        ben.offline(False).hears("Your report was sent")

    def test_where_somebody_stands(self):
        ana, words = self.listener()
        ana.open("/report/POTHOLE").do("stand_at", latitude=10, longitude=10)
        ana.tab_to("button", "Use where I am now").press("Enter").hears(words["script.here.unknown"].split(".")[0])

    def test_news_of_a_request_whose_page_is_open(self):
        for language in ("en", "es"):
            with self.subTest(language):
                number, _ = self.at.report(address_string="9 Anchor Avenue")
                ana, words = self.listener(language)
                ana.open(f"/{language}/requests/{number}")
                self.assertEqual(ana.spoken(), [])
                self.at.do(number, "accept")
                ana.hears(words["script.live.changed"])


if __name__ == "__main__":
    unittest.main()
