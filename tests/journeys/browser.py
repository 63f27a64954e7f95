"""A browser without scripts: keeps cookies, follows redirects, fills in the forms that a page has. Every page that it gets has a language,
one h1, labels on its fields, and no id twice, or the story fails."""
import html.parser
import re
import urllib.error
import urllib.parse
import urllib.request

VOID = {"input", "br", "img", "meta", "link", "hr", "path", "rect", "circle"}


class Page(html.parser.HTMLParser):
    def __init__(self, status, url, headers, text):
        super().__init__()
        self.status, self.url, self.headers, self.text = status, url, headers, text
        self.path = urllib.parse.urlsplit(url).path
        self.forms, self.links, self.ids, self.labels, self.fields, self.h1, self.lang = [], [], [], set(), [], [], ""
        self.words, self.within = "", []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        if tag not in VOID:
            self.within.append(tag)
        if "id" in has:
            self.ids.append(has["id"])
        if tag == "html":
            self.lang = has.get("lang", "")
        if tag == "h1":
            self.h1.append("")
        if tag == "a":
            self.links.append(has.get("href", ""))
        if tag == "label":
            self.labels.add(has.get("for"))
        if tag == "form":
            self.forms.append({"action": has.get("action", self.path), "method": has.get("method", "get"), "fields": {}, "buttons": set()})
        if tag in ("input", "select", "textarea") and "name" in has and self.forms:
            self.forms[-1]["fields"][has["name"]] = has.get("value", "")
            self.fields.append(has)
        if tag == "button" and "name" in has and self.forms:
            self.forms[-1]["buttons"].add(has["name"])
        if tag == "option" and "selected" in has and self.fields:
            self.forms[-1]["fields"][self.fields[-1]["name"]] = has.get("value", "")

    def handle_endtag(self, tag):
        if tag in self.within:
            while self.within.pop() != tag:
                pass

    def handle_data(self, data):
        if "script" not in self.within and "style" not in self.within:
            self.words += data
        if "h1" in self.within:
            self.h1[-1] += data

    def faults(self):
        """What a screen reader or a strict content policy would trip over."""
        found = []
        if not self.lang:
            found.append("no language")
        if len(self.h1) != 1:
            found.append(f"{len(self.h1)} h1")
        found += [f"id {one} twice" for one in {one for one in self.ids if self.ids.count(one) > 1}]
        found += [f"field {each['name']} without a label" for each in self.fields
                  if each.get("type") not in ("hidden", "submit") and each.get("id") not in self.labels and "aria-label" not in each]
        found += [f"described by {one}, which is not there" for each in self.fields for one in each.get("aria-describedby", "").split()
                  if one not in self.ids]
        found += [f"link to {link}, which is not there" for link in self.links if link.startswith("#") and link[1:] not in self.ids]
        lower = re.sub(r'<script type="module" src="/assets/[a-z]+-[0-9a-f]{12}\.js"></script>', "", self.text.lower())
        found += [f"{forbidden} in the page" for forbidden in ("<script", " style=", "<style", "onclick=") if forbidden in lower]
        return found

    def form(self, action):
        """The first form that posts there, without regard to the language."""
        for form in self.forms:
            if form["action"].endswith(action):
                return form
        raise AssertionError(f"{self.path} has no form for {action}: {[form['action'] for form in self.forms]}")


class Browser:
    def __init__(self, port, language="en"):
        self.origin = f"http://127.0.0.1:{port}"
        self.language, self.cookies, self.page, self.set_cookies = language, {}, None, []

    def ask(self, method, url, body=None, headers=None):
        """One request, without going where a redirect leads."""
        class Still(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None
        sent = {"Accept": "text/html", "Accept-Language": self.language, **(headers or {})}
        if self.cookies and url.startswith(self.origin):
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        request = urllib.request.Request(url, data=body, method=method, headers=sent)
        try:
            answer = urllib.request.build_opener(Still).open(request, timeout=60)
        except urllib.error.HTTPError as other:
            answer = other
        with answer:
            text = answer.read().decode("utf-8")
        if url.startswith(self.origin):
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                self.set_cookies.append(cookie)
                name, value = cookie.split(";")[0].split("=", 1)
                self.cookies.pop(name, None) if not value or "Max-Age=0" in cookie else self.cookies.update({name: value})
        return answer.status, answer.headers, text

    def go(self, path, method="GET", body=None, headers=None):
        url = urllib.parse.urljoin(self.origin, path)
        for _ in range(10):
            status, got, text = self.ask(method, url, body, headers)
            if status not in (301, 302, 303, 307):
                break
            url, method, body, headers = urllib.parse.urljoin(url, got["Location"]), "GET", None, None
        self.page = Page(status, url, got, text)
        if got.get("Content-Type", "").startswith("text/html"):
            faults = self.page.faults()
            if faults:
                raise AssertionError(f"{url}: {faults}")
        return self.page

    def send(self, action, **values):
        """Sends the page's form with these values over what stands in it, a pressed button's among them."""
        form = self.page.form(action)
        for name in values:
            if name not in form["fields"] and name not in form["buttons"]:
                raise AssertionError(f"the form for {action} has no field {name}: {list(form['fields'])}")
        body = urllib.parse.urlencode({**form["fields"], **values}).encode()
        return self.go(form["action"], "POST", body, {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin})
