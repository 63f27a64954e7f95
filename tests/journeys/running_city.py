"""A real Portico for a story: the release binary on a fresh data folder and a free port of 127.0.0.1, stopped by its process id.

    class Story(CityStory):            # the demo city, loaded once for the class
        def test_…(self): self.city.get("/services.json")

Where PORTICO_TEST_POSTGRES is set, `database="postgres"` serves the same city from a schema of its own.
"""
import csv
import io
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PASSWORD = "four words in a row"  # of everybody who signs in
PORTICO = pathlib.Path(os.environ.get("PORTICO", ROOT / "build/release/portico"))
POSTGRES = os.environ.get("PORTICO_TEST_POSTGRES", "")


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.body)


class RunningCity:
    def __init__(self, pack=ROOT / "demo", samples=False, database="sqlite", config=None, postgres=POSTGRES):
        if database == "postgres" and not postgres:
            raise unittest.SkipTest("PORTICO_TEST_POSTGRES is not set: run through script/with-postgres")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="portico-story-"))
        self.data = self.folder / "data"
        self.pack, self.samples, self.config = pack, samples, config
        self.schema = "story_" + uuid.uuid4().hex[:12]
        self.on_postgres = database == "postgres"
        self.process = None
        self.port = None
        self.postgres, self.settings = postgres, pathlib.Path(config).read_text() if config else ""
        if self.on_postgres:
            self.move_to(postgres)

    def move_to(self, postgres):
        """The same city from another server, from the next command on."""
        self.postgres, self.config = postgres, self.folder / "postgres.toml"
        self.config.write_text(f'[database]\nurl = "{postgres}"\nschema = "{self.schema}"\n' + self.settings)

    def options(self):
        return ["--data", str(self.data)] + (["--config", str(self.config)] if self.config else [])

    def portico(self, *words, check=True, env=None):
        """Runs one command to its end on this city's data folder."""
        run = subprocess.run([PORTICO, *map(str, words), *self.options()], capture_output=True, text=True, env=env and {**os.environ, **env})
        if check and run.returncode:
            raise AssertionError(f"portico {' '.join(map(str, words))} ended with {run.returncode}\n{run.stdout}{run.stderr}")
        return run

    def add_person(self, name, public_name, department, role, agency=""):
        """Somebody who can sign in, with one role."""
        subprocess.run([PORTICO, "person", "add", name, "--public-name", public_name, "--department", department, "--password-stdin", *self.options()],
                       input=PASSWORD + "\n", text=True, check=True, capture_output=True)
        self.portico("person", "grant", name, "--role", role, *(["--agency", agency] if agency else []))

    def load(self):
        return self.portico("city", "load", self.pack, *(["--samples"] if self.samples else []))

    def start(self, env=None, within=30, beside=()):
        """Starts the server, for the cities beside this one too, and returns the seconds until it answers."""
        self.port = free_port()
        self.log = open(self.folder / "server.log", "ab")
        served = [word for city in (self, *beside) for word in city.options()]
        self.process = subprocess.Popen([PORTICO, "serve", *served, "--listen", f"127.0.0.1:{self.port}"], stdout=self.log, stderr=self.log,
                                        env={**os.environ, **(env or {})})
        begun = time.monotonic()
        while time.monotonic() - begun < within:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.server_log()}")
            try:
                if self.get("/health/live").status == 200:
                    return time.monotonic() - begun
            except OSError:
                time.sleep(0.01)
        raise AssertionError(f"no answer within {within} s:\n{self.server_log()}")

    def query(self, sql):
        """Rows of texts, by the database's own tool, past the program."""
        if not self.on_postgres:
            with sqlite3.connect(f"file:{self.data}/portico.db?mode=ro", uri=True) as database:
                return [["" if value is None else str(value) for value in row] for row in database.execute(sql)]
        printed = subprocess.run(["psql", "-X", "-q", "-d", self.postgres, "-c", f'SET search_path TO "{self.schema}"', "-c", f"COPY ({sql}) TO STDOUT CSV"],
                                 check=True, capture_output=True, text=True).stdout
        return list(csv.reader(io.StringIO(printed)))

    def server_log(self):
        return (self.folder / "server.log").read_text(errors="replace")[-4000:]

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)
        ended, self.process = self.process and self.process.returncode, None
        return ended

    def remove(self):
        self.stop()
        if self.on_postgres and self.postgres == POSTGRES:  # another one goes with its cluster
            for schema in (self.schema, self.schema + "_sandbox"):
                subprocess.run(["psql", "-q", "-d", POSTGRES, "-c", f'drop schema if exists "{schema}" cascade'], check=True, capture_output=True)
        shutil.rmtree(self.folder)

    def ask(self, method, path, body=None, headers=None, timeout=60):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=body, method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refused:
            return Answer(refused.code, refused.headers, refused.read())

    def get(self, path, headers=None):
        return self.ask("GET", path, headers=headers)

    def post(self, path, fields, headers=None, timeout=60):
        return self.ask("POST", path, urllib.parse.urlencode(fields).encode(), headers, timeout)


class CityStory(unittest.TestCase):
    """Stories of one class share a running city."""
    samples = False
    database = "sqlite"

    @classmethod
    def setUpClass(cls):
        cls.city = RunningCity(samples=cls.samples, database=cls.database)
        cls.addClassCleanup(cls.city.remove)
        cls.city.load()
        cls.city.start()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
