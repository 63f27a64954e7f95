"""Law 4: one owner a table. SQL stands in tables*.cc and migrations, and touches its own module's tables alone."""
import re

from .cpp import is_test
from .map import Finding

# How a literal that is SQL begins. English sentences begin alike, so what follows must look like SQL too.
SQL = re.compile(
    r"^\s*(?:with\s+(?:recursive\s+)?\w+\s*(?:\([^)]*\))?\s+as\s+(?:materialized\s+)?\("
    r"|select\b(?=.*\bfrom\s+\(?\s*\w+_\w+|\s+[\w.]+\(|\s+\d)"
    r"|insert\s+(?:or\s+\w+\s+)?into\s+\w+|replace\s+into\s+\w+|update\s+\w+_\w+\s+(?:as\s+\w+\s+)?set\b|delete\s+from\s+\w+_\w+"
    r"|(?:create|drop|alter)\s+(?:or\s+replace\s+)?(?:unique\s+|virtual\s+|temp(?:orary)?\s+|unlogged\s+)*(?:table|index|trigger|view|sequence|schema)\b"
    r"|pragma\s+\w+|savepoint\s+\w+|begin\s+(?:immediate|exclusive|isolation)|vacuum\b)",
    re.I | re.S)
# Where the name of a table stands.
TABLE = re.compile(
    r"(?P<word>\bfrom|\bjoin|\binto|\bupdate|\breferences|\btable(?:\s+if\s+(?:not\s+)?exists)?|\bview(?:\s+if\s+(?:not\s+)?exists)?|\btruncate"
    r"|\bindex\s+(?:if\s+not\s+exists\s+)?\w+\s+on)\s+(?:only\s+)?\"?(?P<name>[a-z_]\w*)\"?(?P<call>\s*\()?",
    re.I)
COMMON_TABLE = re.compile(r"(?:\bwith\s+(?:recursive\s+)?|,\s*)(\w+)\s*(?:\([^)]*\)\s*)?\s+as\s+(?:not\s+)?(?:materialized\s+)?\(", re.I)
# Modules whose rows never go away: others may point to them by a foreign key.
REFERENCED = {"city/directory", "city/standards"}


def is_sql(text):
    return bool(SQL.search(text))


def sql_texts(building):
    """(file, module, line, text, in_migration) of each SQL text on the floors."""
    for file, module, _ in building.cpp_files():
        for line, text in building.source(file).literals:
            if is_sql(text):
                yield file, module, line, text, False
    for file in building.files:
        if file.endswith(".sql") and building.module_of(file):
            text = re.sub(r"--[^\n]*", lambda comment: " " * len(comment[0]), building.text(file))
            yield file, building.module_of(file), 1, text, True


def sql_in_tables(building):
    for file, module, line, text, in_migration in sql_texts(building):
        name = file.rpartition("/")[2]
        if in_migration:
            if "/migrations/" not in file:
                yield Finding(file, line, "SQL outside migrations", f"{module.path}/migrations/000N_name.sql")
        elif module and module.path != "platform/store" and not name.startswith("tables") and not is_test(name):
            yield Finding(file, line, f'SQL outside tables: "{" ".join(text.split())[:40]}…"', f"a Statement in {module.path}/tables*.cc")


def own_tables(building):
    known = {other.prefix: other for other in building.modules.values()}
    for file, module, line, text, in_migration in sql_texts(building):
        if module is None:
            continue
        own = {name.lower() for name in COMMON_TABLE.findall(text)}
        for match in TABLE.finditer(text):
            word, name = match["word"].lower().split()[0], match["name"].lower()
            before = text[:match.start()].lower().rstrip()
            if name in own or name.startswith(module.prefix) or (module.path == "platform/store" and not _of_another(name, known)):
                continue
            if word == "from" and (match["call"] or before.endswith("distinct")) or name in ("set", "select", "where", "exists", "if", "skip", "lateral", "excluded"):
                continue  # from json_each(…), is distinct from x, on conflict … do update set
            if word == "update" and (before.endswith("for") or before.endswith("on") or before.endswith("before") or before.endswith("after")):
                continue
            if word == "from" and re.search(r"\b(extract|trim|substring|overlay)\s*\([^()]*$", before):
                continue
            owner = _of_another(name, known)
            if word == "references" and in_migration and owner and owner.path in REFERENCED and owner.path in module.uses:
                continue
            at = line + text.count("\n", 0, match.start("name"))
            whose = f"a table of {owner.path}" if owner else "a table without its module's prefix"
            accepted = f"tables of {module.path}, which begin with {module.prefix}"
            if owner:
                accepted += f"; ask {owner.path} through its header"
            yield Finding(file, at, f"{name} is {whose}", accepted)


def _of_another(name, known):
    return next((module for prefix, module in known.items() if name.startswith(prefix)), None)


CLOCK = re.compile(r"\bnow\s*\(\s*\)|\bcurrent_(?:timestamp|date|time)\b|\b(?:clock|statement|transaction)_timestamp\s*\(|\blocaltimestamp\b|'now'"
                   r"|\brandom\s*\(\s*\)|\bgen_random_uuid\s*\(|\brandomblob\s*\(", re.I)


def no_clock_in_sql(building):
    for file, _, line, text, _ in sql_texts(building):
        if is_test(file.rpartition("/")[2]):
            continue
        for match in CLOCK.finditer(text):
            yield Finding(file, line + text.count("\n", 0, match.start()), f"SQL asks for time or chance: {match[0]}", "a value bound as $1, given by the caller")


def numbered_migrations(building):
    for module in building.modules.values():
        names = sorted(file.rpartition("/")[2] for file in building.files if file.startswith(f"{module.path}/migrations/"))
        for number, name in enumerate(names, 1):
            if not re.fullmatch(rf"{number:04}_[a-z0-9_]+\.sql", name):
                yield Finding(f"{module.path}/migrations/{name}", 1, "migrations are numbered without a gap", f"{number:04}_name.sql")
