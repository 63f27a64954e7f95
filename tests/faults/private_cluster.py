"""A PostgreSQL of one's own: primary, standby, archive. On a Unix socket in a temporary folder, run by an ordinary user, stopped and removed at the end."""
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

BIN = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))[-1]
SETTINGS = {"listen_addresses": "", "max_connections": 100, "wal_level": "replica", "max_wal_senders": 5, "hot_standby": "on", "wal_keep_size": "256MB"}


class Cluster:
    """One server. Several can share a folder, each under its own name: the name is also the socket's port number's last digits."""

    def __init__(self, folder, port, **settings):
        self.folder, self.port = pathlib.Path(folder), port
        self.data = self.folder / str(port)
        self.environment = {}  # of the server's processes, beside one's own
        self.settings = {**SETTINGS, "unix_socket_directories": str(folder), "port": port, **settings}

    @property
    def url(self):
        return f"postgresql:///postgres?host={self.folder}&port={self.port}&user=portico"

    def init(self):
        self.run("initdb", "-D", self.data, "-U", "portico", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions")
        return self.configure()

    def configure(self):
        """Writes the settings; what stands later in the file counts."""
        lines = "".join(f"{name} = '{value}'\n" for name, value in self.settings.items())
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(lines)
        return self

    def start(self):
        self.run("pg_ctl", "-D", self.data, "-l", self.folder / f"{self.port}.log", "-w", "start", **self.environment)
        return self

    def stop(self, mode="fast"):
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")

    def kill(self):
        """SIGKILL to the whole server, as a machine that loses its power: children first learn of it by their parent's end."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout.split()
        for each in [pid, *map(int, children)]:
            try:
                os.kill(each, 9)
            except ProcessLookupError:
                pass
        (self.data / "postmaster.pid").unlink()

    def promote(self):
        self.run("pg_ctl", "-D", self.data, "-w", "promote")

    def copy_to(self, other, *words):
        """A base back-up, as `other`'s data folder."""
        self.run("pg_basebackup", "-d", self.url, "-D", other.data, "-c", "fast", *words)
        return other.configure()

    def query(self, sql):
        return subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.url, "-c", sql], check=True, capture_output=True, text=True).stdout.strip()

    def run(self, program, *words, **environment):
        as_whom = ["runuser", "-u", ordinary_user(), "--"] if os.getuid() == 0 else []
        done = subprocess.run([*as_whom, str(BIN / program), *map(str, words)], cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True) if program != "pg_ctl" else started(as_whom, program, words, environment)
        if done.returncode:
            raise AssertionError(f"{program} {' '.join(map(str, words))} ended with {done.returncode}\n{done.stdout or ''}")


def started(as_whom, program, words, environment):
    """pg_ctl leaves a server behind that would keep a pipe open: it says what it says to its log."""
    return subprocess.run([*as_whom, str(BIN / program), *map(str, words)], cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          env={**os.environ, **environment})


def ordinary_user():
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise AssertionError("there is no ordinary user here")


class Folder:
    """Where clusters live: `with Folder() as folder`. Its servers are stopped by whoever started them."""

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="portico-cluster-", dir="/tmp"))
        if os.getuid() == 0:
            shutil.chown(self.path, ordinary_user())
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)
