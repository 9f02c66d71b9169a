"""The verified facts, and the documents and provisions they stand in."""

import csv
import datetime
import tomllib
from dataclasses import dataclass
from pathlib import Path

from starter.content_check.claims import PLACE
from starter.content_check.report import Report

DOCUMENT_KINDS = {"law", "decree", "circular", "decision", "resolution"}
WRITTEN = datetime.date(2026, 11, 23)
"""The day of the facts: a text whose last day is later was in force then, and its end is known."""


@dataclass
class Sources:
    """The verified facts and the documents and provisions they stand in."""

    facts: dict[str, dict[str, str]]
    documents: dict[str, dict]
    provisions: dict[str, dict]

    def has(self, place: str) -> bool:
        return place in self.provisions if ":" in place else place in self.documents

    def ends_on(self, place: str) -> datetime.date | None:
        """The last day of the document of a place that was in force when this was written; None: not known."""
        last = self.documents.get(place.partition(":")[0], {}).get("in_force_to")
        return last if last and last >= WRITTEN else None

    def under_review(self, code: str) -> bool:
        return self.facts[code]["review"] == "1"

    def related(self, one: str, other: str) -> bool:
        """Whether a fact of `one` can be cited at `other`: same branch of a document, or a document it replaces or amends."""
        a, b = one.partition(":")[0], other.partition(":")[0]
        if a != b:
            return any(
                y in self.documents[x].get(link, [])
                for x, y in ((a, b), (b, a))
                if x in self.documents
                for link in ("replaces", "amends")
            )
        p, q = (place.partition(":")[2].split(".") if ":" in place else [] for place in (one, other))
        shorter = min(len(p), len(q))
        return p[:shorter] == q[:shorter]


def read_sources(root: Path, report: Report) -> Sources:
    with (root / "facts.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    facts = {row["code"]: row for row in rows}
    legislation = tomllib.loads((root / "legislation.toml").read_text(encoding="utf-8"))
    documents = {document["slug"]: document for document in legislation["documents"]}
    provisions = {f"{p['document']}:{p['path']}": p for p in legislation["provisions"]}
    for name, listed, kept in (
        ("facts.csv", len(rows), len(facts)),
        ("legislation.toml", len(legislation["documents"]), len(documents)),
        ("legislation.toml", len(legislation["provisions"]), len(provisions)),
    ):
        if listed != kept:
            report.add(name, "the same code twice", f"{listed - kept} too many")
    return Sources(facts, documents, provisions)


def read_toml(path: Path, file: str, report: Report) -> dict | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, FileNotFoundError) as error:
        report.add(file, "cannot be read", str(error))
        return None


def check_sources(sources: Sources, report: Report) -> None:
    for code, fact in sources.facts.items():
        if not sources.has(fact["provision"]):
            report.add("facts.csv", "unknown provision", f"{code} {fact['provision']}")
        elif sources.under_review(code) and not sources.provisions.get(
            fact["provision"], {"needs_review": True}
        ).get("needs_review"):
            report.add("legislation.toml", f"rests on {code}, which is under review", fact["provision"])
        if fact["review"] not in {"0", "1"} or not fact["statement"] or not fact["source"]:
            report.add("facts.csv", "incomplete fact", code)
    for slug, document in sources.documents.items():
        if document["kind"] not in DOCUMENT_KINDS:
            report.add("legislation.toml", "unknown kind", slug)
        for other in document.get("replaces", []) + document.get("amends", []):
            if other not in sources.documents:
                report.add("legislation.toml", "unknown document", other)
    for place, provision in sources.provisions.items():
        if provision["document"] not in sources.documents or not PLACE.fullmatch(place):
            report.add("legislation.toml", "unknown document or malformed path", place)
        parent, _, last = place.rpartition(".")
        if last and parent and parent not in sources.provisions:
            report.add("legislation.toml", "provision without its parent", place)
        if not provision["heading"] or not provision["summary"]:
            report.add("legislation.toml", "provision without heading or summary", place)
