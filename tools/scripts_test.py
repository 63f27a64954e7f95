#!/usr/bin/env python3
"""Holds the scripts to what they say of themselves. The last line is "N passed, N failed"."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLEAN = {name: value for name, value in os.environ.items() if name != "PORTICO_TEST_POSTGRES"}


def run(*words):
    return subprocess.run(words, cwd=ROOT, env=CLEAN, capture_output=True, text=True)


class WithPostgres(unittest.TestCase):
    def folder_of(self, address):
        return pathlib.Path(address.split("host=")[1].split("&")[0])

    def test_gives_a_server_that_syncs_and_has_no_port_and_takes_it_away(self):
        told = run("script/with-postgres", "sh", "-c", 'echo "$PORTICO_TEST_POSTGRES"; psql "$PORTICO_TEST_POSTGRES" -Atc "show fsync; show listen_addresses"')
        address, syncs, addresses = told.stdout.split("\n")[:3]
        self.assertEqual((told.returncode, syncs, addresses), (0, "on", ""), told.stderr)
        self.assertFalse(self.folder_of(address).exists())

    def test_ends_as_its_command_ended(self):
        self.assertEqual(run("script/with-postgres", "sh", "-c", "exit 7").returncode, 7)

    def test_is_taken_away_even_where_the_script_was_killed(self):
        script = subprocess.Popen(["script/with-postgres", "sh", "-c", 'echo "$PORTICO_TEST_POSTGRES"; read nothing'], cwd=ROOT, env=CLEAN, text=True,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        folder = self.folder_of(script.stdout.readline().strip())
        self.assertTrue((folder / "data/postmaster.pid").exists())
        script.send_signal(signal.SIGKILL)
        script.wait()
        script.stdin.close()
        for _ in range(600):
            if not folder.exists():
                break
            time.sleep(0.05)
        self.assertFalse(folder.exists())
        script.stdout.close()

    def test_uses_a_server_that_is_there(self):
        told = subprocess.run(["script/with-postgres", "sh", "-c", 'echo "$PORTICO_TEST_POSTGRES"'], cwd=ROOT, capture_output=True, text=True,
                              env={**CLEAN, "PORTICO_TEST_POSTGRES": "postgresql://elsewhere"})
        self.assertEqual(told.stdout, "postgresql://elsewhere\n")


class Setup(unittest.TestCase):
    def test_says_nothing_where_nothing_is_missing(self):
        done = run("script/setup", "build", "test")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_refuses_a_section_that_is_not_there(self):
        done = run("script/setup", "biuld")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no section biuld", done.stderr)


class SetupOfACopy(unittest.TestCase):
    """script/setup beside a list of packages and an npm of our own."""

    def setUp(self):
        self.root = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for folder in ("script", "tests/browser", "web", "bin"):
            (self.root / folder).mkdir(parents=True)
        shutil.copy(ROOT / "script/setup", self.root / "script/setup")
        (self.root / "script/packages.txt").write_text("[build]\nno-such-package   # (or any our-program) does it\n[test]\nno-such-package   # (or any our-program) too\n")
        self.program("our-program", "exit 0")
        self.program("npm", 'echo "$@" >>called; [ ! -e broken ] || { echo "no such version"; exit 1; }; mkdir -p node_modules')
        self.browser = self.root / "tests/browser"
        (self.browser / "package-lock.json").write_text("{}")
        (self.root / "web/package-lock.json").write_text("{}")

    def program(self, name, does):
        (self.root / "bin" / name).write_text(f"#!/bin/sh\n{does}\n")
        (self.root / "bin" / name).chmod(0o755)

    def setup(self, *words):
        return subprocess.run([self.root / "script/setup", *(words or ["test"])], env={**CLEAN, "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}"}, capture_output=True, text=True)

    def called(self, folder="tests/browser"):
        return (self.root / folder / "called").read_text().splitlines()

    def test_counts_a_command_that_is_there_and_brings_the_libraries_of_the_lock_file_once(self):
        done = self.setup()
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "setup: installing the libraries of web\nsetup: installing the libraries of tests/browser\n", ""))
        done = self.setup()
        self.assertEqual((done.returncode, done.stdout, done.stderr, self.called()), (0, "", "", ["ci"]))
        (self.browser / "package-lock.json").write_text('{"lockfileVersion": 3}')
        self.setup()
        self.assertEqual(self.called(), ["ci", "ci"])

    def test_brings_for_a_build_what_bundles_alone_and_nothing_twice(self):
        for words in (["build"], ["--libraries", "web"], ["build"]):
            done = self.setup(*words)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.called("web"), ["ci --omit=dev"])
        self.assertFalse((self.browser / "called").exists())
        self.setup("test")
        self.setup("build")
        self.assertEqual(self.called("web"), ["ci --omit=dev", "ci"], "who has all has what a build needs")

    def test_says_what_npm_said_and_tries_again_the_next_time(self):
        (self.browser / "broken").touch()
        done = self.setup()
        self.assertEqual(done.returncode, 1)
        self.assertIn("no such version", done.stderr)
        self.assertIn("failed: npm ci in tests/browser", done.stderr)
        (self.browser / "broken").unlink()
        self.assertEqual(self.setup().returncode, 0)


NODE_OF_DEBIAN_12 = (18, 20, 4)


def takes(engines, node):
    """Whether one of "^18.18.0 || >=20.9" takes this Node; what is written otherwise does not."""
    for each in engines.split("||"):
        version = re.fullmatch(r"\s*(\^|>=|~)?\s*v?(\d+)(?:\.(\d+|x|\*))?(?:\.(\d+|x))?\s*", each)
        if not version:
            continue
        least = tuple(int(part) if part and part not in "x*" else 0 for part in version.groups()[1:])
        if node >= least and (version[1] == ">=" or node[0] == least[0]):
            return True
    return engines.strip() == "*"


class LockFile(unittest.TestCase):
    def test_names_versions_and_hashes_and_no_place_to_get_them_from(self):
        for folder in ("tests/browser", "web"):
            lock = json.loads((ROOT / folder / "package-lock.json").read_text())
            package = json.loads((ROOT / folder / "package.json").read_text())
            for name, version in {**package["dependencies"], **package.get("devDependencies", {})}.items():
                self.assertRegex(version, r"^\d+\.\d+\.\d+$")
                self.assertEqual(lock["packages"][f"node_modules/{name}"]["version"], version)
            for name, each in lock["packages"].items():
                self.assertNotIn("resolved", each, name)
                self.assertTrue(not name or each["integrity"].startswith("sha512-"), name)


    def test_holds_nothing_that_the_node_of_debian_12_cannot_run(self):
        for folder in ("tests/browser", "web"):
            for name, each in json.loads((ROOT / folder / "package-lock.json").read_text())["packages"].items():
                needs = each.get("engines", {}).get("node", "*")
                self.assertTrue(takes(needs, NODE_OF_DEBIAN_12), f"{name} needs node {needs}")


class CheckedBeforeAnythingRuns(unittest.TestCase):
    def test_a_step_that_is_not_there(self):
        done = run("script/test", "unti")
        self.assertEqual(done.returncode, 2)
        self.assertIn("modules", done.stderr)

    def test_a_pack_that_is_not_there(self):
        done = run("script/run", "docs")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no city pack in 'docs'", done.stderr)


class PlantedFaults(unittest.TestCase):
    def test_fit_the_sources_as_they_are(self):
        done = run("tests/faults/planted_faults.py", "--fits")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_that_does_not_fit_is_named(self):
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as faults:
            faults.write('[[fault]]\nname = "the sun stands still"\nfile = "city/standards/due.cc"\nwas = "sun"\nnow = "moon"\n')
            faults.flush()
            done = run("tests/faults/planted_faults.py", "--list", faults.name)
        self.assertEqual(done.returncode, 1)
        self.assertIn("the sun stands still: its text stands 0 times in city/standards/due.cc, not once", done.stderr)


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv, exit=False, verbosity=1).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
