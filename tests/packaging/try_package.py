#!/usr/bin/env python3
"""Installs the Debian package on a bare Debian 12 that is booted with its own systemd, and upgrades it there.

    tests/packaging/try_package.py OLDER.deb NEWER.deb

The machine is a debootstrap folder under systemd-nspawn with a network of its own; needs root, debootstrap and systemd-container. What happens inside is told by
the story below; its lines are printed, and the last line is "N findings".
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

STORY = r"""#!/bin/bash
# Runs inside, as root, once the machine is up.
exec >/root/told 2>&1
export DEBIAN_FRONTEND=noninteractive
findings=0
must() { local what=$1; shift; if "$@" >/tmp/said 2>&1; then echo "ok: $what"; else echo "FOUND $what: $(tail -n 5 /tmp/said)"; findings=$((findings + 1)); fi; }
soon() { for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done; "$@"; }
serves() { curl -fsS http://localhost:8311/health/live; }
answers() { curl -fsS "http://localhost:8311/requests/$number.json"; }
as_portico() { runuser -u portico -- "$@"; }
version_is() { [ "$(dpkg-query -W -f '${Version}' portico)" = "$1" ]; }

must "the older package installs" apt-get install -q -y --no-install-recommends /root/older.deb
must "the service serves" soon serves
must "the demo city loads" as_portico portico city load /usr/share/portico/demo --data /var/lib/portico
number=$(curl -fsS http://localhost:8311/requests.json -d service_code=POTHOLE -d "address_string=12 Harbor Street" | sed 's/.*"service_request_id":"\([^"]*\)".*/\1/')
must "a request is taken and answered: $number" answers
photo=$(curl -sS http://localhost:8311/requests.json -F service_code=POTHOLE -F "address_string=12 Harbor Street" -F media=@/root/phone.jpg)
must "a photo is drawn anew in the service's confinement" sh -c 'case "$1" in *service_request_id*) ;; *) echo "$1"; exit 1 ;; esac' - "$photo"
first=$(systemctl show -p MainPID --value portico)
kill -9 "$first"
must "it serves again after kill -9" soon answers
[ "$(systemctl show -p MainPID --value portico)" != "$first" ] || { echo "FOUND the process was not another one"; findings=$((findings + 1)); }
must "a back-up is written by its service" systemctl start portico-backup.service
must "and is whole" test -s "$(echo /var/backups/portico/20*Z/manifest.json)"
echo "# the operator was here" >>/etc/portico/portico.toml
must "the newer package installs over it" apt-get install -q -y --no-install-recommends /root/newer.deb
must "the newer one is there" version_is "$(dpkg-deb -f /root/newer.deb Version)"
must "it serves the older one's request" soon answers
must "the settings are the operator's" grep -q "the operator was here" /etc/portico/portico.toml
must "all that is on file is well" as_portico portico check --data /var/lib/portico
must "the ledger is as it was signed" as_portico portico ledger verify --data /var/lib/portico
must "others cannot read the data" test "$(stat -c %a /var/lib/portico)" = 700
systemctl stop portico
must "the back-up is brought back" as_portico portico restore --replace --from /var/backups/portico/20*Z --data /var/lib/portico/again
systemctl start portico
must "it serves again" soon answers
echo "exposure: $(systemd-analyze security --no-pager portico.service | tail -n 1)"
echo "memory: $(awk '/VmRSS/ { print $2 / 1024 " MB" }' "/proc/$(systemctl show -p MainPID --value portico)/status")"
must "it is removed" apt-get purge -q -y portico
must "and what is on file is left" test -s /var/lib/portico/portico.db
echo "$findings findings"
"""
UNIT = """[Unit]
Description=The story of a package
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/root/story
ExecStopPost=/usr/bin/systemctl --no-block poweroff
[Install]
WantedBy=multi-user.target
"""


def run(*words, **more):
    done = subprocess.run([*map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, text=True, **more)
    if done.returncode:
        raise SystemExit(f"try_package: {' '.join(map(str, words))} ended with {done.returncode}\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def bare_machine(root, older, newer):
    sources = [path for path in [pathlib.Path("/etc/apt/sources.list"), *sorted(pathlib.Path("/etc/apt/sources.list.d").glob("*"))] if path.exists()]
    mirror = next(line.split()[1] for path in sources for line in path.read_text().splitlines() if line.startswith(("URIs:", "deb ")))
    run("debootstrap", "--variant=minbase", "--include=ca-certificates,systemd-sysv,dbus,curl", "bookworm", root, mirror)
    (root / "etc/apt/sources.list").unlink(missing_ok=True)
    for path in sources:
        shutil.copy(path, root / path.relative_to("/"))
    for folder in ("apt.conf.d", "trusted.gpg.d", "keyrings"):
        shutil.copytree(f"/etc/apt/{folder}", root / f"etc/apt/{folder}", dirs_exist_ok=True)
    for folder in ("/usr/local/share/ca-certificates",):
        shutil.copytree(folder, root / folder[1:], dirs_exist_ok=True)
    run("chroot", root, "update-ca-certificates")
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    # What the package needs is fetched now: the booted machine has no way out.
    shutil.copy(older, root / "root/older.deb")
    shutil.copy(newer, root / "root/newer.deb")
    run("chroot", root, "apt-get", "update", "-q")
    for package in ("older", "newer"):  # the newer one may need what the older did not
        run("chroot", root, "apt-get", "install", "-q", "-y", "--no-install-recommends", "--download-only", f"/root/{package}.deb")


def tell(root):
    shutil.copy(pathlib.Path(__file__).resolve().parents[2] / "platform/files/samples/phone.jpg", root / "root")
    (root / "root/story").write_text(STORY)
    (root / "root/story").chmod(0o755)
    (root / "etc/systemd/system/story.service").write_text(UNIT)
    wants = root / "etc/systemd/system/multi-user.target.wants"
    wants.mkdir(exist_ok=True)
    (wants / "story.service").symlink_to("/etc/systemd/system/story.service")
    subprocess.run(["systemd-nspawn", "--register=no", "--keep-unit", "--private-network", "--console=pipe", "-b", "-D", root], stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=900)
    told = root / "root/told"
    return told.read_text() if told.exists() else "the machine did not come up\n1 findings\n"


def main():
    older, newer = sys.argv[1:]
    missing = [name for name in ("debootstrap", "systemd-nspawn") if not shutil.which(name)]
    if os.getuid() != 0 or missing:
        print(f"left out: needs root, debootstrap and systemd-container here ({', '.join(missing) or 'not root'})")
        return 0
    root = pathlib.Path(tempfile.mkdtemp(prefix="portico-machine-"))
    root.chmod(0o755)
    try:
        bare_machine(root, older, newer)
        told = tell(root)
    finally:
        subprocess.run(["rm", "-rf", "--one-file-system", root], check=True)
    print(told, end="")
    return 0 if told.endswith("\n0 findings\n") else 1


if __name__ == "__main__":
    sys.exit(main())
