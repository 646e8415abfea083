"""A visitor of a running server: plain HTTP, cookies, and the forms of a page filled in as a person would."""

from __future__ import annotations

import http.client
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

File = tuple[str, bytes, str]


@dataclass
class Field:
    """A control of a form, as the page shows it."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    checked: bool = False
    required: bool = False


@dataclass
class Form:
    """A form of a page."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    def values(self) -> dict[str, list[str]]:
        """What the form sends when nothing is changed in it."""
        found: dict[str, list[str]] = {}
        for control in self.fields:
            if not control.name or control.kind in {"file", "submit", "button"}:
                continue
            if control.kind in {"checkbox", "radio"} and not control.checked:
                continue
            found.setdefault(control.name, []).append(control.value)
        return found

    def names(self) -> set[str]:
        return {control.name for control in self.fields if control.name}


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    path: str

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    def forms(self) -> list[Form]:
        """The page's forms, those of the shell (sign out, language) included."""
        reader = _FormReader(self.path)
        reader.feed(self.text)
        return reader.forms

    def form(self, *names: str) -> Form:
        """The form that has all these fields."""
        for found in self.forms():
            if set(names) <= found.names():
                return found
        raise AssertionError(f"{self.path} has no form with {names}: {[f.names() for f in self.forms()]}")


class Visitor:
    """Keeps cookies and follows nothing by itself."""

    def __init__(
        self, port: int, session: str = "", *, source: str = "127.0.0.1", agent: str = "", via: str = ""
    ) -> None:
        self.port = port
        self.source = source
        self.cookies: dict[str, str] = {"malath-language": "en"}
        if session:
            self.cookies["malath"] = session
        self.headers = {"User-Agent": agent or "a visitor"}
        if via:
            self.headers |= {"X-Forwarded-For": via, "X-Real-IP": via, "Forwarded": f"for={via}"}

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, values: dict[str, object] | None = None, files: dict[str, File] | None = None) -> Answer:
        """Send a form with the token that the cookie holds."""
        token = self.cookies.get("malath-csrf", "")
        pairs: list[tuple[str, str]] = [("csrfmiddlewaretoken", token)]
        for name, value in (values or {}).items():
            if name != "csrfmiddlewaretoken":
                pairs += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
        if files is None:
            body, kind = urlencode(pairs).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = _multipart(pairs, files)
        return self._ask("POST", path, body, {"Content-Type": kind})

    def follow(self, answer: Answer) -> Answer:
        """Go where an answer sends."""
        while answer.status in {301, 302, 303}:
            answer = self.get(answer.location)
        return answer

    def send(self, form: Form, files: dict[str, File] | None = None, **changed: object) -> Answer:
        """Send a form of a page with some of its fields changed."""
        values: dict[str, object] = {**form.values(), **changed}
        has_file = any(control.kind == "file" for control in form.fields)
        return self.post(form.action, values, files or {} if has_file or files else None)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        parts = urlsplit(path)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(self.source, 0))
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, target, body, {**self.headers, **headers, "Cookie": cookies})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, {k.lower(): v for k, v in answer.headers.items()}, content, target)


def _multipart(pairs: list[tuple[str, str]], files: dict[str, File]) -> tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in pairs]
    for name, (file_name, content, kind) in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        parts.append(f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


class _FormReader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._area: Field | None = None
        self._select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.path, given.get("action") or self.path)
            self._form = Form(action, given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag in {"input", "button"}:
            kind = given.get("type", "text" if tag == "input" else "submit").lower()
            default = "on" if kind == "checkbox" else ""
            made = Field(given.get("name", ""), kind, given.get("value", default))
            made.checked, made.required = "checked" in given, "required" in given
            self._form.fields.append(made)
        elif tag == "textarea":
            self._area = Field(given.get("name", ""), "textarea", required="required" in given)
            self._form.fields.append(self._area)
        elif tag == "select":
            self._select = Field(given.get("name", ""), "select", required="required" in given)
            self._form.fields.append(self._select)
        elif tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given or len(self._select.options) == 1:
                self._select.value = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, text: str) -> None:
        if self._area is not None:
            self._area.value += text
