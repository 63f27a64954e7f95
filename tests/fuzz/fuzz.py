#!/usr/bin/env python3
"""Fuzzes every parser of targets.cc with libFuzzer (clang), starting from its kept corpus.

    tests/fuzz/fuzz.py [--seconds 60] [--only NAME] [--keep]     sends what it thinks of, for so long each; fails where one breaks
    tests/fuzz/fuzz.py --coverage                                which share of each parser's lines its corpus runs through; fails under 80 %
    tests/fuzz/fuzz.py --planted                                 plants the overflows of planted.toml one at a time; each must be found from the corpus in 120 s

--keep puts what reaches new code into the corpus (small ones alone). What breaks a parser is left in build/fuzz/broken and named.
"""
import argparse
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "build/fuzz"
CORPORA = HERE / "corpora"
LARGEST_KEPT = 2048  # bytes of one input
LEAST_COVERED = 80  # per cent of a parser's lines
LONGEST_HUNT = 120  # seconds for a planted overflow


def targets():
    """Names, and the files that each covers, as targets.cc says."""
    text = (HERE / "targets.cc").read_text()
    table = text[text.index("std::span<const Target> targets()"):]
    return {name: re.findall(r'"([\w/]+\.cc)"', files) for name, files in re.findall(r'\{"(\w+)", \w+, \{([^}]*)\}\}', table)}


def run_fuzzer(program, target, *words, profile=None, **options):
    environment = {**os.environ, "PORTICO_FUZZ": target, "LLVM_PROFILE_FILE": str(profile or "/dev/null")}
    return subprocess.run([program, *map(str, words)], env=environment, capture_output=True, text=True, errors="replace", **options)


def fuzz(names, seconds, keep):
    broken = BUILD / "broken"
    broken.mkdir(exist_ok=True)
    bad = 0
    for name in names:
        with tempfile.TemporaryDirectory(prefix="portico-fuzz-") as found:
            ran = run_fuzzer(BUILD / "tests/fuzz/fuzzer", name, f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=4096", f"-artifact_prefix={broken}/{name}-",
                             found, CORPORA / name)
            runs = re.findall(r"^#(\d+)", ran.stderr, re.M)
            fresh = len(list(pathlib.Path(found).iterdir()))
            print(f"{name:14} {int(runs[-1]) if runs else 0:>12,} inputs, {fresh:,} reach new code{'' if ran.returncode == 0 else ', BROKEN'}", flush=True)
            if ran.returncode:
                bad += 1
                print(ran.stderr[-3000:])
            elif keep:
                keep_of(name, found)
    return bad


def keep_of(name, found):
    """The smallest set of inputs that reaches what both folders reach."""
    with tempfile.TemporaryDirectory(prefix="portico-fuzz-") as merged:
        ran = run_fuzzer(BUILD / "tests/fuzz/fuzzer", name, "-set_cover_merge=1", f"-max_len={LARGEST_KEPT}", merged, CORPORA / name, found)
        if ran.returncode:
            raise SystemExit(ran.stderr[-3000:])
        for file in CORPORA.joinpath(name).iterdir():
            if re.fullmatch(r"[0-9a-f]{40}", file.name):
                file.unlink()
        for file in pathlib.Path(merged).iterdir():
            shutil.copy(file, CORPORA / name / file.name)


def coverage(names):
    known, poor = targets(), 0
    with tempfile.TemporaryDirectory(prefix="portico-fuzz-") as folder:
        for name in names:
            raw, profile = pathlib.Path(folder, name + ".raw"), pathlib.Path(folder, name)
            ran = run_fuzzer(BUILD / "tests/fuzz/fuzzer", name, "-runs=0", CORPORA / name, profile=raw)
            if ran.returncode:
                raise SystemExit(ran.stderr[-3000:])
            subprocess.run(["llvm-profdata-19", "merge", raw, "-o", profile], check=True)
            for file in known[name]:
                printed = subprocess.run(["llvm-cov-19", "export", "-summary-only", f"-instr-profile={profile}", BUILD / "tests/fuzz/fuzzer", ROOT / file], check=True, capture_output=True, text=True)
                lines = json.loads(printed.stdout)["data"][0]["totals"]["lines"]
                poor += lines["percent"] < LEAST_COVERED
                print(f"{name:14} {file:40} {lines['percent']:5.1f} % of {lines['count']} lines{'' if lines['percent'] >= LEAST_COVERED else ', TOO FEW'}", flush=True)
    return poor


def planted_program(fault, folder):
    """The fuzzer with one file of one library compiled anew, with an edit in it."""
    source = folder / pathlib.Path(fault["file"]).name
    text = (ROOT / fault["file"]).read_text()
    if text.count(fault["was"]) != 1:
        raise SystemExit(f"{fault['name']}: its text stands {text.count(fault['was'])} times in {fault['file']}, not once: change planted.toml with the code")
    source.write_text(text.replace(fault["was"], fault["now"]))
    known = next(each for each in json.loads((BUILD / "compile_commands.json").read_text()) if each["file"] == str(ROOT / fault["file"]))
    words, made = shlex.split(known["command"]), folder / (source.name + ".o")
    words[words.index("-o") + 1], words[words.index("-c") + 1] = str(made), str(source)
    subprocess.run(words, cwd=known["directory"], check=True)
    module = fault["file"].rpartition("/")[0]
    archive = f"{module}/lib{module.replace('/', '_')}.a"
    shutil.copy(BUILD / archive, folder / "planted.a")
    subprocess.run(["ar", "r", folder / "planted.a", made], check=True, capture_output=True)
    lines = subprocess.run(["ninja", "-C", BUILD, "-t", "commands", "fuzzer"], capture_output=True, text=True, check=True).stdout.splitlines()
    link = next(line for line in reversed(lines) if "-o tests/fuzz/fuzzer" in line).removeprefix(": && ").removesuffix(" && :")
    subprocess.run(link.replace(archive, str(folder / "planted.a")).replace("-o tests/fuzz/fuzzer", f"-o {folder}/fuzzer"), shell=True, cwd=BUILD, check=True)
    return folder / "fuzzer"


def planted(names):
    missed = 0
    for fault in tomllib.loads((HERE / "planted.toml").read_text())["fault"]:
        if fault["target"] not in names:
            continue
        with tempfile.TemporaryDirectory(prefix="portico-fuzz-") as name:
            folder = pathlib.Path(name)
            ran = run_fuzzer(planted_program(fault, folder), fault["target"], f"-max_total_time={LONGEST_HUNT}", "-max_len=4096", f"-artifact_prefix={folder}/", CORPORA / fault["target"])
            what = re.search(r"SUMMARY: (.*)", ran.stderr)
            missed += ran.returncode == 0
            print(f"{fault['name']:60} {what[1][:80] if ran.returncode and what else 'NOT FOUND'}", flush=True)
    return missed


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--only", choices=sorted(targets()), action="append")
    options.add_argument("--keep", action="store_true")
    options.add_argument("--coverage", action="store_true")
    options.add_argument("--planted", action="store_true")
    asked = options.parse_args()
    subprocess.run([ROOT / "script/setup", "build", "fuzz"], check=True)
    subprocess.run([ROOT / "script/build", "--preset", "fuzz", "fuzzer"], check=True)
    names = asked.only or list(targets())
    if asked.coverage or asked.planted:
        bad = (coverage(names) if asked.coverage else 0) + (planted(names) if asked.planted else 0)
    else:
        bad = fuzz(names, asked.seconds, asked.keep)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
