"""Every page that the public sees, in each of the city's eleven languages: in that language, in its direction, with nothing left in English that does
not say that it is English."""
import html.parser
import re
import unittest

from city_at_work import CityAtWork

RIGHT_TO_LEFT = {"ar", "ur"}
SILENT = {"script", "style", "bdi", "code", "textarea"}  # what people or machines wrote
VOID = {"meta", "link", "img", "input", "br", "path", "circle", "rect", "hr"}
CHANGES = {"unsubscribe-done", "request-followed"}  # what they send is done, and done once
NAMES = {"Harborview 311", "CSV", "JSON"}


class Spoken(html.parser.HTMLParser):
    """The sentences of a page that are in its own language: not what is marked with another, or as somebody's own."""

    def __init__(self, text):
        super().__init__()
        self.open, self.sentences, self.head = [], [], {}
        self.feed(text)

    def silent(self):
        return any(silent for _, silent in self.open)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        if tag == "html":
            self.head = told
        mine = tag in SILENT or tag == "head" or (tag != "html" and "lang" in told)
        if not mine and not self.silent():
            self.sentences += [told[name] for name in ("aria-label", "alt", "placeholder", "title", "data-label") if told.get(name)]
        if tag not in VOID:
            self.open.append((tag, mine))

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and not self.silent():
            self.sentences.append(" ".join(data.split()))


def worded(sentences):
    return {each.lstrip(": ") for each in sentences if re.search(r"[A-Za-z]{2}", each)} - NAMES


class TheWholeSite(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.at = cls.enterClassContext(CityAtWork())
        cls.at.work()
        cls.languages = sorted(set(re.findall(r'hreflang="([a-z]+)"', cls.at.city.get("/").text)) - {"en"})

    def asked(self, page, language):
        path = page.path if language == "en" else f"/{language}" + page.path.removesuffix("/")
        as_a_browser = {"Accept": "text/html"}
        return self.at.city.post(path, page.form, as_a_browser) if page.form is not None else self.at.city.get(path, as_a_browser)

    def pages(self):
        at = self.at
        wrong = [page for page in at.refused_pages() if page.name in ("missing-request", "token-wrong")]
        return [page for page in at.public_pages() + at.reporting_pages() + wrong
                if page.language == "en" and page.name not in CHANGES]

    def test_speaks_each_of_the_eleven(self):
        self.assertEqual(self.languages, ["ar", "bn", "es", "fr", "ht", "ko", "pl", "ru", "ur", "zh"])

    def test_leaves_no_english_behind_that_does_not_say_so(self):
        pages = self.pages()
        self.assertGreater(len(pages), 30)
        looked = 0
        for page in pages:
            english = Spoken(self.asked(page, "en").text)
            self.assertEqual(english.head["lang"], "en")
            for language in self.languages:
                with self.subTest(page.name, language=language):
                    answer = self.asked(page, language)
                    self.assertEqual(answer.status, page.status)
                    spoken = Spoken(answer.text)
                    self.assertEqual(spoken.head["lang"], language)
                    self.assertEqual(spoken.head["dir"], "rtl" if language in RIGHT_TO_LEFT else "ltr")
                    left = worded(english.sentences) & worded(spoken.sentences)
                    self.assertLessEqual(left, SAME.get(language, set()))
                    looked += 1
        print(f"{looked} pages: {len(pages)} kinds in {len(self.languages)} languages")

    def test_keeps_the_language_through_what_is_sent(self):
        """Following, contesting and checking a proof lead back to a page in the language of the form."""
        at = self.at
        page = at.city.get(f"/ur/requests/{at.new}").text
        self.assertIn(f'action="/ur/requests/{at.new}/follow"', page)
        followed = at.city.post(f"/ur/requests/{at.new}/follow", {"email": "hina@example.org", "language": "ur"})
        self.assertEqual(Spoken(followed.text).head["lang"], "ur")
        self.assertIn("ہم نے اس پتے پر ایک پیغام بھیجا ہے۔", followed.text)
        self.assertIn('action="/pl/ledger"', at.city.get("/pl/ledger").text)
        self.assertEqual(at.city.get("/pl/ledger").status, 200)
        mine = f"/ht/requests/{at.closed}?token={at.closed_key}"
        self.assertIn(f'action="/ht/requests/{at.closed}/contest"', at.city.get(mine).text)

    def test_is_for_staff_in_the_languages_of_staff(self):
        for language, wanted in (("ar", "en"), ("ur", "en"), ("es", "es")):
            page = Spoken(self.at.city.get(f"/{language}/sign-in").text)
            self.assertEqual((page.head["lang"], page.head["dir"]), (wanted, "ltr"))


# Words that are spelt alike.
SAME = {"fr": {"Menu", "Services", "Graffiti", "Rats"}, "es": {"No"}}

if __name__ == "__main__":
    unittest.main()
