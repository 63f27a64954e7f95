#!/usr/bin/env python3
"""Keeps what a program has on file, small, for all later ones to open: run once when a version is released, with that version's own program.

    PORTICO=build/release/portico script/with-postgres tests/folders/make_folder.py NAME      # 2026_11_22a

Writes tests/folders/NAME.tar.zst (a data folder), NAME.dump (the same on PostgreSQL, in pg_dump's custom format, schema old_NAME) and NAME.json: what each of the two is
asked for later.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "journeys"))
from running_city import POSTGRES, PORTICO, ROOT, RunningCity  # noqa: E402

KEPT = ("expected_datetime", "requested_datetime", "service_code", "description", "status", "status_notes", "address")
KEYS = '[keys]\ndesk = "the key of the desk, long enough"\n[permissions]\ndesk = ["pause_case", "transfer_case", "reclassify_case"]\n'


def pack(folder):
    """Three services of two agencies in four districts; written by this checkout's program, as older ones cannot invent a city."""
    own = ROOT / "build/release/portico"
    subprocess.run([own, "generate", "city", "--services", "3", "--agencies", "2", "--districts", "4", "--seed", "311", "--to", folder], check=True, capture_output=True)
    return folder


def fill(city):
    """A dozen requests in different states; returns their numbers."""
    services = [service["service_code"] for service in city.get("/services.json").json]
    numbers = []
    for n in range(12):
        sent = {"service_code": services[n % 3], "lat": 41.03 + n / 1000, "long": -70.93, "description": f"Told as number {n}, by the quay", "address_string": f"{n} Linden Street",
                "email": f"reporter{n}@example.org", "first_name": "Ada"}
        answer = city.post("/requests.json", sent)
        assert answer.status == 200, answer.text
        numbers.append(answer.json[0]["service_request_id"])
    def update(number, status, text, n):
        answer = city.post("/servicerequestupdates.json", {"service_request_id": number, "update_id": f"u{n}", "status": status, "description": text,
                                                           "updated_datetime": city.get(f"/requests/{number}.json").json[0]["updated_datetime"].replace("Z", "+00:00")})
        assert answer.status == 200, answer.text
    for n, number in enumerate(numbers[:4]):
        update(number, "INVESTIGATING", "We looked at it.", n)
    for n, number in enumerate(numbers[:2]):
        update(number, "FIXED", "It is mended.", 10 + n)
    def tell(number, verb, **words):
        answer = city.ask("POST", f"/cases/{number}/{verb}", json.dumps(words).encode(),
                          {"Content-Type": "application/json", "Authorization": "Bearer the key of the desk, long enough"})
        assert answer.status == 200, answer.text
    tell(numbers[5], "transfer", agency="A02", reason="It is theirs.")
    tell(numbers[6], "reclassify", service=services[1], reason="It is another thing.")
    return numbers


def expected(city, numbers):
    return {number: {name: value for name, value in city.get(f"/requests/{number}.json").json[0].items() if name in KEPT} for number in numbers}


def make(name, database, folder):
    settings = folder / "keys.toml"
    settings.write_text(KEYS)
    city = RunningCity(pack=folder / "pack", database=database, config=settings)
    if city.on_postgres:
        city.schema = f"old_{name}"
        city.move_to(POSTGRES)
    try:
        city.load()
        city.start()
        kept = expected(city, fill(city))
        city.stop()
        city.portico("check")
        if city.on_postgres:
            subprocess.run(["pg_dump", "--format=custom", "--compress=9", "--no-owner", f"--schema=old_{name}", f"--file={HERE / name}.dump", POSTGRES], check=True)
        data = [file.name for file in city.data.iterdir() if file.is_file() and file.name not in ("lock", "control")]
        subprocess.run(["tar", "--zstd", "-cf", f"{HERE / name}{'-postgres' if city.on_postgres else ''}.tar.zst", "-C", city.data, *sorted(data)], check=True)
        return kept
    finally:
        city.remove()


def main():
    name, = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        pack(pathlib.Path(folder) / "pack")
        kept = {database: make(name, database, pathlib.Path(folder)) for database in ("sqlite", "postgres")}
    version = subprocess.run([PORTICO, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    (HERE / f"{name}.json").write_text(json.dumps({"made_by": version, **kept}, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
