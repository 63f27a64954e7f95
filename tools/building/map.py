"""The map of the building: which modules there are, what each declares, and which files belong to it."""
import dataclasses
import functools
import pathlib
import re

from .cpp import Source

FLOORS = ["base", "platform", "city", "app"]
SKIPPED = {"build", "node_modules", "__pycache__"}


@dataclasses.dataclass(frozen=True)
class Finding:
    file: str
    line: int
    wrong: str
    accepted: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.wrong} (accepted: {self.accepted})"


@dataclasses.dataclass
class Module:
    path: str           # "city/cases"
    rank: int           # its place in the top CMakeLists.txt
    uses: dict          # declared name → line in its CMakeLists.txt
    hears: dict
    cmake: str          # "city/cases/CMakeLists.txt"

    @property
    def floor(self):
        return self.path.split("/")[0]

    @property
    def prefix(self):
        return self.path.split("/")[-1] + "_"


def words_of_call(text, call):
    """Each `call(word word …)` of a CMake file, as a list of (line, word); comments are left out."""
    text = re.sub(r"#[^\n]*", "", text)
    for match in re.finditer(rf"^\s*{call}\s*\(([^)]*)\)", text, re.M):
        start = match.start(1)
        yield [(text.count("\n", 0, start + w.start()) + 1, w[0]) for w in re.finditer(r"\S+", match[1])], text.count("\n", 0, start) + 1


class Building:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.modules = {}
        self.undeclared = []  # (line, path) of add_subdirectory without a folder
        self._read_declarations()
        self.files = sorted(self._walk())

    def _read_declarations(self):
        for words, line in words_of_call(self.text("CMakeLists.txt"), "add_subdirectory"):
            path = words[0][1] if words else ""
            cmake = f"{path}/CMakeLists.txt"
            if not (self.root / cmake).is_file():
                self.undeclared.append((line, path))
                continue
            declarations = list(words_of_call(self.text(cmake), "module"))
            if not declarations and path == "app":  # the wiring is the one place that sees every module
                self.modules[path] = Module(path, len(self.modules), dict.fromkeys(self.modules, 1), dict.fromkeys(self.modules, 1), cmake)
            for declared, _ in declarations:
                kinds, kind = {"USES": {}, "HEARS": {}, "LINKS": {}, "": {}}, ""
                for at, word in declared:
                    if word in kinds:
                        kind = word
                    else:
                        kinds[kind][word] = at
                self.modules[path] = Module(path, len(self.modules), kinds["USES"], kinds["HEARS"], cmake)

    def _walk(self):
        stack = [self.root]
        while stack:
            for entry in stack.pop().iterdir():
                if entry.name in SKIPPED or (entry.name.startswith(".") and entry.name != ".ci"):
                    continue
                if entry.is_dir() and not entry.is_symlink():
                    stack.append(entry)
                elif entry.is_file():
                    yield entry.relative_to(self.root).as_posix()

    def text(self, file):
        return (self.root / file).read_text(encoding="utf-8", errors="replace")

    @functools.lru_cache(maxsize=None)
    def source(self, file):
        return Source(self.text(file))

    def exists(self, file):
        return (self.root / file).is_file()

    def module_of(self, file):
        """The module in whose folder the file stands (the deepest one), or None."""
        folder = file.rpartition("/")[0]
        while folder:
            if folder in self.modules:
                return self.modules[folder]
            folder = folder.rpartition("/")[0]
        return None

    def cpp_files(self):
        """(file, module, name) of each C++ file on the four floors; module is None where nothing declares it."""
        for file in self.files:
            if file.endswith((".cc", ".h")) and file.split("/")[0] in FLOORS:
                yield file, self.module_of(file), file.rpartition("/")[2]

    def may_include(self, module, other):
        return other.path == module.path or other.path == "base" or other.path in module.uses

    @functools.lru_cache(maxsize=None)
    def heard_headers(self, path):
        """What a module that hears `path` may include of it: its events.h and the headers of its own that events.h needs."""
        found, queue = set(), [f"{path}/events.h"]
        while queue:
            header = queue.pop()
            if header in found or not self.exists(header) or not header.startswith(path + "/"):
                continue
            found.add(header)
            queue += [target for _, target, quoted in self.source(header).includes if quoted]
        return found
