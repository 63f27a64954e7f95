#!/usr/bin/env python3
"""Takes what a Portico webhook is told: checks the signature, keeps every event once, in order. Standard library alone.

    WEBHOOK_SECRET=whsec_… python3 webhook_receiver.py 8400 events.jsonl
"""
import base64
import hashlib
import hmac
import http.server
import json
import os
import sys
import time

SECRET = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
KEPT = sys.argv[2]
MINUTES = 5  # a call that is older than this was caught on its way and sent again


def known_ids():
    try:
        with open(KEPT, encoding="utf-8") as file:
            return {json.loads(line)["id"] for line in file}
    except FileNotFoundError:
        return set()


def is_signed(headers, body):
    stamp = headers.get("webhook-timestamp", "")
    if not stamp.isdigit() or abs(time.time() - int(stamp)) > MINUTES * 60:
        return False
    signed = f"{headers.get('webhook-id', '')}.{stamp}.".encode() + body
    right = "v1," + base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(right, given) for given in headers.get("webhook-signature", "").split())


class Receiver(http.server.BaseHTTPRequestHandler):
    known = known_ids()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not is_signed(self.headers, body):
            return self.answer(401)
        told = json.loads(body)
        with open(KEPT, "a", encoding="utf-8") as file:  # on disk before it is taken
            for event in told if isinstance(told, list) else [told]:
                if event["id"] not in self.known:  # a repeat has the same id
                    file.write(json.dumps(event, ensure_ascii=False) + "\n")
                    self.known.add(event["id"])
            file.flush()
            os.fsync(file.fileno())
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
