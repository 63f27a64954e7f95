"""A name says what is inside."""
import re

from .map import Finding

EMPTY = re.compile(r"(?:^|[_.-])(utils?|common|helpers?|misc|managers?)(?=$|[_.-])", re.I)
EMPTY_TYPE = r"\b(?:class|struct|namespace)\s+(\w*(?:Utils?|Helpers?|Managers?|Common|Misc)|utils?|helpers?|common|misc)\b(?!\s*;)"


def names_that_say_nothing(building):
    folders = set()
    for file in building.files:
        parts = file.split("/")
        folders.update("/".join(parts[:depth]) for depth in range(1, len(parts)))
        if EMPTY.search(parts[-1]):
            yield Finding(file, 1, f"the name {parts[-1]} says nothing about what is inside", "the noun or verb that it holds")
    for folder in folders:
        if EMPTY.search(folder.rpartition("/")[2]):
            yield Finding(folder, 1, f"the folder name {folder.rpartition('/')[2]} says nothing about what is inside", "the noun that it holds")
    for file, _, _ in building.cpp_files():
        for line, match in building.source(file).find(EMPTY_TYPE):
            yield Finding(file, line, f"the name {match[1]} says nothing about what it is", "what it holds or does")
