"""Following every link and every form of a page, as one role, and reading whatever comes back: pages, files, headers."""

import io
import re
import zipfile
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.db import transaction
from pypdf import PdfReader
from python_calamine import load_workbook

NOT_FOLLOWED = ("/static/", "/media/", "/tai-khoan/dang-xuat/", "/quan-tri/logout/", "/quan-tri/sprite/")
WORDS = ["CNRY", "a", "1"]
"""What is typed into a search field: the beginning of every token, a letter, a digit."""

SAME_PATH, SAME_QUERY = 2, 8
"""How many addresses are visited that differ in the numbers of their path only, or in the values of their query."""


@dataclass
class Read:
    """What one address answered, as text to search: body, cells, headers and the name of a file."""

    url: str
    status: int
    text: str
    came_from: str


@dataclass
class Crawl:
    """As `client`, from `starts`, at most `limit` addresses."""

    client: object
    limit: int = 600
    read: list[Read] = field(default_factory=list)
    _seen: set = field(default_factory=set)
    _shapes: Counter = field(default_factory=Counter)
    _waiting: deque = field(default_factory=deque)

    def walk(self, starts) -> list[Read]:
        for url in starts:
            self.add(url, "", always=True)
        while self._waiting and len(self.read) < self.limit:
            url, came_from = self._waiting.popleft()
            self.visit(url, came_from)
        return self.read

    def add(self, url: str, came_from: str, always: bool = False) -> None:
        """Wait for an address, unless it was seen, leads elsewhere or looks like many that were visited."""
        parts = urlsplit(urljoin(came_from or "/", url))
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if parts.netloc or not path.startswith("/") or path.startswith(NOT_FOLLOWED) or path in self._seen:
            return
        shape = (
            re.sub(r"\d+|[0-9a-f-]{36}", "N", parts.path),
            tuple(sorted(name for name, _ in parse_qsl(parts.query, keep_blank_values=True))),
        )
        if not always and self._shapes[shape] >= (SAME_QUERY if parts.query else SAME_PATH):
            return
        self._shapes[shape] += 1
        self._seen.add(path)
        self._waiting.append((path, came_from))

    def visit(self, url: str, came_from: str) -> None:
        with transaction.atomic():
            response = self.client.get(url)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        kind = response.headers.get("Content-Type", "")
        headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
        text = "\n".join([headers, str(response.cookies), *texts_of(kind, body)])
        self.read.append(Read(url, response.status_code, text, came_from))
        if 300 <= response.status_code < 400:
            self.add(response["Location"], url)
        if "html" in kind or "json" in kind:
            for found in addresses_in(body.decode(errors="replace"), kind):
                self.add(found, url)


def texts_of(kind: str, body: bytes) -> list[str]:
    """Everything that can be read in a response: the cells of a spreadsheet, the pages of a PDF, the parts of a ZIP."""
    texts = [body.decode(errors="replace")]
    if "spreadsheet" in kind:
        book = load_workbook(io.BytesIO(body))
        texts += [
            str(cell)
            for name in book.sheet_names
            for row in [[name], *book.get_sheet_by_name(name).to_python()]
            for cell in row
        ]
    if body.startswith(b"%PDF-") and b"startxref" in body:
        texts += [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            texts += [packed.read(name).decode(errors="replace") for name in packed.namelist()]
    return texts


def addresses_in(text: str, kind: str):
    """Links, frames, forms by GET with each of their choices, and addresses in data attributes or JSON."""
    yield from re.findall(r'"(/[a-z][\w\-/.]*/(?:\?[^"\\\s]*)?)"', text)
    if "html" not in kind:
        return
    page = BeautifulSoup(text, "html.parser")
    for element in page.find_all(True):
        for name, value in element.attrs.items():
            if isinstance(value, str) and is_address(name, value):
                yield value
    for form in page.find_all("form"):
        if form.get("method", "get").lower() == "get":
            yield from addresses_of_form(form)


def is_address(attribute: str, value: str) -> bool:
    named = attribute in {"href", "src", "hx-get", "formaction"} or attribute.startswith("data-")
    return named and value.startswith(("/", "?"))


def addresses_of_form(form):
    """The address that a form by GET leads to: as it stands, with each choice of each field, with words in each text."""
    action = form.get("action") or ""
    standing, variants = [], []
    for field_ in form.find_all(["input", "select", "textarea", "button"]):
        name = field_.get("name")
        if not name or field_.has_attr("disabled"):
            continue
        kind = field_.get("type", "text" if field_.name != "button" else "submit")
        if field_.name == "select":
            options = [option.get("value", option.text) for option in field_.find_all("option")]
            chosen = field_.find("option", selected=True)
            standing.append((name, chosen.get("value", chosen.text) if chosen else next(iter(options), "")))
            variants += [(name, option) for option in options]
        elif kind in {"checkbox", "radio"}:
            if field_.has_attr("checked"):
                standing.append((name, field_.get("value", "on")))
            variants.append((name, field_.get("value", "on")))
        elif kind in {"submit", "button"}:
            variants.append((name, field_.get("value", "")))
        elif kind == "hidden":
            standing.append((name, field_.get("value", "")))
        else:
            standing.append((name, field_.get("value", "")))
            variants += [(name, word) for word in WORDS]
    yield f"{action}?{urlencode(standing)}"
    for name, value in variants:
        others = [pair for pair in standing if pair[0] != name]
        yield f"{action}?{urlencode([*others, (name, value)])}"
