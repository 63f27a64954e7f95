"""Law 1 and 2: includes go down, events go up, and a module's README says what its CMakeLists.txt says."""
import re

from .cpp import is_test
from .map import FLOORS, Finding


def order(building):
    for line, path in building.undeclared:
        yield Finding("CMakeLists.txt", line, f"there is no {path}/CMakeLists.txt", "add_subdirectory of a folder that exists")
    highest = 0
    for module in building.modules.values():
        if module.floor not in FLOORS:
            yield Finding(module.cmake, 1, f"{module.path} stands on no floor", "a folder in " + ", ".join(FLOORS))
            continue
        if FLOORS.index(module.floor) < highest:
            yield Finding(module.cmake, 1, f"{module.path} comes after a module of a higher floor", "an order by floor: " + ", ".join(FLOORS))
        highest = max(highest, FLOORS.index(module.floor))


def declared(building):
    for module in building.modules.values():
        above = [other.path for other in building.modules.values() if other.rank < module.rank]
        for name, line in {**module.hears, **module.uses}.items():
            if name not in building.modules:
                yield Finding(module.cmake, line, f"{name} is no module", "one of " + ", ".join(above))
            elif name not in above:
                yield Finding(module.cmake, line, f"{module.path} may not use {name}, which does not stand above it in the top CMakeLists.txt",
                              "one of " + ", ".join(above))
    for file, module, _ in building.cpp_files():
        if module is None:
            yield Finding(file, 1, "belongs to no module", "a folder whose CMakeLists.txt calls module(), listed in the top CMakeLists.txt")


def declared_is_used(building):
    """An arrow that nobody walks makes the map lie. app declares nothing: it sees every module."""
    for module in building.modules.values():
        if module.floor == "app":
            continue
        reached = {other.path for file, owner, _ in building.cpp_files() if owner is module
                   for _, target, quoted in building.source(file).includes if quoted and (other := building.module_of(target))}
        for name, line in module.uses.items():
            other = building.modules.get(name)
            if reached and other and other.rank < module.rank and name not in reached and name != "base":
                yield Finding(module.cmake, line, f"{module.path} declares {name}, which none of its files includes", "a declaration of what is used")


def includes(building):
    for file, module, name in building.cpp_files():
        if module is None:
            continue
        for line, target, quoted in building.source(file).includes:
            if quoted:
                yield from _one_include(building, file, module, name, line, target)


def _one_include(building, file, module, name, line, target):
    other = building.module_of(target)
    generated = other and target == f"{other.path}/migrations.h" and (building.root / other.path / "migrations").is_dir()
    if other is None or not (building.exists(target) or generated):
        yield Finding(file, line, f'"{target}" is no header of a module', f'a whole path from the root, such as "{module.path}/{target.rpartition("/")[2]}"')
        return
    if target.endswith(".cc"):
        yield Finding(file, line, f'includes the source file "{target}"', "a header")
    if is_test(target.rpartition("/")[2]) and not is_test(name):
        yield Finding(file, line, f'"{target}" is for tests', "an include in a *_test.cc or a testing*.h alone")
    if building.may_include(module, other):
        return
    if other.path in module.hears:
        if target not in building.heard_headers(other.path):
            yield Finding(file, line, f'{module.path} hears {other.path}, so "{target}" is not open to it',
                          f'"{other.path}/events.h" and what it includes, or {other.path} under USES in {module.cmake}')
    elif other.rank > module.rank:
        yield Finding(file, line, f'includes upwards: "{target}" stands above {module.path}',
                      "headers of " + ", ".join(["base", *module.uses]) + f"; what goes up is an event that {other.path} hears")
    else:
        yield Finding(file, line, f"{module.path} does not declare {other.path}", f"{other.path} under USES in {module.cmake}, if it is meant")


def arrows(building):
    for module in building.modules.values():
        readme = f"{module.path}/README.md"
        if module.floor == "app" or not any(building.module_of(file) is module for file, _, _ in building.cpp_files()):
            continue
        uses = sorted(set(module.uses) - {"base"})
        wanted = (f"**Arrows**: uses {_listed(uses)}; hears {_listed(sorted(module.hears))}.")
        if not building.exists(readme):
            yield Finding(readme, 1, f"{module.path} has no README.md", f'its promise, words, events and traps, and "{wanted}"')
            continue
        text = building.text(readme)
        found = re.search(r"(?:\*\*Arrows\*\*:|^Uses:)(.*?)(?:\.(?=\s)|\.\Z|\n\s*\n|\n- \*\*|\Z)", text, re.S | re.M)
        if not found:
            yield Finding(readme, 1, "does not say what it uses and hears", f'"{wanted}"')
            continue
        said_uses, hears, said_hears = found[1].replace("Hears:", "hears").partition("hears")
        said = [sorted(set(re.findall(r"`?\b((?:platform|city)/\w+)`?", part))) for part in (said_uses, said_hears)]
        if said != [uses, sorted(module.hears)] or not hears:
            line = text.count("\n", 0, found.start()) + 1
            yield Finding(readme, line, f"the arrows differ from {module.cmake}", f'"{wanted}"')


def _listed(modules):
    return ", ".join(f"`{name}`" for name in modules) or "nothing"


def events_are_kept(building):
    """Each struct of an events.h has one JSON, by which a later program proves that it still reads what an earlier one wrote."""
    for module in building.modules.values():
        header = f"{module.path}/events.h"
        if not building.exists(header):
            continue
        source = building.source(header)
        kept = [file.rpartition("/")[2] for file in building.files if file.startswith(f"{module.path}/events/") and file.endswith(".json")]
        for line, match in source.find(r"\bstruct\s+(\w+)[^;{]*\{"):
            name = match[1]
            used_in_another = re.search(rf"\b{name}\b[>\s&]+\w+\s*[;={{]", source.code)
            if not used_in_another and not any(re.split("[.-]", file)[0] == name for file in kept):
                yield Finding(header, line, f"{name} has no golden JSON", f"{module.path}/events/{name}.json, written once and never changed")
