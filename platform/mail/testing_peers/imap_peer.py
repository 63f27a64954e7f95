"""A real mailbox (dovecot) for tests, as a private process on free ports of 127.0.0.1. Prints "ready PORT TLSPORT"; ends when its standard input does.

    imap_peer.py FOLDER CERTIFICATE KEY

The mailbox is FOLDER/mail, a maildir of the user portico with the password sesame. Each line on standard input numbers all mails anew and is answered "done".
Root runs it as nobody, anybody else as themselves.
"""
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time

folder, certificate, key = map(pathlib.Path, sys.argv[1:4])
who = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
group = __import__("grp").getgrgid(who.pw_gid).gr_name


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


port, tls_port = free_port(), free_port()
home = folder / "home"
mail = folder / "mail"
for made in (home, mail, mail / "new", mail / "cur", mail / "tmp"):
    made.mkdir(exist_ok=True)
shutil.copy(certificate, home / "certificate.pem")
shutil.copy(key, home / "key.pem")
(home / "users").write_text(f"portico:{{PLAIN}}sesame:{who.pw_uid}:{who.pw_gid}::{home}\n")
(home / "conf").write_text(f"""
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
instance_name = portico-test
default_login_user = {who.pw_name}
default_internal_user = {who.pw_name}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{mail}:INDEX={home}/index
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{home}/certificate.pem
ssl_key = <{home}/key.pem
passdb {{
  driver = passwd-file
  args = {home}/users
}}
userdb {{
  driver = passwd-file
  args = {home}/users
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
}}
""")
if os.getuid() == 0:
    folder.chmod(0o755)
    for root, _, files in os.walk(folder):
        for name in [root, *(os.path.join(root, file) for file in files)]:
            os.chown(name, who.pw_uid, who.pw_gid)
rights = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
dovecot = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(home / "conf")], cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **rights)
try:
    until = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", tls_port)).close()
            break
        except OSError:
            if time.monotonic() > until or dovecot.poll() is not None:
                sys.exit((home / "log").read_text() if (home / "log").exists() else "dovecot did not start")
            time.sleep(0.02)
    print("ready", port, tls_port, flush=True)
    while line := sys.stdin.buffer.readline():
        shutil.rmtree(home / "index", ignore_errors=True)
        (mail / "dovecot-uidlist").write_text(f"3 V{int(time.time()) + 1000} N1\n")  # as after a server was set up anew
        os.chown(mail / "dovecot-uidlist", who.pw_uid, who.pw_gid)
        print("done", flush=True)
finally:
    dovecot.send_signal(signal.SIGTERM)
    dovecot.wait()
