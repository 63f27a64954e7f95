"""Real peers of mail for a story: a server that takes mail, a mailbox that mail is fetched from (both of platform/mail/testing_peers), and who hands mail over by LMTP."""
import email
import pathlib
import smtplib
import subprocess
import tempfile
import time

from running_city import ROOT

PEERS = ROOT / "platform/mail/testing_peers"


def becomes(condition, within=30):
    until = time.monotonic() + within
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come to that")


class Peer:
    def __init__(self, script, folder, *options):
        self.folder = folder
        self.process = subprocess.Popen(["/usr/bin/python3", PEERS / script, folder, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ports = [int(word) for word in self.process.stdout.readline().split()[1:]]
        self.port = self.ports[0]

    def close(self):
        if not self.process.stdin.closed:
            self.process.stdin.close()
            self.process.wait(30)
            self.process.stdout.close()


class MailServer(Peer):
    def __init__(self, folder):
        super().__init__("smtp_peer.py", folder)

    def bytes_taken(self):
        """To whom, and the mail's bytes."""
        all_of_it = []
        for file in sorted(self.folder.glob("*.taken")):
            head, _, mail = file.read_bytes().partition(b"\n\n")
            all_of_it.append((head.splitlines()[1].decode(), mail))
        return all_of_it

    def taken(self):
        """To whom, and the mail."""
        return [(to, email.message_from_bytes(mail)) for to, mail in self.bytes_taken()]

    def senders(self):
        """Of the envelopes: "" for the null return path."""
        return [file.read_bytes().split(b"\n", 1)[0].decode() for file in sorted(self.folder.glob("*.taken"))]


class Mailbox(Peer):
    """Of the user portico, whose password is sesame; TLS with a certificate of its own."""

    def __init__(self):
        self.made = tempfile.TemporaryDirectory(prefix="portico-box-", dir="/tmp")  # a socket's path may have 107 bytes
        folder = pathlib.Path(self.made.name)
        self.certificate = folder / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=peer",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", self.certificate, "-batch"], check=True, capture_output=True)
        super().__init__("imap_peer.py", folder, self.certificate, folder / "key.pem")
        self.tls_port = self.ports[1]

    def put(self, name, mail):
        made = self.folder / "mail/tmp" / name
        made.write_bytes(mail)
        made.chmod(0o644)
        made.rename(self.folder / "mail/new" / name)

    def has_seen(self, name):
        return any(path.name.startswith(name + ":") and "S" in path.name.rpartition(",")[2] for path in (self.folder / "mail/cur").iterdir())

    def remove(self):
        self.close()
        self.made.cleanup()


def hand_over(port, mail, to, sender="ana@example.org"):
    """By LMTP: it is on file when this is back. Whom it was refused for, with the server's words."""
    with smtplib.LMTP("127.0.0.1", port) as talk:
        return talk.sendmail(sender, [to], mail)
