"""See script/screenshots."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/journeys"))

from city_at_work import CityAtWork  # noqa: E402
from real_browser import RealBrowser  # noqa: E402

FOLDER = ROOT / "docs/screenshots"
TALLEST, LARGEST = 1200, 240_000  # pixels, bytes; a map has many small lines
LOOKS = {"": {}, "narrow": {"width": 360}, "dark": {"dark": True}}
# Of what most people see, where a city serves it, always: light, dark and on a phone.
MOST_SEEN = ("/", "/report", "/report/{service}", "/requests/{number}/receipt", "/requests/{number}", "/requests", "/answers", "/answers/{code}", "/promises",
             "/map", "/agencies", "/agencies/{code}", "/sites", "/sites/{code}", "/data")
HEAD = """# Every kind of page

Taken by `script/screenshots` of the demo city, 1440 px wide; what most people see also 360 px wide (narrow), in the dark, and from right to left (ar); the first of it in Urdu (ur)
and Chinese (zh), too. What is longer than 1200 px goes on below.
"""


def most_seen(pages):
    """One page of each such kind: the one of which there are most pictures."""
    found = {}
    for page in pages:
        if page.pattern in MOST_SEEN and page.language == "en" and not page.form and page.status == 200:
            best = found.get(page.pattern)
            if best is None or (len(page.also), bool(page.picture)) > (len(best.also), bool(best.picture)):
                found[page.pattern] = page
    return list(found.values())


def pictures_of(pages, seen):
    """Name, page and look of each picture."""
    taken = []
    for page in pages:
        looks = LOOKS if page in seen else ("", *page.also)
        name = page.picture or (page.name if page in seen else "")
        taken += [(name + (f"-{look}" if look else ""), page, look) for look in looks if name]
    return taken


def smaller(file):
    """At most 256 colours, which is what such a page has; kept as it was where that would show."""
    done = subprocess.run(["pngquant", "--force", "--ext", ".png", "--quality", "80-100", "--speed", "1", "--strip", file], capture_output=True, text=True)
    if done.returncode not in (0, 99):
        raise SystemExit(f"screenshots: pngquant: {done.stderr}")
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"screenshots: {file.name} has {file.stat().st_size} bytes, more than {LARGEST}")


def take(at, browser, pictures, words):
    taken = []
    for name, page, look in pictures:
        if not words or name in words:
            taken.append({**at.asked(page), **LOOKS[look], "file": FOLDER / f"{name}.png"})
    browser.picture([{**each, "file": str(each["file"])} for each in taken], TALLEST)
    for each in taken:
        smaller(each["file"])
    return [each["file"].stem for each in taken]


def show(pictures):
    lines = [HEAD]
    for name, page, look in pictures:
        language = "" if page.language == "en" else page.language
        lines.append(f"## {name}\n" + ", ".join(filter(None, (f"`{page.pattern}`", language, look))) + f"\n\n![{name}]({name}.png)\n")
    (FOLDER / "README.md").write_text("\n".join(lines))


def main(words):
    with CityAtWork() as at, RealBrowser() as browser:
        at.work()
        pages = at.pages()
        seen = most_seen(pages)
        pictures, of_the_storm = pictures_of(pages, seen), pictures_of(at.storm_pages(), seen)
        known = [name for name, _, _ in pictures + of_the_storm]
        unknown = [word for word in words if word not in known]
        if unknown:
            raise SystemExit(f"screenshots: there is no {', '.join(unknown)}; there are: {' '.join(known)}")
        taken = take(at, browser, pictures, words)
        at.storm()
        taken += take(at, browser, of_the_storm, words)
        if not words:
            for old in FOLDER.glob("*.png"):
                if old.stem not in taken:
                    old.unlink()
            show(pictures + of_the_storm)
    print(f"screenshots: {len(taken)} in {FOLDER.relative_to(ROOT)}")


main(sys.argv[1:])
