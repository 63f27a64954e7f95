"""Who may touch the world outside: each vendor header has its owners, HTTP stands in routes, and time and chance come in by the door."""
import fnmatch
import re

from .cpp import is_test
from .map import Finding

# Vendor header (a pattern) → its owners, as folder/file patterns. Tests may, beside these, use what TESTS names.
OWNERS = {
    "sqlite3.h": ["platform/store/*"],
    "libpq-fe.h": ["platform/store/*"],
    "boost/asio*": ["platform/http/*"],
    "boost/beast*": ["platform/http/*"],
    "boost/system/*": ["platform/http/*"],
    "curl/*": ["platform/http/fetch.cc", "platform/mail/*"],
    "gmime/*": ["platform/mail/*"],
    "libxml/*": ["platform/mail/*"],
    "boost/url*": ["platform/http/*"],
    # JSON is a wire format: who speaks it to the world (HTTP, GeoJSON, exports) or to the ledger (canonical events) may; rules may not.
    "boost/json*": ["platform/http/*", "platform/geo/*", "platform/ledger/*", "app/*", "*/routes*", "*/events*", "*/formats*", "*/record*", "*/plan*"],
    "boost/geometry*": ["platform/geo/*"],
    "geos_c.h": ["platform/geo/*"],
    "protozero/*": ["platform/tiles/*"],
    "openssl/*": ["platform/crypto/*"],
    "argon2.h": ["platform/crypto/*"],
    "toml++/*": ["platform/formats/*"],
    "csv.h": ["platform/formats/*"],
    "zlib.h": ["platform/formats/*"],
    "zstd.h": ["platform/formats/*"],
    "libical/*": ["platform/calendar/*"],
    "date/*": ["platform/calendar/*"],
    "unicode/*": ["platform/i18n/*"],
    "cld2/*": ["platform/i18n/*"],
    "qrencode.h": ["platform/formats/*"],
    "cmark.h": ["platform/formats/*"],
    "vips/*": ["platform/files/worker/*"],
    "pango/*": ["platform/letters/*"],
    "cairo/*": ["platform/letters/*"],
    "fontconfig/*": ["platform/letters/*"],
    "glib.h": ["platform/letters/*"],
    "CLI/*": ["app/*"],
    "spdlog/*": ["app/*"],
    "fmt/*": ["platform/*", "city/*", "app/*"],
}
TESTS = ["gtest/*", "gmock/*", "rapidcheck.h", "rapidcheck/*", "boost/json*"]
# The operating system's own headers: platform and app deal with it, base and city do not. (A name without "." and "/" is the standard library's.)
SYSTEM = ["sys/*", "netinet/*", "arpa/*", "linux/*", "netdb.h", "unistd.h", "fcntl.h", "poll.h", "pthread.h", "signal.h", "spawn.h", "dirent.h", "errno.h", "time.h",
          "malloc.h", "stdio.h", "stdlib.h", "string.h", "termios.h", "dlfcn.h", "sched.h"]
SYSTEM_OWNERS = ["platform/*", "app/*"]


def _any(name, patterns):
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def vendor_headers(building):
    for file, _, name in building.cpp_files():
        for line, target, quoted in building.source(file).includes:
            if quoted or re.fullmatch(r"[a-z_0-9]+", target) or (is_test(name) and _any(target, TESTS + SYSTEM)):
                continue
            owners = next((owners for pattern, owners in OWNERS.items() if fnmatch.fnmatchcase(target, pattern)), None)
            if owners is None and _any(target, SYSTEM):
                owners = SYSTEM_OWNERS
            if owners is None:
                accepted = "*_test.cc and testing*" if _any(target, TESTS) else "an owner named in tools/building/owners.py, with a decision record for a new library"
                yield Finding(file, line, f"<{target}> has no owner here", accepted)
            elif not _any(file, owners):
                yield Finding(file, line, f"<{target}> belongs to others", "an include in " + ", ".join(owners))


def http_in_routes(building):
    for file, module, name in building.cpp_files():
        if module is None or module.path == "platform/http" or module.floor == "app" or name.startswith("routes") or is_test(name):
            continue
        accepted = f"HTTP in {module.path}/routes*.h and routes*.cc alone"
        source = building.source(file)
        for line, target, quoted in source.includes:
            if quoted and target.startswith("platform/http/"):
                yield Finding(file, line, f'HTTP outside routes: includes "{target}"', accepted)
        for line, match in source.find(r"\bhttp::(\w+)"):
            yield Finding(file, line, f"HTTP outside routes: http::{match[1]}", accepted)


# What → where it may stand (patterns of files) and what to do instead. Tests, bench and app may do as they need.
DOORS = [
    (r"\bsystem_clock::now\b|\bstd::time\s*\(|\btime\s*\(\s*(?:nullptr|NULL|0|&)|\bgettimeofday\b|\bclock_gettime\b|\blocaltime\b",
     [], "asks the clock", "an Instant given by the caller, or TimeSource (base/instant.h)"),
    (r"\bsteady_clock::now\b", ["platform/*"], "asks the clock", "an Instant given by the caller; steady_clock in platform alone"),
    (r"\b(?:secure_)?getenv\b", [], "reads the environment", "a setting given by app/"),
    (r"\brandom_device\b|\bsrand\s*\(|\bstd::rand\b|\bRAND_bytes\b|\bgetrandom\b|/dev/u?random",
     ["platform/crypto/*"], "draws chance", "Chance (base/chance.h), given by the caller"),
]


def time_and_chance(building):
    for file, module, name in building.cpp_files():
        if module is None or module.floor == "app" or is_test(name):
            continue
        for pattern, allowed, what, accepted in DOORS:
            if not _any(file, allowed):
                for line, match in building.source(file).find(pattern):
                    yield Finding(file, line, f"{what}: {match[0].strip('(').strip()}", accepted)


# Cities that people here know by heart. A rule that names one is policy, and policy is data from a city pack.
CITIES = r"(?i)\b(nyc|new[ _]york|brooklyn|manhattan|bronx|queens|staten island|san[ _]francisco|chicago|boston|harborview)\b"


def no_city_by_name(building):
    for file, module, name in building.cpp_files():
        if module is None or is_test(name):
            continue
        source = building.source(file)
        found = [(line, match[0]) for line, match in source.find(CITIES)]
        for line, text in source.literals:
            found += [(line + text.count("\n", 0, match.start()), match[0]) for match in re.finditer(CITIES, text)]
        for line, city in found:
            yield Finding(file, line, f'names a city: "{city}"', "a value from the city pack")
