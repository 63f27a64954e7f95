"""A real mail server for tests (aiosmtpd), on a free port of 127.0.0.1. Prints "ready PORT"; ends when its standard input does.

    smtp_peer.py FOLDER [--certificate PEM --key PEM] [--implicit] [--sign-in USER PASSWORD] [--size BYTES] [--patience SECONDS]

Each mail that it takes becomes a file FOLDER/N.taken: the sender, the recipients (with blanks between), the number of the connection, an empty line, the
bytes. What stands in front of the '@' of a recipient says what becomes of it:

    later…   451 4.2.0            gone…    550 5.1.1             full…    452 4.2.2
    drop…    the connection is dropped at the recipient            cut…     … after the whole mail has come, before the answer
    slow…    half a second passes before the answer                 refuse…  the mail is refused at its end: 554 5.7.1
    busy…    the mail is put off at its end: 450 4.7.1
"""
import argparse
import asyncio
import logging
import pathlib
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

logging.disable()  # what a client does wrong is part of the stories
warnings.simplefilter("ignore")
AT_RECIPIENT = {"later": "451 4.2.0 come back in an hour", "gone": "550 5.1.1 no such person here", "full": "452 4.2.2 mailbox full"}
AT_END = {"refuse": "554 5.7.1 we do not like it", "busy": "450 4.7.1 greylisted"}


class Peer:
    def __init__(self, folder):
        self.folder, self.count = folder, 0

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        kind = address.partition("@")[0]
        for start, answer in AT_RECIPIENT.items():
            if kind.startswith(start):
                return answer
        if kind.startswith("slow"):
            await asyncio.sleep(0.5)
        if kind.startswith("drop"):
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        kinds = [address.partition("@")[0] for address in envelope.rcpt_tos]
        for start, answer in AT_END.items():
            if any(kind.startswith(start) for kind in kinds):
                return answer
        self.count += 1
        head = f"{envelope.mail_from.strip('<>')}\n{' '.join(envelope.rcpt_tos)}\n{server.number}\n\n"
        file = self.folder / f"{self.count:06}.taken"
        file.with_suffix(".part").write_bytes(head.encode() + envelope.original_content)
        file.with_suffix(".part").rename(file)
        if any(kind.startswith("cut") for kind in kinds):
            server.transport.abort()
        return f"250 2.0.0 taken as {self.count}"


async def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--certificate")
    options.add_argument("--key")
    options.add_argument("--implicit", action="store_true")
    options.add_argument("--sign-in", nargs=2)
    options.add_argument("--size", type=int, default=33_554_432)
    options.add_argument("--patience", type=float, default=300)
    asked = options.parse_args()
    tls = None
    if asked.certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(asked.certificate, asked.key)
    peer, connections = Peer(asked.folder), 0

    def authenticate(server, session, envelope, mechanism, data):
        return AuthResult(success=[data.login.decode(), data.password.decode()] == asked.sign_in, handled=False)

    def connection():
        nonlocal connections
        connections += 1
        made = SMTP(peer, hostname="peer.example", timeout=asked.patience, data_size_limit=asked.size, tls_context=None if asked.implicit else tls,
                    require_starttls=bool(tls) and not asked.implicit,
                    authenticator=authenticate if asked.sign_in else None, auth_required=bool(asked.sign_in), auth_require_tls=False)
        made.number = connections
        return made

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0, ssl=tls if asked.implicit else None)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
    server.close()


asyncio.run(main())
