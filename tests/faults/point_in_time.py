#!/usr/bin/env python3
"""Brings a city on PostgreSQL back to a moment between two requests, by PostgreSQL's own archive and recovery, as docs/operating.md tells.

    tests/faults/point_in_time.py

The last line is "N findings".
"""
import pathlib
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "journeys"))
from private_cluster import Cluster, Folder  # noqa: E402
from running_city import RunningCity  # noqa: E402

POTHOLE = {"service_code": "POTHOLE", "address_string": "12 Harbor Street"}


def ask(city):
    answer = city.post("/requests.json", POTHOLE)
    if answer.status != 200:
        raise AssertionError(answer.text)
    return answer.json[0]["service_request_id"]


def wait_for(done, what, seconds=60):
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.1)


def tell(folder):
    archive = folder / "archive"
    archive.mkdir()
    shutil.chown(archive, folder.owner())
    primary = Cluster(folder, 6001, archive_mode="on", archive_command=f"cp %p {archive}/%f").init().start()
    again = Cluster(folder, 6002)
    city = RunningCity(database="postgres", postgres=primary.url)
    findings = []
    try:
        city.load()
        city.start()
        first = ask(city)
        primary.copy_to(again)
        second = ask(city)
        wait_for(lambda: all(each["behind"] == 0 for each in city.get("/health").json["subscribers"]), "subscribers caught up")
        moment = primary.query("SELECT clock_timestamp()")
        time.sleep(0.05)  # an instant that no transaction has
        third = ask(city)
        last = primary.query("SELECT pg_walfile_name(pg_switch_wal())")
        wait_for(lambda: (archive / last).exists(), "the archive holds the log")
        city.stop()
        primary.stop()

        again.settings = {"restore_command": f"cp {archive}/%f %p", "recovery_target_time": moment, "recovery_target_action": "promote", "archive_mode": "off"}
        again.configure()
        (again.data / "recovery.signal").touch()
        shutil.chown(again.data / "recovery.signal", folder.owner())
        again.start()
        wait_for(lambda: again.query("SELECT pg_is_in_recovery()") == "f", "recovery ends")
        city.move_to(again.url)
        print(city.portico("check").stdout.strip().splitlines()[-1])
        said = city.portico("ledger", "verify", check=False)
        print(said.stdout.strip().splitlines()[-1])
        if "head" not in said.stdout or said.returncode != 4:
            findings.append("the data folder's heads tell nothing of what was lost")
        city.start()
        for number, wanted in ((first, 200), (second, 200), (third, 404)):
            status = city.get(f"/requests/{number}.json").status
            print(f"{number}: {status}")
            if status != wanted:
                findings.append(f"{number} is answered with {status}, not {wanted}")
        ask(city)
    finally:
        city.stop()
        for each in (primary, again):
            each.stop("immediate")
        city.remove()
    return findings


def main():
    with Folder() as folder:
        findings = tell(folder)
    for finding in findings:
        print(f"FOUND {finding}")
    print(f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
