"""Without a mouse, and without seeing: a problem is reported and a case is closed by keys alone, and what a screen reader tells leads there."""
import unittest

from city_at_work import PASSWORD, CityAtWork
from real_browser import Keyboard, RealBrowser
from test_islands import words_in


class ByKeysAlone(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.at = cls.enterClassContext(CityAtWork())
        cls.browser = cls.enterClassContext(RealBrowser())

    def keyboard(self, language="en", scripts=True):
        keyboard = Keyboard(self.browser, self.at.origin, language, scripts)
        self.addCleanup(keyboard.leave)
        return keyboard

    def heading(self, keyboard):
        return next(name for role, name in keyboard.told() if role == "heading")

    def test_a_problem_is_reported_from_the_first_page_to_the_receipt(self):
        ana = self.keyboard().open("/")
        ana.tab_to("link", "Report a problem").go_on()
        ana.tab_to("searchbox", "What is the problem?").type("pothle").go_on()
        ana.tab_to("link", "Pothole").go_on()
        self.assertEqual(ana.path, "/report/POTHOLE")
        ana.tab_to("combobox", "Address or corner").type("118 quay st").go_on()
        while self.heading(ana) != "What do you see?":
            self.assertIn(self.heading(ana), ("Where is it?", "Is it one of these?"))
            if self.heading(ana) == "Where is it?":
                ana.tab_to("radio", "").press("Space")
                self.assertEqual(ana.focus.get("checked"), "true")
            ana.tab_to("button", "No, this one is new" if self.heading(ana) == "Is it one of these?" else "Go on").go_on()
        ana.tab_to("textbox", "Tell us more").type("A deep hole.")
        ana.press("Enter").type("Cars swerve around it.")
        ana.tab_to("button", "Send it").go_on()
        self.assertRegex(ana.path, r"^/requests/[0-9A-Z]{4}-[0-9A-Z]{4}/receipt$")
        number = ana.path.split("/")[2]
        told = ana.told()
        self.assertIn(f"Your number is {number}", self.heading(ana))
        self.assertTrue(any(role == "image" and name == "QR code: the address of your request" for role, name in told), "the picture says what it leads to")
        ana.tab_to("link", "http").go_on()
        self.assertEqual(ana.path, f"/requests/{number}")
        read = [name for _, name in ana.told()]
        self.assertIn("New", read, "where it stands")
        self.assertIn(f"Request {number}", read)
        self.assertTrue(any(words.startswith("We will be done by ") for words in read), "the promise")
        self.assertTrue(any("Cars swerve around it." in words for words in read))

    def test_the_first_key_leads_past_what_stands_on_every_page(self):
        for path, first in (("/", "What is the problem?"), ("/report", "What is the problem? For example: pothole, street light, no heat"), ("/sign-in", "Sign-in name")):
            reader = self.keyboard().open(path).press("Tab")
            self.assertEqual((reader.focus["role"], reader.focus["name"]), ("link", "Skip to the page"))
            self.assertTrue(reader.focus["shown"])
            self.assertEqual(reader.press("Enter").press("Tab").focus["name"], first)

    def test_the_menu_and_the_languages_unfold_and_lead_on(self):
        reader = self.keyboard().open("/")
        reader.tab_to("DisclosureTriangle", "Language: English").press("Enter")
        self.assertEqual(reader.focus.get("expanded"), True)
        reader.tab_to("link", "Español").go_on()
        self.assertEqual((reader.path, self.heading(reader)), ("/es", "¿Qué necesita?"))
        reader.tab_to("link", "Informar de un problema").go_on()
        self.assertEqual(reader.path, "/es/report")

    def test_what_is_wrong_is_told_first_and_leads_to_its_field(self):
        ana = self.keyboard().open("/report/POTHOLE")
        ana.tab_to("button", "Go on").go_on()
        self.assertTrue(ana.here["title"].startswith("Something is wrong: "))
        self.assertEqual(ana.focus["role"], "alert")
        ana.press("Tab")
        self.assertEqual((ana.focus["role"], ana.focus["name"]), ("link", "Tell us where it is. A few words are enough."))
        ana.press("Enter")
        self.assertEqual((ana.focus["role"], ana.focus["name"], ana.focus.get("invalid")), ("combobox", "Address or corner", "true"))
        self.assertIn("Tell us where it is. A few words are enough.", ana.focus["description"])

        dan = self.keyboard().open("/sign-in")
        dan.tab_to("textbox", "Sign-in name").type("diaz@harborview.example").press("Tab").type("not the right one").go_on()
        self.assertEqual((dan.focus["role"], dan.focus["name"]), ("alert", "This did not work"))

    def test_who_says_that_it_is_not_fixed_has_it_open_again(self):
        for scripts, language, street in ((True, "en", "5 Lantern Street"), (False, "en", "6 Lantern Street"), (False, "ar", "7 Lantern Street")):
            with self.subTest(scripts=scripts, language=language):
                self.say_that_it_is_not_fixed(self.keyboard(language, scripts), words_in(language), street)

    def say_that_it_is_not_fixed(self, ana, words, street):
        number, key = self.at.report(address_string=street, email="ana@example.org")
        self.close(number, "Crew 4's sheet of Tuesday.")
        page = ("" if ana.language == "en" else f"/{ana.language}") + f"/requests/{number}"
        ana.open(f"{page}?token={key}")
        self.assertIn(("heading", words["contest.title"]), ana.told())
        ana.tab_to("button", words["contest.button"]).press("Enter")
        self.assertEqual(self.field(ana), words["contest.label"], "the browser itself asks for the words that are missing")
        ana.type("It is still there, and deeper.")
        ana.tab_to("button", words["contest.button"]).go_on()
        self.assertEqual(ana.path, page)
        told = ana.told()
        self.assertIn(words["done.contested"], ana.spoken(), "told without being looked for")
        self.assertIn(("heading", words["story.contested"]), told)
        self.assertNotIn(("heading", words["contest.title"]), told, "once an outcome")
        self.assertNotIn("It is still there, and deeper.", " ".join(name for _, name in told), "said to the city, not to everybody")
        self.assertEqual(self.at.city.get(f"/requests/{number}.json").json[0]["status"], "open")
        self.assertIn("It is still there, and deeper.", self.at.browser("diaz").go(f"/desk/requests/{number}").text)
        self.close(number, "Crew 2's sheet of Friday.")
        again = self.keyboard(ana.language, ana.scripts).open(f"{page}?token={key}")
        self.assertIn(("heading", words["contest.title"]), again.told(), "it may be said of the new outcome")

    def close(self, number, proof):
        self.at.do(number, "close", outcome="fixed", reason="We cut it out and filled it.", proof=proof)

    def field(self, keyboard):
        return keyboard.focus["name"] if keyboard.focus["role"] == "textbox" else keyboard.focus

    def test_somebody_signs_in_takes_a_case_in_hand_and_closes_it(self):
        number, _ = self.at.report(address_string="21 Ferry Road")
        diaz = self.keyboard().open(f"/desk/requests/{number}")
        diaz.tab_to("textbox", "Sign-in name").type("diaz@harborview.example")
        self.assertEqual(diaz.press("Tab").focus["name"], "Password")
        diaz.type(PASSWORD).go_on()
        self.assertEqual(diaz.path, f"/desk/requests/{number}", "back to what was asked for")
        diaz.tab_to("button", "Take it in hand").go_on()
        diaz.tab_to("DisclosureTriangle", "Close with an outcome").press("Enter")
        diaz.tab_to("combobox", "Outcome").type("Fixed")
        self.assertEqual(diaz.focus["value"], "Fixed")
        diaz.press("Tab").type("We cut it out and filled it.")
        diaz.tab_to("button", "Close with an outcome").go_on()
        self.assertEqual(diaz.focus["role"], "alert", "nothing shows that it is fixed")
        diaz.press("Tab").press("Enter")
        self.assertEqual((diaz.focus["role"], diaz.focus.get("invalid")), ("textbox", "true"))
        diaz.type("Crew 4's sheet of Tuesday.")
        diaz.tab_to("button", "Close with an outcome").go_on()
        told = diaz.told()
        self.assertIn("Done.", [told[at + 1][1] for at, each in enumerate(told) if each[0] == "status"], "told without being looked for")
        self.assertIn(("text", "Fixed"), told)
        self.assertEqual(self.at.city.get(f"/requests/{number}.json").json[0]["status"], "closed")
        diaz.tab_to("button", "Sign out", back=True).go_on()
        self.assertEqual(diaz.path, "/sign-in")
