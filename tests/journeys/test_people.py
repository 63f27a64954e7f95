"""People who sign in: by password, by a code from a phone, by another house's word; what each sees, and what an administrator does."""
import base64
import hashlib
import hmac
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile
import time
import unittest
import urllib.parse

from browser import Browser
from running_city import PORTICO, RunningCity

PASSWORD = "four words in a row"


def code_of(secret, at=None):
    """RFC 6238, as a phone does it."""
    step = struct.pack(">Q", int(at or time.time()) // 30)
    mac = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), step, hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start:start + 4])[0] & 0x7fffffff) % 1000000:06}"


class People(unittest.TestCase):
    database = "sqlite"

    @classmethod
    def setUpClass(cls):
        cls.city = RunningCity(database=cls.database)
        cls.addClassCleanup(cls.city.remove)
        cls.city.load()
        cls.add("ada@harborview.example", "Ada L.", "Technology", "administrator")
        cls.city.start()
        cls.add("dan@harborview.example", "Dan P.", "Street Works, North", "dispatcher", "DSW")

    @classmethod
    def person(cls, *words, said=None, code=0):
        run = subprocess.run([PORTICO, "person", *words, *cls.city.options()], input=said, capture_output=True, text=True)
        if run.returncode != code:
            raise AssertionError(f"portico person {' '.join(words)} ended with {run.returncode}\n{run.stdout}{run.stderr}")
        return run.stdout + run.stderr

    @classmethod
    def add(cls, name, public_name, department, role=None, agency=None):
        told = cls.person("add", name, "--public-name", public_name, "--department", department, "--password-stdin", said=PASSWORD + "\n")
        if PASSWORD in told:
            raise AssertionError("a password that was typed is not told again")
        if role:
            cls.person("grant", name, "--role", role, *(["--agency", agency] if agency else []))

    def browser(self, language="en"):
        return Browser(self.city.port, language)

    def signed_in(self, name, password=PASSWORD):
        browser = self.browser()
        browser.go("/sign-in")
        browser.send("/sign-in", name=name, password=password)
        return browser

    def test_somebody_who_is_not_signed_in_is_led_to_the_page_and_back(self):
        browser = self.browser()
        page = browser.go("/account")
        self.assertEqual(page.path, "/sign-in")
        page = browser.send("/sign-in", name="dan@harborview.example", password="not the right one")
        self.assertEqual(page.status, 403)
        self.assertIn("We do not know this name with this password.", page.words)
        self.assertIn('value="dan@harborview.example"', page.text, "what was typed is there, but for the password")
        page = browser.send("/sign-in", password=PASSWORD)
        self.assertEqual((page.status, page.path), (200, "/account"))
        self.assertIn("Dan P.", page.words)
        cookie = browser.set_cookies[-1]
        self.assertRegex(cookie, r"^portico=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax$")
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_the_way_back_leads_nowhere_else(self):
        for back in ("https://evil.example/", "//evil.example/", "/\\evil.example", "/a\r\nSet-Cookie: x=y", "evil"):
            browser = self.browser()
            browser.go("/sign-in?back=" + urllib.parse.quote(back))
            form = browser.page.form("/sign-in")
            self.assertNotIn("back", form["fields"], back)

    def test_the_pages_speak_spanish(self):
        browser = self.browser("es")
        page = browser.go("/es/sign-in")
        self.assertEqual(page.lang, "es")
        self.assertEqual(page.h1, ["Entrar"])
        page = browser.send("/sign-in", name="dan@harborview.example", password="otra contraseña")
        self.assertIn("No conocemos este nombre", page.words)

    def test_a_form_from_another_site_signs_nobody_in(self):
        browser = self.browser()
        body = f"name=dan%40harborview.example&password={PASSWORD.replace(' ', '+')}".encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://evil.example"}
        status, got, _ = browser.ask("POST", browser.origin + "/sign-in", body, headers)
        self.assertEqual(status, 400)
        self.assertIsNone(got["Set-Cookie"])

    def test_a_forged_form_changes_nothing(self):
        browser = self.signed_in("dan@harborview.example")
        browser.go("/account")
        form = browser.page.form("/account/second-factor/begin")
        self.assertEqual(len(form["fields"]["csrf"]), 32)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _, text = browser.ask("POST", browser.origin + form["action"], b"csrf=" + b"0" * 32, headers)
        self.assertEqual(status, 400)
        self.assertIn("This form is too old", text)

    def test_the_second_factor_from_switching_on_to_the_last_resort(self):
        self.add("eve@harborview.example", "Eve", "Parks")
        browser = self.signed_in("eve@harborview.example")
        browser.go("/account")
        page = browser.send("/account/second-factor/begin")
        self.assertEqual(page.path, "/account/second-factor")
        self.assertIn("<svg", page.text)
        secret = re.search(r'class="mono">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")
        page = browser.send("/account/second-factor", first_code="000000")
        self.assertEqual(page.status, 400)
        first = code_of(secret)
        page = browser.send("/account/second-factor", first_code=first)
        codes = re.findall(r"<li>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{2})</li>", page.text)
        self.assertEqual(len(codes), 10)

        browser = self.signed_in("eve@harborview.example")
        self.assertEqual(browser.page.path, "/sign-in/code")
        self.assertEqual(browser.go("/account").path, "/sign-in", "the password alone opens nothing")
        browser.go("/sign-in/code")
        page = browser.send("/sign-in/code", code=first)
        self.assertEqual(page.status, 403, "the code that switched it on was used already")
        page = browser.send("/sign-in/code", code=codes[0])
        self.assertEqual(page.path, "/account")
        self.assertIn("You have 9 recovery codes left", page.words)

        self.assertIn("eve@harborview.example", self.person("second-factor-reset", "eve@harborview.example"))
        self.assertEqual(browser.go("/account").path, "/sign-in", "her sessions have ended")
        self.assertEqual(self.signed_in("eve@harborview.example").page.path, "/account")

    def test_a_new_password_ends_the_other_sessions(self):
        self.add("finn@harborview.example", "Finn", "Parks")
        one, other = self.signed_in("finn@harborview.example"), self.signed_in("finn@harborview.example")
        one.go("/account")
        page = one.send("/account/password", old_password=PASSWORD, new_password="short")
        self.assertEqual(page.status, 400)
        self.assertIn("fewer than 12 characters", page.words)
        page = one.send("/account/password", old_password=PASSWORD, new_password="five words in a long row")
        self.assertIn("Your password is changed", page.words)
        self.assertEqual(other.go("/account").path, "/sign-in")
        self.assertEqual(self.signed_in("finn@harborview.example").page.status, 403)

    def test_sessions_are_listed_and_ended_and_signing_out_signs_out(self):
        self.add("gil@harborview.example", "Gil", "Parks")
        one, other = self.signed_in("gil@harborview.example"), self.signed_in("gil@harborview.example")
        one.go("/account")
        one.send("/account/sessions/end")
        self.assertEqual(other.go("/account").path, "/sign-in")
        token = dict(one.cookies)
        page = one.send("/sign-out")
        self.assertIn("You are signed out.", page.words)
        self.assertEqual(one.cookies, {})
        one.cookies = token
        self.assertEqual(one.go("/account").path, "/sign-in", "the cookie that somebody kept opens nothing")

    def test_an_administrator_adds_grants_and_disables(self):
        browser = self.signed_in("ada@harborview.example")
        self.assertEqual(browser.page.path, "/people")
        page = browser.send("/people", name="Hal@harborview.example", public_name="", department="Ferries")
        self.assertEqual(page.status, 400)
        self.assertIn('href="#public_name"', page.text)
        page = browser.send("/people", name="Hal@harborview.example", public_name="Hal", department="Ferries")
        drawn = re.search(r'class="mono"><bdi>([A-Z2-9-]{19})<', page.text)[1]
        number = re.search(r"/people/(\d+)/grant", page.text)[1]
        page = browser.send(f"/people/{number}/grant", role="dispatcher", agency="")
        self.assertEqual(page.status, 400)
        self.assertIn("is held within an agency", page.words)
        page = browser.send(f"/people/{number}/grant", role="dispatcher", agency="DFT")
        self.assertIn("Dispatcher, Department of Ferries and Transit", page.words)
        hal = self.signed_in("hal@harborview.example", drawn)
        self.assertEqual(hal.go("/account").status, 200)
        self.assertEqual(hal.go("/people").status, 403)
        self.assertEqual(hal.go("/audit").status, 403)
        browser.send(f"/people/{number}/disable")
        self.assertEqual(hal.go("/account").path, "/sign-in")
        self.assertEqual(self.signed_in("hal@harborview.example", drawn).page.status, 403)

        own = re.search(r'/people/(\d+)"><bdi>ada@', browser.go("/people").text)[1]
        browser.go(f"/people/{own}")
        page = browser.send(f"/people/{own}/disable")
        self.assertEqual(page.status, 409)
        self.assertIn("This is your own account.", page.words)
        page = browser.go("/audit")
        self.assertIn("refused: the account is disabled", page.words)
        self.assertNotIn("127.0.0.1", page.text)
        self.assertEqual(self.city.portico("ledger", "verify").returncode, 0)

    def test_whoever_guesses_waits(self):
        self.add("ida@harborview.example", "Ida", "Parks")
        browser = self.browser()
        browser.go("/sign-in")
        for _ in range(8):
            page = browser.send("/sign-in", name="ida@harborview.example", password="wrong wrong wrong")
            if page.status == 429:
                break
        self.assertEqual(page.status, 429)
        self.assertRegex(page.words, r"Too many tries. Wait (one second|\d+ seconds), then try again.")

    def test_the_command_line_says_what_is_wrong(self):
        self.assertIn("Nobody signs in as", self.person("disable", "nobody", code=3))
        self.assertIn("fewer than 12 characters", self.person("password", "dan@harborview.example", "--password-stdin", said="short\n", code=3))
        self.assertIn('There is no role "mayor"', self.person("grant", "dan@harborview.example", "--role", "mayor", code=3))
        self.assertIn("there is no line on standard input", self.person("password", "dan@harborview.example", "--password-stdin", said="", code=1))
        told = self.person("password", "dan@harborview.example")
        drawn = re.search(r"password: ([A-Z2-9-]{19})", told)[1]
        self.assertEqual(self.signed_in("dan@harborview.example", drawn).page.status, 404 if not self.desk() else 200)
        self.person("password", "dan@harborview.example", "--password-stdin", said=PASSWORD + "\n")
        listed = self.person("list")
        self.assertRegex(listed, r"dan@harborview.example  Dan P. \(Street Works, North\)  active  dispatcher@DSW")

    def desk(self):
        return self.signed_in("ada@harborview.example").go("/desk").status != 404


class StrictPeople(unittest.TestCase):
    person, add = People.__dict__["person"], People.__dict__["add"]

    def test_a_role_that_wants_a_second_factor_opens_once_it_is_on(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="portico-people-"))
        self.addCleanup(shutil.rmtree, folder)
        (folder / "portico.toml").write_text('[people]\nsecond_factor_for = ["administrator"]\n')
        type(self).city = city = RunningCity(config=folder / "portico.toml")
        self.addCleanup(city.remove)
        city.load()
        self.add("ada@harborview.example", "Ada L.", "Technology", "administrator")
        city.start()
        browser = Browser(city.port)
        browser.go("/sign-in")
        page = browser.send("/sign-in", name="ada@harborview.example", password=PASSWORD)
        self.assertEqual(page.path, "/account")
        self.assertIn("Your role asks for a second factor.", page.words)
        page = browser.go("/people")
        self.assertEqual(page.status, 403)
        self.assertIn("Your roles do not open this page", page.words)
        browser.go("/account")
        page = browser.send("/account/second-factor/begin")
        secret = re.search(r'class="mono">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")
        page = browser.send("/account/second-factor", first_code=code_of(secret))
        recovery = re.search(r"<li>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{2})</li>", page.text)[1]
        self.assertEqual(browser.go("/people").status, 200, "this session has brought both now")
        self.assertNotIn("asks for a second factor", browser.go("/account").words)
        browser = Browser(city.port)
        browser.go("/people")
        browser.send("/sign-in", name="ada@harborview.example", password=PASSWORD)
        self.assertEqual(browser.send("/sign-in/code", code=recovery).path, "/people")


    def test_a_role_that_the_city_has_not_is_refused_at_the_start(self):
        city = RunningCity()
        self.addCleanup(city.remove)
        city.load()
        settings = city.folder / "portico.toml"
        settings.write_text('[people]\nsecond_factor_for = ["administrater"]\n')
        started = subprocess.run([PORTICO, "serve", "--listen", "127.0.0.1:0", "--config", settings, *city.options()], capture_output=True, text=True, timeout=60)
        self.assertEqual(started.returncode, 2)
        for told in ("portico.toml:2", 'no role "administrater"', "administrator"):
            self.assertIn(told, started.stderr)


class PeopleOnPostgres(People):
    database = "postgres"
