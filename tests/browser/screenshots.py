"""See script/screenshots."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/journeys"))

from city_at_work import CityAtWork  # noqa: E402
from real_browser import RealBrowser  # noqa: E402

FOLDER = ROOT / "docs/screenshots"
TALLEST, LARGEST = 1200, 200_000  # pixels, bytes
LOOKS = {"": {}, "narrow": {"width": 360}, "dark": {"dark": True}}
HEAD = """# Every kind of page

Taken by `script/screenshots` of the demo city, 1440 px wide; some 360 px wide, some in the dark. What is longer than 1200 px goes on below.
"""


def pictures_of(pages):
    return [(page.picture + (f"-{look}" if look else ""), page, look) for page in pages if page.picture for look in ("", *page.also)]


def smaller(file):
    """At most 256 colours, which is what such a page has; kept as it was where that would show."""
    done = subprocess.run(["pngquant", "--force", "--ext", ".png", "--quality", "80-100", "--speed", "1", "--strip", file], capture_output=True, text=True)
    if done.returncode not in (0, 99):
        raise SystemExit(f"screenshots: pngquant: {done.stderr}")
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"screenshots: {file.name} has {file.stat().st_size} bytes, more than {LARGEST}")


def take(at, browser, pages, words):
    taken = []
    for name, page, look in pictures_of(pages):
        if not words or name in words:
            taken.append({**at.asked(page), **LOOKS[look], "file": FOLDER / f"{name}.png"})
    browser.picture([{**each, "file": str(each["file"])} for each in taken], TALLEST)
    for each in taken:
        smaller(each["file"])
    return [each["file"].stem for each in taken]


def show(pages):
    lines = [HEAD]
    for name, page, look in pictures_of(pages):
        lines.append(f"## {name}\n`{page.pattern}`" + (f", {look}" if look else "") + f"\n\n![{name}]({name}.png)\n")
    (FOLDER / "README.md").write_text("\n".join(lines))


def main(words):
    with CityAtWork() as at, RealBrowser() as browser:
        at.work()
        pages = at.pages()
        known = [name for name, _, _ in pictures_of(pages + at.storm_pages())]
        unknown = [word for word in words if word not in known]
        if unknown:
            raise SystemExit(f"screenshots: there is no {', '.join(unknown)}; there are: {' '.join(known)}")
        taken = take(at, browser, pages, words)
        at.storm()
        taken += take(at, browser, at.storm_pages(), words)
        if not words:
            for old in FOLDER.glob("*.png"):
                if old.stem not in taken:
                    old.unlink()
            show(pages + at.storm_pages())
    print(f"screenshots: {len(taken)} in {FOLDER.relative_to(ROOT)}")


main(sys.argv[1:])
