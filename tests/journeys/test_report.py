"""Reporting a problem with a browser that runs no scripts, photos and all; and what becomes of what is sent in bad faith or cut off."""
import html.parser
import http.client
import pathlib
import re
import signal
import socket
import unittest
import urllib.parse
import urllib.request

from browser import Browser
from running_city import ROOT, CityStory

SAMPLES = ROOT / "platform/files/samples"


class Page(html.parser.HTMLParser):
    """What a browser makes of a page's one form to post: its action and the fields with what they hold."""

    def __init__(self, text):
        super().__init__()
        self.text, self.action, self.fields, self.inside, self.area, self.h1, self.labels, self.ids = text, None, [], False, None, 0, set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.h1 += tag == "h1"
        if tag == "label" and "for" in given:
            self.labels.add(given["for"])
        if tag == "form" and given.get("method") == "post":
            self.inside, self.action, self.fields = True, given["action"], []  # of several the last, which goes on
        if not self.inside or "name" not in given:
            return
        if given.get("type") not in ("hidden", "radio", "checkbox"):
            self.ids.add(given["id"])
        if tag == "input" and given.get("type") != "file" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.fields.append((given["name"], given.get("value", "")))
        if tag == "textarea":
            self.area = [given["name"], ""]

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.fields.append((self.area[0], self.area[1].removeprefix("\n")))
            self.area = None
        if tag == "form":
            self.inside = False

    def handle_data(self, text):
        if self.area:
            self.area[1] += text


def multipart(fields, photos):
    boundary = "a-boundary-of-this-story"
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields]
    for field, name, content in photos:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}


class Reporting(CityStory):
    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.city.port, timeout=60)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, dict(answer.getheaders()), content

    def page(self, path):
        status, _, content = self.ask("GET", path)
        self.assertEqual(status, 200)
        return self.sound(content)

    def sound(self, content):
        page = Page(content.decode())
        self.assertEqual(page.h1, 1)
        self.assertLessEqual(page.ids, page.labels, "each field has its label")
        return page

    def press(self, page, typed=(), photos=()):
        fields = [(name, value) for name, value in page.fields if name not in dict(typed)] + list(typed)
        if photos:
            body, headers = multipart(fields, photos)
        else:
            body, headers = urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", page.action, body, headers)

    def photo(self, name):
        return (SAMPLES / name).read_bytes()

    def kept(self):
        folder = self.city.data / "files"
        return sorted(path.name for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []

    def to_details(self, service, address):
        page = self.page(f"/report/{service}")
        status, _, content = self.press(page, [("address", address)])
        while "Is it one of these?" in content.decode():
            status, _, content = self.press(self.sound(content))
        self.assertEqual(status, 200, content[:500])
        return self.sound(content)

    def test_a_pothole_from_the_search_to_its_receipt_with_a_photo_from_a_phone(self):
        found = self.page("/report?q=pothle").text
        self.assertIn('href="/report/POTHOLE"', found)
        details = self.to_details("POTHOLE", "40 market st")
        self.assertIn("Market Street", details.text)
        status, headers, content = self.press(details, [("description", "A deep hole")], [("media", "IMG_1.HEIC", self.photo("forty-megapixels.heic"))])
        self.assertEqual(status, 303, content[:800])
        status, _, receipt = self.ask("GET", headers["Location"])
        self.assertEqual(status, 200)
        self.sound(receipt)
        number = re.search(r"Your number is ([0-9A-Z]{4}-[0-9A-Z]{4})", receipt.decode())[1]
        self.assertIn("A person looks at one photo before it is shown here.", self.page(f"/requests/{number}").text)
        self.assertEqual(self.ask("GET", f"/requests/{number}/photos/1")[0], 404)
        self.city.portico("check")

    def test_what_is_known_nearby_is_followed_in_one_step_and_opens_nothing(self):
        sent = {"service_code": "POTHOLE", "lat": "43.47755", "long": "-68.69674", "address_string": "364 East Walnut Street", "description": "A hole."}
        number = self.city.post("/requests.json", sent).json[0]["service_request_id"]
        neighbour = Browser(self.city.port)
        action = "/report/POTHOLE"

        def to_the_list():
            neighbour.go(action)
            page = neighbour.send(action, address="364 East Walnut Street")
            self.assertIn("Is it one of these?", page.words)
            return next(form for form in page.forms if form["fields"].get("number") == number)

        def say(form, email):
            body = urllib.parse.urlencode({**form["fields"], f"email-{number}": email}).encode()
            return neighbour.go(form["action"], "POST", body, {"Content-Type": "application/x-www-form-urlencoded"})
        self.assertIn("This is no email address", say(to_the_list(), "nobody").words)
        page = say(to_the_list(), "")
        self.assertEqual((page.status, page.path), (200, f"/requests/{number}"))
        self.assertIn("It is on file already", page.words)
        self.assertNotIn("people told us", page.words)
        page = say(to_the_list(), "neighbour@example.org")
        self.assertIn("We sent a message to this address.", page.words)
        self.assertIn("2 people told us about this or follow it.", page.words)
        say(to_the_list(), "neighbour@example.org")
        page = say(to_the_list(), "other@example.org")
        self.assertIn("3 people told us about this or follow it.", page.words, "the same address counts once")
        self.assertNotIn("example.org", page.text)

    def test_a_place_that_nobody_knows_is_taken_all_the_same(self):
        details = self.to_details("POTHOLE", "behind the old mill, near the big tree")
        self.assertIn("We do not know this place yet.", details.text)
        self.assertEqual(self.press(details, [("description", "A hole")])[0], 303)

    def test_over_open311_a_polyglot_loses_its_tail_and_a_bomb_is_refused(self):
        sent = [("service_code", "GRAFFITI"), ("address_string", "40 Market Street"), ("description", "Paint")]
        questions = self.city.get("/services/GRAFFITI.json").json if self.city.get("/services/GRAFFITI.json").status == 200 else {"attributes": []}
        for question in questions["attributes"]:
            if question["required"] and question["values"]:
                sent.append((f"attribute[{question['code']}]", question["values"][0]["key"]))
        before = self.kept()
        for name, content in (("bomb.png", self.photo("bomb.png")), ("a.jpg", b"MZ\x90 a program"), ("cut.jpg", self.photo("plain.jpg")[:5000])):
            body, headers = multipart(sent, [("media", name, content)])
            status, _, refused = self.ask("POST", "/requests.json", body, headers)
            self.assertIn(status, (400, 413), refused)
            self.assertIn(b"photo 1:", refused)
        self.assertEqual(self.kept(), before, "nothing is left behind")
        body, headers = multipart(sent, [("media", "a.jpg", self.photo("plain.jpg") + b"PK\x03\x04 evil.sh")])
        status, _, answer = self.ask("POST", "/requests.json", body, headers)
        self.assertEqual(status, 200, answer)
        for path in (self.city.data / "files").rglob("*"):
            self.assertFalse(path.is_file() and b"evil.sh" in path.read_bytes())

    def test_a_gigabyte_is_refused_by_its_header(self):
        for path in ("/requests.json", "/report/POTHOLE"):
            with socket.create_connection(("127.0.0.1", self.city.port), timeout=20) as connection:
                connection.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {1 << 30}\r\n\r\n".encode())
                self.assertIn(b" 413 ", connection.recv(4096).split(b"\r\n")[0])  # not a byte of the body was sent

    def test_a_cut_connection_leaves_nothing_behind(self):
        before, body = self.kept(), multipart([("service_code", "POTHOLE")], [("media", "a.jpg", self.photo("phone.jpg"))])[0]
        for share in (0.2, 0.9):
            with socket.create_connection(("127.0.0.1", self.city.port), timeout=20) as connection:
                head = f"POST /requests.json HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=a-boundary-of-this-story\r\nContent-Length: {len(body)}\r\n\r\n"
                connection.sendall(head.encode() + body[:int(len(body) * share)])
        self.assertEqual(self.city.get("/health/live").status, 200)
        self.assertEqual(self.kept(), before)

    def test_an_acknowledged_photo_outlives_the_server_that_is_killed(self):
        sent = [("service_code", "POTHOLE"), ("address_string", "40 Market Street"), ("description", "A hole")]
        body, headers = multipart(sent, [("media", "a.jpg", self.photo("phone.jpg"))])
        status, _, answer = self.ask("POST", "/requests.json", body, headers)
        self.assertEqual(status, 200, answer)
        self.city.stop(signal.SIGKILL)
        self.city.start()
        wanted = [each for row in self.city.query("SELECT hash, small_hash FROM cases_photo") for each in row]
        self.assertTrue(wanted)
        import hashlib
        for name in wanted:
            self.assertEqual(hashlib.sha256((self.city.data / "files" / name[:2] / name[2:4] / name).read_bytes()).hexdigest(), name)


if __name__ == "__main__":
    unittest.main()
