#!/usr/bin/env python3
"""Holds the scripts to what they say of themselves. The last line is "N passed, N failed"."""
import json
import os
import pathlib
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
        for folder in ("script", "tests/browser", "bin"):
            (self.root / folder).mkdir(parents=True)
        shutil.copy(ROOT / "script/setup", self.root / "script/setup")
        (self.root / "script/packages.txt").write_text("[test]\nno-such-package   # (or any our-program) does it\n")
        self.program("our-program", "exit 0")
        self.program("npm", 'echo "$@" >>called; [ ! -e broken ] || { echo "no such version"; exit 1; }; mkdir -p node_modules')
        self.browser = self.root / "tests/browser"
        (self.browser / "package-lock.json").write_text("{}")

    def program(self, name, does):
        (self.root / "bin" / name).write_text(f"#!/bin/sh\n{does}\n")
        (self.root / "bin" / name).chmod(0o755)

    def setup(self):
        return subprocess.run([self.root / "script/setup", "test"], env={**CLEAN, "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}"}, capture_output=True, text=True)

    def called(self):
        return (self.browser / "called").read_text().splitlines()

    def test_counts_a_command_that_is_there_and_brings_the_libraries_of_the_lock_file_once(self):
        done = self.setup()
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "setup: installing the libraries of tests/browser\n", ""))
        done = self.setup()
        self.assertEqual((done.returncode, done.stdout, done.stderr, self.called()), (0, "", "", ["ci"]))
        (self.browser / "package-lock.json").write_text('{"lockfileVersion": 3}')
        self.setup()
        self.assertEqual(self.called(), ["ci", "ci"])

    def test_says_what_npm_said_and_tries_again_the_next_time(self):
        (self.browser / "broken").touch()
        done = self.setup()
        self.assertEqual(done.returncode, 1)
        self.assertIn("no such version", done.stderr)
        self.assertIn("failed: npm ci in tests/browser", done.stderr)
        (self.browser / "broken").unlink()
        self.assertEqual(self.setup().returncode, 0)


class LockFile(unittest.TestCase):
    def test_names_versions_and_hashes_and_no_place_to_get_them_from(self):
        lock = json.loads((ROOT / "tests/browser/package-lock.json").read_text())
        wanted = json.loads((ROOT / "tests/browser/package.json").read_text())["dependencies"]
        for name, version in wanted.items():
            self.assertRegex(version, r"^\d+\.\d+\.\d+$")
            self.assertEqual(lock["packages"][f"node_modules/{name}"]["version"], version)
        for name, package in lock["packages"].items():
            self.assertNotIn("resolved", package, name)
            self.assertTrue(not name or package["integrity"].startswith("sha512-"), name)
        self.assertNotIn("//", json.dumps(lock))


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
