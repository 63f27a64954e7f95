"""What Lighthouse says of the pages that most people see, on a phone. How fast they are is measured by script/bench lighthouse."""
import unittest

from city_at_work import CityAtWork
from real_browser import Lighthouse

LEAST = 95  # points out of 100


class WhatMostPeopleSee(unittest.TestCase):
    def test_is_accessible_and_made_as_it_should_be(self):
        at, lighthouse = self.enterContext(CityAtWork()), self.enterContext(Lighthouse())
        at.work()
        pages = at.judged_pages()
        served = {line.split("\t")[1] for line in at.city.portico("routes").stdout.splitlines()}
        self.assertEqual(len(pages), 7 if "/map" in served else 6, [page.name for page in pages])
        for page in pages:
            with self.subTest(page.name, path=page.path):
                judged = lighthouse.judge(at.origin + page.path, "accessibility", "best-practices")
                print(f"{page.name}: accessibility {judged['scores']['accessibility']}, best practices {judged['scores']['best-practices']}")
                self.assertGreaterEqual(min(judged["scores"].values()), LEAST, judged)


if __name__ == "__main__":
    unittest.main()
