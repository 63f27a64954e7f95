"""The disk and the clock of a running city, to be broken and mended while it serves: the libraries of this folder before the program, and what they are told.

    around = Surroundings(city)
    city.start(env=around.environment())
    around.disk("full")  …  around.disk("sound")
"""
import pathlib
import struct

LIBRARIES = pathlib.Path(__file__).resolve().parent.parent.parent / "build/release/tests/faults"
SECOND = 1_000_000_000


def library(name):
    path = LIBRARIES / f"lib{name}.so"
    if not path.exists():
        raise AssertionError(f"{path} is not built: script/build faults")
    return path


class Surroundings:
    def __init__(self, city):
        self.state, self.clock, self.failing = (city.folder / name for name in ("disk-state", "clock-ahead", "fail-next-sync"))
        self.data = city.data
        self.set_clock(0)

    def environment(self, *more, **also):
        """`more` are names of further libraries, to stand before these."""
        names = [*more, "brokendisk", "otherclock", "slowsync"]  # slowsync asks the kernel itself, so it comes last
        return {"LD_PRELOAD": ":".join(str(library(name)) for name in names), "FAULTS_DISK_UNDER": str(self.data), "FAULTS_DISK_STATE": str(self.state),
                "FAULTS_CLOCK_FILE": str(self.clock), "FAULTS_SYNC_FAIL_FILE": str(self.failing), "FAULTS_SYNC_ONLY": "-wal", **also}

    def disk(self, state):
        """ "full", "read-only" or "sound" """
        self.state.write_text(state)

    def set_clock(self, seconds_ahead):
        with open(self.clock, "r+b" if self.clock.exists() else "wb", buffering=0) as file:  # the same file: it is looked at as memory
            file.write(struct.pack("=q", int(seconds_ahead * SECOND)))

    def fail_next_sync(self):
        self.failing.touch()
