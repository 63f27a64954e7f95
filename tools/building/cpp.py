"""Reads a C++ file as the rules need it: code without comments, includes, and string literals, each with its line."""
import re

TOKEN = re.compile(
    r'(?P<comment>//(?:\\\n|[^\n])*|/\*.*?\*/)'
    r'|(?P<raw>(?:u8|[uUL])?R"(?P<fence>[^()\\\s]{0,16})\((?P<rawtext>.*?)\)(?P=fence)")'
    r'|(?P<include>^[ \t]*\#[ \t]*include[ \t]*(?P<target><[^>\n]+>|"[^"\n]+"))'
    r'|(?P<string>(?:u8|[uUL])?"(?P<text>(?:\\.|[^"\\\n])*)")'
    r"|(?P<number>\b\d[\w.']*)"
    r"|(?P<char>'(?:\\.|[^'\\\n])+')",
    re.S | re.M)


class Source:
    """`code` is the text with comments and literals blanked out, line for line. `literals` are (line, text), neighbours joined as the
    compiler joins them. `includes` are (line, target, quoted)."""

    def __init__(self, text):
        self.includes, self.literals = [], []
        pieces, at, line = [], 0, 1
        joined_from = None  # end of the last literal, while only blanks and comments have followed it
        for match in TOKEN.finditer(text):
            between = text[at:match.start()]
            pieces.append(between)
            line += between.count("\n")
            if between.strip():
                joined_from = None
            if match["include"]:
                self.includes.append((line, match["target"][1:-1], match["target"][0] == '"'))
                joined_from = None
            elif match["raw"] or match["string"]:
                held = match["rawtext"] if match["raw"] else match["text"].replace("\\n", "\n").replace('\\"', '"')
                if joined_from is not None:
                    first, before = self.literals[-1]
                    self.literals[-1] = (first, before + held)
                else:
                    self.literals.append((line, held))
                joined_from = match.end()
            elif not match["comment"]:
                joined_from = None
            blank = match["number"] or ('""' if match["raw"] or match["string"] else "") + "\n" * match[0].count("\n")
            pieces.append(blank)
            line += match[0].count("\n")
            at = match.end()
        pieces.append(text[at:])
        self.code = "".join(pieces)

    def find(self, pattern):
        """Lines of code (not of comments or literals) where the pattern stands: (line, match)."""
        for match in re.finditer(pattern, self.code, re.M):
            yield self.code.count("\n", 0, match.start()) + 1, match


def is_test(name):
    """A test, or what tests of other modules may include: case_test.cc, testing.h, testing_store.cc."""
    return name.endswith("_test.cc") or name.startswith("testing")
