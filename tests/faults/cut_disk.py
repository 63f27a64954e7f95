"""What a disk holds after its power was cut, from the journal that powercut.cc kept.

    disk = CutDisk(before, journal, dice)      `before`: the folder as it lay on the disk, all of it synced, when the journal began
    disk.write(to)

A file's bytes are on the disk once a sync that began after them has ended. Of what was never synced chance leaves nothing, all, or some sectors of 512 bytes, in any
order; so it does with what a failed sync was for, and no later sync brings that back (the kernel has marked its pages clean). A name is there once its folder was
synced; of changes of names that were not, chance leaves the first few. Shared memory and sockets are never there.
"""
import os
import pathlib
import struct

HEAD = struct.Struct("<cQQIII")
SECTOR = 512


class NoLuck:
    """In place of chance: leaves nothing that was not synced."""

    def choice(self, of):
        return of[0]

    def random(self):
        return 1.0

    def randint(self, least, _):
        return least


class File:
    def __init__(self, content=b""):
        self.on_disk = bytearray(content)
        self.unsynced = []  # (turn, place, bytes), or (turn, size, None) where it was cut or grown to that size

    def apply(self, place, content):
        if content is None:
            del self.on_disk[place:]
            self.on_disk.extend(bytes(place - len(self.on_disk)))
            return
        self.on_disk.extend(bytes(max(0, place - len(self.on_disk))))
        self.on_disk[place:place + len(content)] = content

    def reaches_the_disk(self, until):
        for turn, place, content in self.unsynced:
            if turn < until:
                self.apply(place, content)
        self.unsynced = [each for each in self.unsynced if each[0] >= until]

    def left_to_chance(self, dice, until):
        odds = dice.choice([0, 1, dice.random()])
        for turn, place, content in self.unsynced:
            if turn >= until:
                break
            if content is None:
                if dice.random() < odds:
                    self.apply(place, None)
                continue
            begin = 0
            while begin < len(content):
                end = min(len(content), begin + SECTOR - (place + begin) % SECTOR)
                if dice.random() < odds:
                    self.apply(place + begin, content[begin:end])
                begin = end
        self.unsynced = [each for each in self.unsynced if each[0] >= until]


class Folder:
    def __init__(self):
        self.on_disk = {}   # name → File or Folder
        self.live = {}
        self.unsynced = []  # (turn, {name: File, Folder or None where it goes})

    def changed(self, turn, names):
        self.unsynced.append((turn, names))
        settle(self.live, names)

    def reaches_the_disk(self, until):
        for turn, names in self.unsynced:
            if turn < until:
                settle(self.on_disk, names)
        self.unsynced = [each for each in self.unsynced if each[0] >= until]

    def left_to_chance(self, dice):
        for _, names in self.unsynced[:dice.choice([0, len(self.unsynced), dice.randint(0, len(self.unsynced))])]:
            settle(self.on_disk, names)
        self.unsynced = []


def settle(table, names):
    for name, what in names.items():
        if what is None:
            table.pop(name, None)
        else:
            table[name] = what


class CutDisk:
    def __init__(self, before, journal, dice, at):
        """`at`: where the folder lay when the journal was kept."""
        self.at, self.dice, self.files, self.begun, self.synced = pathlib.Path(at), dice, {}, {}, 0
        self.root = self.read(pathlib.Path(before))
        for turn, (kind, inode, place, path, second, content) in enumerate(records(journal)):
            self.take(turn, kind, inode, place, path, second, content)
        self.cut()

    def read(self, folder):
        found = Folder()
        for path in sorted(folder.iterdir()):
            if path.is_dir():
                found.live[path.name] = self.read(path)
            elif path.is_file() and not path.name.endswith("-shm"):
                found.live[path.name] = File(path.read_bytes())
        found.on_disk = dict(found.live)
        return found

    def folder(self, path):
        found = self.root
        for part in pathlib.Path(path).relative_to(self.at).parts:
            found = found.live[part]
        return found

    def place(self, path):
        path = pathlib.Path(path)
        return self.folder(path.parent), path.name

    def file(self, inode, path):
        if inode not in self.files:
            folder, name = self.place(path)
            self.files[inode] = folder.live[name]
        return self.files[inode]

    def take(self, turn, kind, inode, place, path, second, content):
        if kind == "W":
            self.file(inode, path).unsynced.append((turn, place, content))
        elif kind == "T":
            self.file(inode, path).unsynced.append((turn, place, None))
        elif kind == "C":
            self.files[inode] = File()
            folder, name = self.place(path)
            folder.changed(turn, {name: self.files[inode]})
        elif kind in "MUR":
            self.names(turn, kind, path, second)
        elif kind in "Bb":
            self.begun[place] = turn
        elif kind == "S":
            self.synced += 1
            self.file(inode, path).reaches_the_disk(self.begun[place])
        elif kind == "F":
            self.file(inode, path).left_to_chance(self.dice, self.begun[place])
        elif kind == "s":
            self.folder(path).reaches_the_disk(self.begun[place])

    def names(self, turn, kind, path, second):
        folder, name = self.place(path)
        if kind == "M":
            folder.changed(turn, {name: Folder()})
        elif kind == "U":
            folder.changed(turn, {name: None})
        else:
            to, new = self.place(second)
            moved = folder.live[name]
            if to is folder:
                folder.changed(turn, {name: None, new: moved})
            else:
                to.changed(turn, {new: moved})
                folder.changed(turn, {name: None})

    def cut(self):
        waiting = [self.root]
        while waiting:
            folder = waiting.pop()
            folder.left_to_chance(self.dice)
            for _, each in sorted(folder.on_disk.items()):
                if isinstance(each, Folder):
                    waiting.append(each)
                else:
                    each.left_to_chance(self.dice, float("inf"))

    def write(self, to):
        write(self.root, pathlib.Path(to))


def write(folder, to):
    to.mkdir(mode=0o700)
    for name, each in folder.on_disk.items():
        if isinstance(each, Folder):
            write(each, to / name)
        else:
            with open(to / name, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(each.on_disk)


def records(journal):
    data = pathlib.Path(journal).read_bytes() if pathlib.Path(journal).exists() else b""
    at = 0
    while at + HEAD.size <= len(data):
        kind, inode, place, first, second, size = HEAD.unpack_from(data, at)
        at += HEAD.size
        path, other = data[at:at + first].decode(), data[at + first:at + first + second].decode()
        at += first + second
        yield kind.decode(), inode, place, path, other, data[at:at + size]
        at += size
