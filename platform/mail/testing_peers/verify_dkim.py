"""Verifies every DKIM signature of the mail on standard input with dkimpy: one line each, "good" or "broken".

    verify_dkim.py NAME=TEXT…     the records that stand in DNS
"""
import sys

import dkim

RECORDS = {name.rstrip("."): text for name, _, text in (word.partition("=") for word in sys.argv[1:])}


def look_up(name, timeout=5):
    return RECORDS.get(name.decode().rstrip("."), "").encode()


mail = sys.stdin.buffer.read()
verifier = dkim.DKIM(mail, minkey=2048)
for index in range(sum(name.lower() == b"dkim-signature" for name, _ in verifier.headers)):
    try:
        print("good" if verifier.verify(idx=index, dnsfunc=look_up) else "broken")
    except dkim.DKIMException as error:
        print("broken:", error)
