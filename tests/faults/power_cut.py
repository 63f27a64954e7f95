#!/usr/bin/env python3
"""Cuts the power under the real server while requests, updates and photos come in: what no sync had covered is gone from the disk, or there in pieces.

    tests/faults/power_cut.py [--cuts 10] [--seed 1] [--senders 8] [--lie PART]

powercut.cc keeps a journal of what the server writes and syncs; after each SIGKILL the data folder is written anew as the disk may have held it (cut_disk.py),
and the server starts on that. Looks for the same as kill_loop.py, and for each acknowledged photo. With --lie, syncs of what has this in its path (--lie=-wal, or
/files/ for photos) are said to be done and are not, and chance leaves nothing: then it must find losses. The last line is "N cuts, M findings".
"""
import argparse
import json
import pathlib
import random
import shutil
import struct
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "journeys"))
from cut_disk import CutDisk, NoLuck  # noqa: E402
from kill_loop import KillLoop, Sender  # noqa: E402
from surroundings import Surroundings  # noqa: E402
from test_report import multipart  # noqa: E402


def picture(dice):
    """A small PNG that nobody has seen before."""
    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
    side = 16
    rows = b"".join(b"\0" + dice.randbytes(3 * side) for _ in range(side))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Photographer(Sender):
    """Sends requests with a photo each, and no updates."""

    def open(self, connection, marker):
        latitude, longitude = self.dice.choice(self.places)
        fields = {"service_code": "POTHOLE", "lat": latitude, "long": longitude, "description": marker}
        body, headers = multipart(fields.items(), [("media", "hole.png", picture(self.dice))])
        connection.request("POST", "/requests.json", body, headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status == 200:
            with self.record.lock:
                self.record.requests[marker] = json.loads(text)[0]["service_request_id"]
        elif answer.status != 503:
            self.record.refused.append(f"a photo: {answer.status} {text[:200]}")


class PowerCuts(KillLoop):
    def __init__(self, cuts, seed, senders, lie="", say=print, city=None):
        super().__init__("sqlite", cuts, seed, senders, say, city)
        self.around, self.lie = Surroundings(self.city), lie
        self.before, self.journal = self.city.folder / "before-the-cut", self.city.folder / "journal"

    def environment(self, **more):
        return self.around.environment("powercut", FAULTS_CUT_UNDER=str(self.city.data), FAULTS_CUT_JOURNAL=str(self.journal),
                                       **({"FAULTS_CUT_LIE": self.lie} if self.lie else {}), **more)

    def remember(self):
        """From here on the journal tells of what happens to the folder as it lies there."""
        shutil.rmtree(self.before, ignore_errors=True)
        self.journal.unlink(missing_ok=True)
        if self.city.data.exists():
            shutil.copytree(self.city.data, self.before, ignore=lambda _, names: [name for name in names if name == "control" or name.endswith("-shm")])
        else:
            self.before.mkdir()

    def keep_heads(self):
        """Nobody outside is given a line before the start has cut off what the power left in pieces."""
        super().keep_heads()
        if self.kept_heads.exists():
            self.kept_heads.write_text("".join(line for line in self.kept_heads.read_text().splitlines(True) if "\0" not in line))

    def cut(self):
        luck = random.Random(self.dice.random())
        disk = CutDisk(self.before, self.journal, NoLuck() if self.lie else luck, self.city.data)
        shutil.rmtree(self.city.data)
        disk.write(self.city.data)

    def load(self):
        """The folder itself is made beforehand: who makes the folder that it is made in is not ours to say."""
        self.city.data.mkdir(mode=0o700)
        self.remember()
        self.city.portico("city", "load", self.city.pack, env=self.environment())
        self.cut()  # right after it said that it is done

    def start(self, within=30, **more):
        self.remember()
        self.city.start(env=self.environment(**more), within=within)

    def kill(self):
        super().kill()
        self.cut()

    def sender(self, number, name):
        if number > 0:
            return super().sender(number, name)
        return Photographer(name, self.city, self.record, random.Random(self.dice.random()), self.places)


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--cuts", type=int, default=10)
    words.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    words.add_argument("--senders", type=int, default=8)
    words.add_argument("--lie", default="", metavar="PART")
    asked = words.parse_args()
    print(f"power_cut: {asked.cuts} cuts, --seed {asked.seed}", flush=True)
    cuts = PowerCuts(asked.cuts, asked.seed, asked.senders, asked.lie, say=lambda line: print(line, flush=True))
    findings = cuts.run()
    print(f"{asked.cuts} cuts, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
