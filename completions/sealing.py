"""Sealing: giving records and revocations their place in the chain, and keeping the chain's heads outside the database.

A record is sealed by the next run of `manage.py tick`, at most a minute after it was written. Within that minute its
stamp protects it from change, and nothing from removal.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction

import clock
from completions import ledger
from completions.models import CompletionRecord, LedgerEntry, LedgerSeal, Revocation

LARGEST_SEAL = 1000
"""So many entries at most stand under one seal: what a verifier names when somebody rewrote a row and its entry."""

FIRST_PREVIOUS = "0" * 64
"""What the first seal holds in place of the seal before it."""

ADVISORY_LOCK = 6_473_837_001
"""PostgreSQL: whoever holds it seals. SQLite has one writer anyway (transactions are IMMEDIATE)."""

_HEAD = re.compile(rb"([0-9]+) ([0-9]+) ([0-9a-f]{64}) ([0-9a-f]{128})")


@dataclass(frozen=True)
class Head:
    """A seal as the file outside the database keeps it."""

    number: int
    last: int
    digest: str
    signature: str

    def __str__(self):
        return f"{self.number} {self.last} {self.digest} {self.signature}"


def seal_ledger() -> int:
    """Seal everything that has no entry yet, and note the new heads outside the database; returns how many entries.

    It takes what *lacks an entry*, never what has a higher id: ids are given before a transaction commits, so that a
    lower one may appear later. Two runs at once make one chain.
    """
    revocations = _ids(
        Revocation
    )  # before the records, so that each one's record is among those below or sealed
    records = _ids(CompletionRecord)
    things = [*((CompletionRecord, pk) for pk in records), *((Revocation, pk) for pk in revocations)]
    sealed = 0
    for start in range(0, len(things), LARGEST_SEAL):
        sealed += _seal(things[start : start + LARGEST_SEAL])
    transaction.on_commit(write_heads)
    return sealed


def _ids(model) -> list[int]:
    """What may need an entry, asked without a lock: it may take long, and is asked again under the lock."""
    return list(
        model.objects.filter(ledger_entry__isnull=True).order_by("pk").values_list("pk", flat=True).iterator()
    )


@transaction.atomic
def _seal(things: list[tuple[type, int]]) -> int:
    """One seal over those of these records and revocations that still have no entry and bear the site's stamp."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
    before = LedgerSeal.objects.order_by("-number").first()
    first = (before.last if before else 0) + 1
    entries = [
        LedgerEntry(sequence=first + place, hash=digest, **thing)
        for place, (thing, digest) in enumerate(_sealable(things))
    ]
    if not entries:
        return 0
    LedgerEntry.objects.bulk_create(entries)
    seal = LedgerSeal(
        number=before.number + 1 if before else 1,
        first=first,
        last=entries[-1].sequence,
        previous=before.digest if before else FIRST_PREVIOUS,
        sealed_at=clock.now(),
    )
    seal.digest = seal_digest(seal, entries)
    seal.signature = ledger.sign(seal.digest)
    seal.save(force_insert=True)
    return len(entries)


def _sealable(things: list[tuple[type, int]]) -> Iterator[tuple[dict[str, int], str]]:
    """What names a thing in an entry, and its hash. A row without the site's stamp is never sealed: verifying names it."""
    for model, name in ((CompletionRecord, "record_id"), (Revocation, "revocation_id")):
        wanted = [pk for kind, pk in things if kind is model]
        rows = model.objects.filter(pk__in=wanted, ledger_entry__isnull=True).order_by("pk")
        for pk, digest, stamp in rows.values_list("pk", "hash", "stamp"):
            if stamp == ledger.stamped(digest):
                yield {name: pk}, digest


def seal_digest(seal, entries: Iterable) -> str:
    """SHA-256 over a seal's number, range, time and predecessor, then one line an entry, in order."""
    digest = hashlib.sha256(
        f"{seal.number} {seal.first} {seal.last} {seal.previous} {ledger.instant(seal.sealed_at)}\n".encode()
    )
    for entry in entries:
        digest.update(f"{entry.sequence} {entry.record_id} {entry.revocation_id} {entry.hash}\n".encode())
    return digest.hexdigest()


def write_heads() -> None:
    """Append the heads that the file lacks. What a crash kept out of it is made good by the next run."""
    path = Path(settings.SEAL_HEADS)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last = _last_number(file)
        for seal in LedgerSeal.objects.filter(number__gt=last).order_by("number").iterator():
            file.write(f"{Head(seal.number, seal.last, seal.digest, seal.signature)}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def read_heads(lines: Iterable[bytes]) -> Iterator[Head]:
    """The heads in the lines of the file. A line that is none, such as one cut short by a crash, is passed over."""
    for line in lines:
        if match := _HEAD.fullmatch(line.strip()):
            number, last, digest, signature = match.groups()
            yield Head(int(number), int(last), digest.decode(), signature.decode())


def _last_number(file: BinaryIO) -> int:
    """The number of the last head in the file, 0 where there is none; a line cut short is ended."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 4096))
    end = file.read()
    if end and not end.endswith(b"\n"):
        file.write(b"\n")
        end = end[: end.rfind(b"\n") + 1]
    return max((head.number for head in read_heads(end.splitlines())), default=0)
