"""Every page that is served, as a real browser shows it: axe's rules in each theme and direction, the way of the Tab key, what a screen reader is
told, the content policy; 320 px, 400 %, the reader's own colours, no motion. A page that is new and not looked at fails."""
import http.server
import threading
import unittest

from city_at_work import KEY, CityAtWork
from real_browser import RealBrowser

SOUND = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title>
<style>a:focus-visible, input:focus-visible, button:focus-visible {{ outline: 3px solid #10222a }} a, input, button {{ min-block-size: 44px; display: block }} {style}</style></head>
<body><main><h1>A page</h1>{body}</main></body></html>"""
# What is planted, and what the browser must say of it.
PLANTED = {
    "nothing": ("", "<p><a href='/there'>There</a></p>", []),
    "a-field-without-a-label": ("", "<form><input name='q'></form>", ["label ", "a stop without a name"]),
    "words-too-pale": ("", "<p style='color: #999'>Who can read this?</p>", ["color-contrast (wide light)"]),
    "words-too-pale-in-the-dark": ("@media (prefers-color-scheme: dark) { body { background: #222; color: #555 } }", "<p>Who can read this?</p>",
                                   ["color-contrast (wide dark"]),
    "words-too-pale-when-unfolded": ("", "<details><summary>More</summary><p style='color: #999'>Who can read this?</p></details>", ["color-contrast (wide dark, unfolded)"]),
    "a-trap": ("", "<p><a href='/a'>A</a></p><input aria-label='Stay' onkeydown=\"if (event.key === 'Tab') event.preventDefault()\"><p><a href='/b'>B</a></p>",
               ["a trap: Tab does not lead on", "never reached by Tab: <a href=\"/b\""]),
    "nothing-that-shows-the-focus": ("a.bare:focus-visible { outline: 0 }", "<p><a class='bare' href='/a'>A</a></p>", ["nothing shows the focus on"]),
    "an-order-of-its-own": ("", "<p><a href='/a'>A</a></p><p><a href='/b' tabindex='1'>B</a></p>", ["tabindex (wide light)"]),
    "a-way-that-leads-back": ("nav { display: flex; flex-direction: row-reverse }", "<nav><a href='/a'>To A</a> <a href='/b'>To B</a></nav>",
                              ["the way leads back to <a href=\"/b\""]),
    "a-way-that-leads-up": ("nav { display: flex; flex-direction: column-reverse }", "<nav><a href='/a'>To A</a> <a href='/b'>To B</a></nav>",
                            ["the way leads back to <a href=\"/b\""]),
    "something-covered": ("#lid { position: fixed; inset: 0; background: #fff }", "<p><a href='/a'>A</a></p><div id='lid'></div>", ["out of sight or covered"]),
    "something-wide": ("", "<p style='inline-size: 500px'>Wide</p>", ["wider than 320 px: <p", "wider than 400 %: <p"]),
    "something-cut-off": ("", "<p style='block-size: 1.2em; overflow: hidden'>Half of these words, and more of them than one line holds, are not to be seen by anybody who comes here.</p>",
                          ["cut off at 320 px: <p", "cut off at 400 %: <p"]),
    "something-to-push-aside": ("", "<div style='overflow-x: auto' tabindex='0'><p style='inline-size: 900px'>Wide</p></div>", ["scrolls sideways at 320 px: <div"]),
    "words-that-stand-out": ("button { white-space: nowrap; inline-size: 5em }", "<button>A sentence that is much longer</button>", ["words stand out of it at 320 px: <button"]),
    "a-bar-over-the-end": ("#bar { position: fixed; inset-inline: 0; inset-block-end: 0; block-size: 200px; background: #fff }", "<p><a href='/a'>A</a></p><div id='bar'>Take a cookie.</div>",
                           ["covered when it has the focus (400 %)"]),
    "what-moves": ("h1 { animation: turn 2s infinite } @keyframes turn { to { rotate: 1deg } }", "<p>See?</p>", ["moves although less motion is asked for: <h1"]),
    "what-would-move": ("a { transition: color 300ms }", "<p><a href='/a'>A</a></p>", ["would move although less motion is asked for: <a"]),
    "a-button-of-background": ("button { border: 0; background: #10222a; color: #fff }", "<button>Go</button>", ["forced colours: nothing bounds <button"]),
    "a-spot-of-background": ("i { display: block; inline-size: 2em; block-size: 1em; background: #a00 }", "<p><i></i>Late</p>", ["forced colours: nothing is left of <i"]),
    "a-place-told-by-background": ("[aria-current] { background: #ffe9a8 }", "<nav><ul><li><a href='/a' aria-current='page'>A</a></li><li><a href='/b'>B</a></li></ul></nav>",
                                   ["forced colours: looks like the others: <a"]),
    "a-focus-of-shadow": ("@media (forced-colors: active) { a:focus-visible { outline: 0; box-shadow: 0 0 0 3px #a00 } }", "<p><a href='/a'>A</a></p>",
                          ["nothing shows the focus (forced colours) on <a"]),
    "a-picture-without-words": ("", "<p><a href='/a'><svg width='44' height='44' role='img'><path d='M0 0h9v9'/></svg></a></p>", ["a link without a name"]),
    "two-headings": ("", "<h3>Far down</h3>", ["heading-order"]),
    "a-file-that-is-not-there": ("", "<img src='/missing.png' alt='A picture'>", ["console: Failed to load resource"]),
    "what-the-policy-forbids": ("", "<script>document.title = 'Mine'</script>", ["content policy: script-src"]),
}


class Planted(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        style, body, _ = PLANTED.get(self.path[1:], ("", "", []))
        self.send_response(404 if "missing" in self.path else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if "policy" in self.path:
            self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(SOUND.format(style=style, body=body).encode())

    def log_message(self, *_):
        pass


class WhatIsPlanted(unittest.TestCase):
    """The browser finds what is wrong, so that finding nothing means something."""

    def test_is_found_and_nothing_else(self):
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Planted) as server, RealBrowser() as browser:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            seen = browser.look([{"url": f"http://127.0.0.1:{server.server_port}/{name}"} for name in PLANTED])
            server.shutdown()
        for (name, (_, _, wanted)), page in zip(PLANTED.items(), seen):
            with self.subTest(name):
                for fault in wanted:
                    self.assertTrue(any(fault in each for each in page["faults"]), f"{fault} not among {page['faults']}")
                if not wanted:
                    self.assertEqual(page["faults"], [])


class EveryPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.at = cls.enterClassContext(CityAtWork())
        cls.browser = cls.enterClassContext(RealBrowser())
        cls.seen = {}
        for happen, pages in ((None, cls.at.empty_pages), (cls.at.work, cls.at.pages), (cls.at.storm, cls.at.storm_pages),
                              (cls.at.intake_only, cls.at.resting_pages), (None, cls.at.guessing_pages)):
            if happen:
                happen()
            these = pages()
            cls.seen.update({page.name: (page, seen) for page, seen in zip(these, cls.browser.look([cls.at.asked(page) for page in these]))})

    def test_has_nothing_wrong_with_it(self):
        for name, (page, seen) in self.seen.items():
            with self.subTest(name, path=page.path):
                self.assertEqual(seen["faults"], [])

    def test_is_the_page_that_was_meant(self):
        for name, (page, seen) in self.seen.items():
            with self.subTest(name, path=page.path):
                self.assertEqual((seen["status"], seen["language"]), (page.status, page.language))
                self.assertEqual(seen["direction"], "rtl" if page.language in ("ar", "ur") else "ltr")
                self.assertTrue(seen["type"].startswith("text/html"), seen["type"])

    def test_is_looked_at(self):
        """Whoever adds a page adds it to city_at_work.py: each in the city's own language, and one of them at least in another."""
        routes = [line.split("\t") for line in self.at.city.portico("routes").stdout.splitlines()]
        pages = {pattern for method, pattern, _, gives, _ in routes if method == "GET" and gives.startswith("HTML")}
        looked_at = {page.pattern for page, _ in self.seen.values() if page.pattern and not page.form}
        self.assertGreater(len(pages), 30)
        self.assertEqual(pages - looked_at, set())
        self.assertEqual(looked_at - pages, set(), "routes that are not there any more, or do not say that they give HTML")

    def test_of_the_public_is_looked_at_in_each_theme_and_direction(self):
        """A page in another language is one route more: of each, both directions, and both themes of both."""
        routes = [line.split("\t") for line in self.at.city.portico("routes").stdout.splitlines()]
        staffs = {"/sign-in", "/sign-in/code"}  # open to everybody, and in the languages of staff alone, none of which runs from right to left
        public = {pattern.removeprefix("/{language}") or "/" for method, pattern, permission, gives, _ in routes
                  if method == "GET" and permission == "public" and gives.startswith("HTML")} - staffs
        self.assertGreaterEqual(len(public), 16)
        themes = ("light", "dark")
        wanted = {(pattern, direction, theme) for pattern in public for direction in ("ltr", "rtl") for theme in themes}
        looked = {(page.pattern.removeprefix("/{language}") or "/", seen["direction"], theme) for page, seen in self.seen.values() if page.pattern and not page.form
                  for theme in themes if any(theme in view for view in seen["views"])}
        self.assertEqual(wanted - looked, set())
        print(f"{len(self.seen)} looks: {len(public)} kinds of public pages in {len(wanted)} of theme and direction, "
              f"{len({page.pattern for page, _ in self.seen.values()})} routes")

    def test_is_html_only_where_its_route_says_so(self):
        administrator = self.at.browser("ada").cookies
        for method, pattern, _, gives, _ in (line.split("\t") for line in self.at.city.portico("routes").stdout.splitlines()):
            if method != "GET" or gives.startswith("HTML") or pattern.startswith("/sign-in/oidc"):
                continue
            path = pattern.replace("{number}", self.at.closed).replace("{id}", self.at.closed).replace("{code}", "POTHOLE").replace("{format}", "json").replace("{photo}", "1")
            for headers in ({"Authorization": f"Bearer {KEY}"}, {"Cookie": "; ".join(f"{name}={value}" for name, value in administrator.items())}):
                answer = self.at.city.get(path, headers)
                self.assertFalse(answer.status == 200 and answer.headers["Content-Type"].startswith("text/html"), pattern)

    def told(self, name):
        return [(each["role"], each["name"]) for each in self.seen[name][1]["told"]]

    def test_is_told_to_who_does_not_see_it(self):
        for name, wanted in {
            "home": [("heading", "What do you need?"), ("link", "Report a problem"), ("textbox", "Your request number"), ("button", "See where it is"),
                     ("navigation", "Main"), ("table", "Newest requests")],
            "request-closed": [("heading", "Pothole: 12 Mill Lane"), ("navigation", "You are here"), ("text", "Fixed"), ("text", f"Request {self.at.closed}"),
                               ("text", "We cut it out and filled it.")],
            "request-paused": [("text", "Waiting")],
            "receipt": [("heading", f"We got it. Your number is {self.at.new}."), ("image", "QR code: the address of your request")],
            "desk": [("region", "Work list"), ("columnheader", "Due"), ("combobox", "Agency"), ("link", "R. Diaz: my account"), ("button", "Sign out")],
            "people": [("link", "People"), ("group", "People"), ("textbox", "Public name"), ("link", "Ada L.: my account")],
            "report-where-es": [("link", "Informar de un problema")],
            "home-ur": [("heading", "آپ کو کیا چاہیے؟"), ("navigation", "مرکزی مینو"), ("table", "تازہ ترین درخواستیں")],
        }.items():
            with self.subTest(name):
                told = self.told(name)
                for each in wanted:
                    self.assertIn(each, told)

    def test_of_the_staff_leads_to_what_they_may_see(self):
        self.assertEqual(self.bar("account"), ["People", "Messages", "Webhooks", "Sign-ins"], "an administrator reads no requests")
        self.assertEqual(self.bar("account-of-crew"), ["Work list", "Follow-ups", "Find", "Answers"])
        self.assertEqual(self.bar("desk"), ["Work list", "To read", "Places to find", "Follow-ups", "Find", "Answers", "Announcements", "Articles"])
        self.assertEqual(self.bar("audit"), ["Work list", "Follow-ups", "Find", "Answers", "Sign-ins"])
        self.assertEqual(self.bar("not-for-your-roles"), self.bar("desk"), "also where they may not go")

    def bar(self, name):
        """The links before the reader's own name."""
        names = [each["name"] for each in self.seen[name][1]["stops"]]
        return names[2:next(at for at, each in enumerate(names) if each.endswith(": my account"))]
