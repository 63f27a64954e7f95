"""Signing in by another house's word (OpenID Connect): whom it lets in, and which lies are not believed."""
import pathlib
import shutil
import tempfile
import time
import unittest

import test_people
from browser import Browser
from oidc_house import House
from running_city import RunningCity, free_port


class AnotherHouse(unittest.TestCase):
    database = "sqlite"
    person, add = test_people.People.__dict__["person"], test_people.People.__dict__["add"]

    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.close)
        folder = pathlib.Path(tempfile.mkdtemp(prefix="portico-oidc-"))
        cls.addClassCleanup(shutil.rmtree, folder)
        (folder / "portico.toml").write_text(
            f'[oidc]\nissuer = "{cls.house.issuer}"\nclient_id = "{House.CLIENT}"\nclient_secret = "{House.SECRET}"\nname = "Harbor login"\n')
        cls.city = RunningCity(database=cls.database, config=folder / "portico.toml")
        cls.addClassCleanup(cls.city.remove)
        cls.city.load()
        cls.add("ada@harborview.example", "Ada L.", "Technology", "administrator")
        cls.city.start()

    def setUp(self):
        self.house.kind, self.house.email, self.house.lie = "RS256", "Ada@harborview.example", {}
        self.browser = Browser(self.city.port)

    def enter(self, back=""):
        self.browser.go("/sign-in" + (f"?back={back}" if back else ""))
        link = next(link for link in self.browser.page.links if "/sign-in/oidc" in link)
        return self.browser.go(link)

    def refused(self):
        page = self.enter()
        self.assertEqual(page.path, "/sign-in", page.words)
        self.assertIn("That sign-in did not work here.", page.words)
        self.assertEqual(self.browser.go("/account").path, "/sign-in")
        # The newest that is told of a sign-in: the server has other things to tell at the same time.
        return [line for line in self.city.server_log().splitlines() if "a sign-in by another house's word did not work" in line][-1]

    def test_whom_it_vouches_for_is_signed_in_and_led_back(self):
        self.assertIn("Sign in with Harbor login", self.browser.go("/sign-in").words)
        for kind in ("RS256", "ES256"):
            self.house.kind = kind
            page = self.enter(back="/account")
            self.assertEqual((page.status, page.path), (200, "/account"), kind)
            self.assertIn("Ada L.", page.words)
            self.assertIn("another house's word", page.words)
            self.browser.send("/sign-out")
        self.assertLessEqual(self.house.asked.count("/keys"), 2, "keys are remembered")

    def test_nobody_makes_an_account_of_their_own(self):
        self.house.email = "stranger@harborview.example"
        self.assertIn("nobody signs in here under the address", self.refused())
        self.assertNotIn("stranger", self.city.server_log(), "no personal data in the log")

    def test_the_disabled_stay_outside(self):
        self.add("bea@harborview.example", "Bea", "Parks")
        self.person("disable", "bea@harborview.example")
        self.house.email = "bea@harborview.example"
        self.refused()

    def test_lies_are_not_believed(self):
        for lie, why in (({"nonce": "another"}, "of another sign-in"), ({"aud": "another"}, "for another client"),
                         ({"aud": ["portico", "another"]}, "given to another client"), ({"iss": "https://evil.example"}, "another issuer"),
                         ({"exp": int(time.time()) - 120}, "expired"), ({"iat": int(time.time()) + 600}, "in the future"),
                         ({"email_verified": False}, "not verified"), ({"email": None}, "no e-mail address"), ({"alg": "none"}, "in a way that does not count"),
                         ({"alg": "HS256"}, "in a way that does not count"), ({"signed_by": "a stranger"}, "none of the house's keys")):
            self.house.lie = lie
            self.assertIn(why, self.refused(), lie)

    def test_a_refusal_of_the_house_is_one_here(self):
        self.house.email = ""
        self.assertIn("access_denied", self.refused())

    def test_what_was_not_begun_here_is_not_ended_here(self):
        status, got, _ = self.browser.ask("GET", self.browser.origin + "/sign-in/oidc/return?code=x&state=y")
        self.assertEqual((status, got["Location"]), (303, "/sign-in?note=closed"))
        _, got, _ = self.browser.ask("GET", self.browser.origin + "/sign-in/oidc")
        theirs = Browser(self.city.port)
        _, elsewhere, _ = theirs.ask("GET", got["Location"])
        _, got, _ = theirs.ask("GET", elsewhere["Location"])
        self.assertEqual(got["Location"], "/sign-in?note=closed", "another browser than the one that was sent away")


class AnotherHouseOnPostgres(AnotherHouse):
    database = "postgres"


class AHouseThatIsAway(unittest.TestCase):
    def test_says_so_and_passwords_go_on(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="portico-oidc-"))
        self.addCleanup(shutil.rmtree, folder)
        (folder / "portico.toml").write_text(
            f'[oidc]\nissuer = "http://127.0.0.1:{free_port()}"\nclient_id = "portico"\nclient_secret = "a secret"\nname = "Harbor login"\n')
        city = RunningCity(config=folder / "portico.toml")
        self.addCleanup(city.remove)
        city.load()
        city.start()
        page = Browser(city.port).go("/sign-in/oidc")
        self.assertIn("That sign-in did not work here.", page.words)
        self.assertIn("gave no answer", city.server_log())
