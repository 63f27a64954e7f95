"""Debian's Chromium, driven by tests/browser/drive.mjs: looks at pages as several people would see them, or sits somebody at the keyboard.

    with RealBrowser() as browser:
        for seen in browser.look([{"url": …, "cookies": {…}, "language": "es", "form": {…}}, …]):    # several at once
            seen["faults"]        # what is wrong; empty where all is well
            seen["told"]          # what a screen reader is told: role and name, in reading order
            seen["stops"]         # where Tab leads, in order
            seen["views"]         # how wide, how dark, what unfolded
        at = Keyboard(browser, "http://127.0.0.1:8311")
        at.open("/sign-in").tab_to("textbox", "Sign-in name").type("ada")
"""
import itertools
import json
import os
import pathlib
import subprocess
import threading
import urllib.parse

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "browser"


def of_node(program, library, log, more=()):
    """A program of tests/browser that reads orders, and where it complains."""
    if not (FOLDER / "node_modules" / library).is_dir():
        raise AssertionError(f"tests/browser/node_modules has no {library}: script/setup test brings it")
    complaints = open(FOLDER.parent.parent / "build" / log, "wb")
    return subprocess.Popen(["node", FOLDER / program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, text=True,
                            env={**os.environ, **dict(more)}), complaints


class RealBrowser:
    def __init__(self, draws=True):
        """draws: with WebGL, which maps need."""
        self.process, self.complaints = of_node("drive.mjs", "playwright-core", "browser.log", {} if draws else {"PORTICO_BROWSER_DRAWS": "no"})
        self.numbers, self.answers, self.heard = itertools.count(), {}, threading.Condition()
        threading.Thread(target=self.hear, daemon=True).start()

    def hear(self):
        for line in self.process.stdout:
            answer = json.loads(line)
            with self.heard:
                self.answers[answer["id"]] = answer
                self.heard.notify_all()
        with self.heard:
            self.answers[None] = "ended"
            self.heard.notify_all()

    def order(self, do, **what):
        number = next(self.numbers)
        self.process.stdin.write(json.dumps({"id": number, "do": do, **what}) + "\n")
        self.process.stdin.flush()
        return number

    def answer(self, number, within=900):
        with self.heard:
            if not self.heard.wait_for(lambda: number in self.answers or None in self.answers, within):
                raise AssertionError(f"the browser has not answered within {within} s")
            answer = self.answers.pop(number, {"broke": f"the browser has ended; {self.complaints.name} may say why"})
        if "broke" in answer:
            raise AssertionError(answer["broke"])
        return answer["answer"]

    def look(self, pages):
        return [self.answer(number) for number in [self.order("look", page=page) for page in pages]]

    def picture(self, pages, tallest):
        """Takes a picture of each page into its "file", from the top, so many pixels tall at most."""
        for number in [self.order("picture", page=page, file=str(page["file"]), tallest=tallest) for page in pages]:
            self.answer(number)

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()
        self.complaints.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Lighthouse:
    """Judges pages as on a phone: points out of 100, and what takes them."""

    def __enter__(self):
        self.process, self.complaints = of_node("lighthouse.mjs", "lighthouse", "lighthouse.log")
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()
        self.complaints.close()

    def judge(self, url, *categories):
        self.process.stdin.write(json.dumps({"url": url, "categories": categories}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"broke": "Lighthouse has ended; build/lighthouse.log may say why"}')
        if "broke" in answer:
            raise AssertionError(f"{url}: {answer['broke']}")
        return answer


class Keyboard:
    """Somebody who has a keyboard and a screen reader, and no mouse."""
    seats = itertools.count()
    furthest = 400

    def __init__(self, browser, origin, language="en", scripts=True):
        self.browser, self.origin, self.language, self.scripts, self.seat, self.here = browser, origin, language, scripts, next(self.seats), {}

    def do(self, what, **more):
        self.here = self.browser.answer(self.browser.order(what, seat=self.seat, **more))
        return self

    def open(self, path, cookies=None):
        return self.do("open", page={"url": urllib.parse.urljoin(self.origin, path), "language": self.language, "cookies": cookies or {}, "scripts": self.scripts})

    def press(self, key, times=1):
        return self.do("press", key=key, times=times)

    def type(self, text):
        return self.do("type", text=text)

    def go_on(self, key="Enter"):
        """Presses a key that leads to another page."""
        return self.do("go_on", key=key)

    @property
    def focus(self):
        return self.here["focus"] or {"role": "", "name": ""}

    @property
    def path(self):
        return urllib.parse.urlsplit(self.here["url"]).path

    def tab_to(self, role, name, back=False):
        """Tab by Tab, until the focus is on what has this role and this name, or a name that begins so."""
        met = []
        for _ in range(self.furthest):
            self.press("Shift+Tab" if back else "Tab")
            met.append((self.focus.get("role", ""), self.focus.get("name", "")))
            if met[-1][0] == role and met[-1][1].startswith(name):
                if not self.focus["shown"]:
                    raise AssertionError(f"nothing shows the focus on {met[-1]}")
                return self
            if len(met) > 1 and met[-1] == met[0] and self.here["focus"] is None:
                break
        raise AssertionError(f"{self.here['url']}: Tab leads to no {role} \"{name}\", but to {list(dict.fromkeys(met))}")

    def told(self):
        """What a screen reader is told of the page: role and name, in reading order."""
        return [(each["role"], each["name"]) for each in self.tree()]

    def spoken(self):
        """What is read out without being looked for: the words of live regions."""
        return [each["name"] for each in self.tree() if each["role"] == "text" and "aloud" in each]

    def tree(self):
        return self.browser.answer(self.browser.order("names", seat=self.seat))

    def leave(self):
        self.browser.answer(self.browser.order("leave", seat=self.seat))
