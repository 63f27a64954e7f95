"""A small house that vouches for people by OpenID Connect, for stories: it signs with keys of its own (the openssl command), checks what a
client has to bring, and lies on demand (`lie`), so that a story can see that a lie is not believed."""
import base64
import hashlib
import http.server
import json
import pathlib
import secrets
import subprocess
import tempfile
import threading
import time
import urllib.parse


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def openssl(*words, given=None):
    return subprocess.run(["openssl", *map(str, words)], input=given, capture_output=True, check=True).stdout


class Key:
    def __init__(self, folder, kind, name):
        self.kind, self.name, self.file = kind, name, folder / f"{name}.pem"
        openssl("genpkey", *(["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"] if kind == "RS256" else
                             ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]), "-out", self.file)

    def public(self):
        if self.kind == "RS256":
            modulus = openssl("rsa", "-in", self.file, "-noout", "-modulus").decode().strip().split("=")[1]
            return {"kty": "RSA", "use": "sig", "kid": self.name, "n": b64(bytes.fromhex(modulus)), "e": "AQAB"}
        point = openssl("pkey", "-in", self.file, "-pubout", "-outform", "DER")[-64:]
        return {"kty": "EC", "crv": "P-256", "kid": self.name, "x": b64(point[:32]), "y": b64(point[32:])}

    def sign(self, text):
        signed = openssl("dgst", "-sha256", "-sign", self.file, given=text)
        if self.kind == "RS256":
            return signed
        numbers, at = [], 2  # DER: SEQUENCE of two INTEGERs
        for _ in range(2):
            length = signed[at + 1]
            numbers.append(int.from_bytes(signed[at + 2:at + 2 + length], "big").to_bytes(32, "big"))
            at += 2 + length
        return b"".join(numbers)


class House:
    CLIENT, SECRET = "portico", "a secret of the client's + more"

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self.folder.name)
        self.keys = {kind: Key(folder, kind, kind.lower()) for kind in ("RS256", "ES256")}
        self.stranger = Key(folder, "RS256", "stranger")
        self.kind, self.email, self.lie, self.codes, self.asked = "RS256", "", {}, {}, []
        house = self

        class Door(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                house.get(self)

            def do_POST(self):
                house.post(self)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.folder.cleanup()

    @staticmethod
    def say(door, status, said):
        door.send_response(status)
        door.send_header("Content-Type", "application/json")
        door.end_headers()
        door.wfile.write(json.dumps(said).encode())

    def get(self, door):
        path, query = urllib.parse.urlsplit(door.path).path, dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(door.path).query))
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return self.say(door, 200, {"issuer": self.issuer, "authorization_endpoint": self.issuer + "/authorize",
                                        "token_endpoint": self.issuer + "/token", "jwks_uri": self.issuer + "/keys"})
        if path == "/keys":
            return self.say(door, 200, {"keys": [key.public() for key in self.keys.values()]})
        wrong = [name for name, value in (("response_type", "code"), ("client_id", self.CLIENT), ("code_challenge_method", "S256"))
                 if query.get(name) != value] + [name for name in ("state", "nonce", "code_challenge", "redirect_uri") if not query.get(name)]
        if path != "/authorize" or wrong or "openid" not in query["scope"].split():
            return self.say(door, 400, {"error": "invalid_request", "wrong": wrong})
        code = secrets.token_urlsafe()
        self.codes[code] = query
        back = {"code": code, "state": query["state"]} if self.email else {"error": "access_denied", "state": query["state"]}
        door.send_response(302)
        door.send_header("Location", query["redirect_uri"] + "?" + urllib.parse.urlencode(back))
        door.end_headers()

    def post(self, door):
        form = dict(urllib.parse.parse_qsl(door.rfile.read(int(door.headers["Content-Length"])).decode()))
        basic = base64.b64decode(door.headers.get("Authorization", "Basic ").split(" ")[1]).decode()
        sent = self.codes.pop(form.get("code"), None)  # good once
        good = sent and door.path == "/token" and form.get("grant_type") == "authorization_code" and form.get("redirect_uri") == sent["redirect_uri"] \
            and b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest()) == sent["code_challenge"] \
            and [urllib.parse.unquote(part) for part in basic.split(":")] == [self.CLIENT, self.SECRET]
        if not good:
            return self.say(door, 400, {"error": "invalid_grant"})
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "1", "aud": self.CLIENT, "exp": now + 300, "iat": now, "nonce": sent["nonce"], "email": self.email,
                  "email_verified": True, **{name: value for name, value in self.lie.items() if name not in ("alg", "signed_by")}}
        key = self.stranger if "signed_by" in self.lie else self.keys[self.kind]
        head = {"alg": self.lie.get("alg", self.kind), "kid": self.keys[self.kind].name}
        text = b64(json.dumps(head).encode()) + "." + b64(json.dumps(claims).encode())
        signature = "" if head["alg"] == "none" else b64(key.sign(text.encode()))
        self.say(door, 200, {"access_token": "x", "token_type": "Bearer", "id_token": text + "." + signature})
