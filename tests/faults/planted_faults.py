#!/usr/bin/env python3
"""Plants the faults of planted_faults.toml in the clock engine, one at a time, and sees whether the tests of city/standards and platform/calendar find them.

    tests/faults/planted_faults.py [--list FILE] [--only WORDS] [--fits]

Each fault is a small edit of a copy of one source file; that file alone is compiled anew, and put in the place of its object in a copy of its module's
library. --fits only looks whether every edit still fits the sources. Fails where a fault is not found, or its edit does not fit.
The last line is "N faults planted, N found".
"""
import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build/release"
SCRATCH = ROOT / "build/planted"
SUITES = ["platform/calendar", "city/standards"]
LONGEST = 600  # seconds for a suite; a fault that makes it run for ever is found by that


@dataclasses.dataclass
class Fault:
    name: str
    file: str
    was: str
    now: str

    def misfit(self):
        """Why the edit does not fit the sources; "" where it does."""
        source = ROOT / self.file
        if not source.is_file():
            return f"there is no {self.file}"
        times = source.read_text().count(self.was)
        return "" if times == 1 else f"its text stands {times} times in {self.file}, not once"

    @property
    def module(self):
        return self.file.rpartition("/")[0]


def target(module):
    return module.replace("/", "_")


def commands():
    """How each source file is compiled."""
    return {pathlib.Path(each["file"]): each for each in json.loads((BUILD / "compile_commands.json").read_text())}


def link_command(module):
    lines = subprocess.run(["ninja", "-C", BUILD, "-t", "commands", f"{target(module)}_test"], capture_output=True, text=True, check=True).stdout
    last = next(line for line in reversed(lines.splitlines()) if f"-o {module}/{target(module)}_test" in line)
    return last.removeprefix(": && ").removesuffix(" && :")


def compile_planted(fault, folder):
    source = folder / pathlib.Path(fault.file).name
    source.write_text((ROOT / fault.file).read_text().replace(fault.was, fault.now))
    known = commands()[ROOT / fault.file]
    words, made = shlex.split(known["command"]), folder / (source.name + ".o")
    words[words.index("-o") + 1] = str(made)
    words[words.index("-c") + 1] = str(source)
    words.insert(words.index("-c"), "-Wno-error")  # what is left unused by a fault is no matter
    done = subprocess.run(words, cwd=known["directory"], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{fault.name}: does not compile\n{done.stderr[:2000]}")
    library = folder / f"lib{target(fault.module)}.a"
    shutil.copy(BUILD / fault.module / library.name, library)
    subprocess.run(["ar", "r", library, made], check=True, capture_output=True)
    return library


def link(suite, fault, library, folder):
    planted = folder / f"{target(suite)}_test"
    archive = f"{fault.module}/{library.name}"
    command = link_command(suite)
    if archive not in command:
        return None  # this suite does not link the module
    command = re.sub(rf"({re.escape(str(BUILD))}/|(?<![\w/])){re.escape(archive)}", str(library), command)  # named twice: whole, and as a plain dependency
    command = command.replace(f"-o {suite}/{target(suite)}_test", f"-o {planted}")
    subprocess.run(command, shell=True, cwd=BUILD, check=True, capture_output=True)
    return planted


def failures(test):
    """Names of the tests that fail."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTICO_")}
    try:
        done = subprocess.run([test, "--gtest_brief=1"], cwd=ROOT, env=environment, capture_output=True, text=True, errors="replace", timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return ["(does not end)"]
    names = list(dict.fromkeys(re.findall(r"^\[  FAILED  \] ([\w./]+)", done.stdout, re.M)))
    return names or ([] if done.returncode == 0 else [f"(ended with {done.returncode})"])


def found_by(fault):
    folder = SCRATCH / re.sub(r"\W+", "-", fault.name)
    folder.mkdir(parents=True)
    library = compile_planted(fault, folder)
    tests = [planted for suite in SUITES if (planted := link(suite, fault, library, folder))]
    names = [name for test in tests for name in failures(test)]
    shutil.rmtree(folder)
    return names


def briefly(names):
    if not names:
        return "NOT FOUND"
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--list", type=pathlib.Path, default=pathlib.Path(__file__).with_suffix(".toml"))
    arguments.add_argument("--only", default="", help="faults whose name contains these words")
    arguments.add_argument("--fits", action="store_true", help="only look whether the edits fit")
    asked = arguments.parse_args()
    faults = [Fault(**each) for each in tomllib.loads(asked.list.read_text())["fault"] if asked.only in each["name"]]
    misfits = [f"{fault.name}: {why}" for fault in faults if (why := fault.misfit())]
    if misfits:
        sys.exit("\n".join(misfits + ["a planted fault must be changed with the code that it stands in"]))
    if asked.fits:
        print(f"{len(faults)} faults fit")
        return
    subprocess.run([ROOT / "script/build"] + [f"{target(suite)}_test" for suite in SUITES], check=True)
    for suite in SUITES:
        if names := failures(BUILD / suite / f"{target(suite)}_test"):
            sys.exit(f"{suite} fails without a planted fault: {briefly(names)}")
    shutil.rmtree(SCRATCH, ignore_errors=True)
    found = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as hands:
        for fault, names in zip(faults, hands.map(found_by, faults)):
            print(f"{fault.name:72} {briefly(names)}", flush=True)
            found += bool(names)
    print(f"{len(faults)} faults planted, {found} found")
    sys.exit(0 if found == len(faults) else 1)


if __name__ == "__main__":
    main()
