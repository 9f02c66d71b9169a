"""Verifying the ledger: does every row still say what it said when it was written, and is any of them gone?

What each kind of tampering leaves behind, and what nobody can see, stands in docs/decisions/ledger.md.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

import clock
from audit.append_only import missing_triggers
from completions import ledger
from completions.models import CompletionRecord, LedgerEntry, LedgerSeal, Revocation
from completions.sealing import FIRST_PREVIOUS, Head, read_heads, seal_digest

SEALED_WITHIN = datetime.timedelta(minutes=10)
"""The sealer runs every minute; what still lacks its seal after so long is reported."""

CHUNK = 2000


class Kind(StrEnum):
    """What is wrong with a row."""

    UNPROTECTED = "unprotected"
    CHANGED = "changed"
    FOREIGN = "foreign"
    REMOVED = "removed"
    UNSEALED = "unsealed"
    SEAL = "seal"
    SIGNATURE = "signature"
    CUT = "cut"
    HEADS = "heads"
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written: what kind, which row (`record 17`, `seal 4` …), a sentence."""

    kind: Kind
    row: str
    sentence: str

    def __str__(self):
        return f"{self.row}: {self.sentence}"


def verify_ledger() -> Iterator[Finding]:
    """Everything that is wrong, in memory that does not grow with the ledger. Nothing on a sound one."""
    return chain(verify_protection(), verify_records(), verify_revocations(), verify_chain(), verify_heads())


def verify_protection() -> Iterator[Finding]:
    for trigger in missing_triggers():
        yield Finding(
            Kind.UNPROTECTED,
            f"trigger {trigger}",
            _(
                "The database does not refuse changes: this trigger is missing. `manage.py migrate` makes it again."
            ),
        )


RECORD_FIELDS = [
    "pk",
    "uuid",
    "enrolment_id",
    "user_id",
    "course_id",
    "edition_id",
    "completed_at",
    "score",
    "unit_id",
    "unit_ancestors",
    "post",
    "evidence",
    "person_salt",
    "person_digest",
    "hash_version",
    "hash",
    "stamp",
    "ledger_entry__hash",
    "certificate__pk",
    "certificate__number",
    "certificate__full_name",
    "certificate__unit_name",
    "certificate__course_title",
    "certificate__credited_periods",
    "certificate__approving_decision",
    "certificate__issued_at",
]


def verify_records() -> Iterator[Finding]:
    """Each record gives its hash, bears the site's stamp, is sealed as it stands, and its certificate says the same."""
    late = clock.now() - SEALED_WITHIN
    rows = CompletionRecord.objects.order_by("pk").values_list(*RECORD_FIELDS, named=True)
    for row in rows.iterator(chunk_size=CHUNK):
        name = f"record {row.pk}"
        if finding := _row_finding(name, row, ledger.record_hash(row), row.completed_at < late):
            yield finding
        elif not _certificate_fits(row):
            yield Finding(
                Kind.CERTIFICATE,
                name,
                _("Its certificate does not say what the record says: it was changed, exchanged or removed."),
            )


def verify_revocations() -> Iterator[Finding]:
    late = clock.now() - SEALED_WITHIN
    rows = Revocation.objects.order_by("pk").values_list(
        *[
            "pk",
            "record_id",
            "reason",
            "revoked_by_id",
            "revoked_at",
            "hash_version",
            "hash",
            "stamp",
            "ledger_entry__hash",
        ],
        named=True,
    )
    for row in rows.iterator(chunk_size=CHUNK):
        name = f"revocation {row.pk}"
        if finding := _row_finding(name, row, ledger.revocation_hash(row), row.revoked_at < late):
            yield finding


def _row_finding(name: str, row, digest: str, is_due: bool) -> Finding | None:
    if row.hash_version != ledger.VERSION or digest != row.hash:
        return Finding(Kind.CHANGED, name, _("Its content does not give its hash: it was changed."))
    if row.stamp != ledger.stamped(digest):
        return Finding(
            Kind.FOREIGN, name, _("It does not bear this site's stamp: somebody else wrote or rewrote it.")
        )
    if row.ledger_entry__hash is None:
        if not is_due:
            return None
        return Finding(
            Kind.UNSEALED,
            name,
            _("It is not sealed although it is older than ten minutes: does `manage.py tick` run?"),
        )
    if row.ledger_entry__hash != digest:
        return Finding(
            Kind.CHANGED, name, _("Its ledger entry holds another hash: one of the two was changed.")
        )
    return None


def _certificate_fits(row) -> bool:
    """Whether the certificate says what the evidence says it said, to the person the digest stands for."""
    said = row.evidence.get("certificate")
    if said is None:
        return True
    if row.certificate__pk is None:
        return False
    periods = row.certificate__credited_periods
    return (
        said
        == {
            "course": row.certificate__course_title,
            "unit": row.certificate__unit_name,
            "periods": f"{periods:.1f}" if periods is not None else "",
            "decision": row.certificate__approving_decision,
        }
        and row.certificate__number.split("/")[0] == f"{row.pk:06d}"
        and row.certificate__issued_at == row.completed_at
        and (
            row.certificate__full_name == ""
            or ledger.person_digest(row, row.certificate__full_name) == row.person_digest
        )
    )


def verify_chain() -> Iterator[Finding]:
    """Entries follow one another without a gap, each points at a row, and each seal fits its entries and the seal before."""
    rows = LedgerEntry.objects.order_by("sequence").values_list(
        "sequence", "record_id", "revocation_id", "hash", "record__uuid", "revocation__hash", named=True
    )
    entries = rows.iterator(chunk_size=CHUNK)
    entry = next(entries, None)
    number, sequence, previous = 0, 0, FIRST_PREVIOUS
    for seal in LedgerSeal.objects.order_by("number").iterator(chunk_size=CHUNK):
        name = f"seal {seal.number}"
        if seal.number != number + 1:
            yield Finding(
                Kind.REMOVED,
                name,
                _("The seals from %(first)s to %(last)s before it are gone.")
                % {"first": number + 1, "last": seal.number - 1},
            )
        elif seal.previous != previous or seal.first != sequence + 1:
            yield Finding(
                Kind.SEAL, name, _("It does not follow on the seal before it: the chain was rewritten.")
            )
        while entry is not None and entry.sequence < seal.first:
            yield from _unsealed_entry(entry)
            entry = next(entries, None)
        sealed = []
        expected = seal.first
        while entry is not None and entry.sequence <= seal.last:
            yield from _missing_entries(expected, entry.sequence)
            yield from _entry_findings(entry)
            sealed.append(entry)
            expected = entry.sequence + 1
            entry = next(entries, None)
        yield from _missing_entries(expected, seal.last + 1)
        if seal_digest(seal, sealed) != seal.digest:
            yield Finding(
                Kind.SEAL,
                name,
                _("It does not fit the entries %(first)s to %(last)s: seal or entries were changed.")
                % {"first": seal.first, "last": seal.last},
            )
        if not ledger.is_signed(seal.digest, seal.signature):
            yield Finding(Kind.SIGNATURE, name, _("Its signature is not this site's."))
        number, sequence, previous = seal.number, seal.last, seal.digest
    while entry is not None:
        yield from _unsealed_entry(entry)
        entry = next(entries, None)


def _missing_entries(first: int, stop: int) -> Iterator[Finding]:
    for sequence in range(first, stop):
        yield Finding(Kind.REMOVED, f"entry {sequence}", _("It is gone, and what it stood for may be too."))


def _unsealed_entry(entry) -> Iterator[Finding]:
    yield Finding(Kind.REMOVED, f"entry {entry.sequence}", _("The seal over it is gone."))
    yield from _entry_findings(entry)


def _entry_findings(entry) -> Iterator[Finding]:
    if entry.record_id is not None and entry.record__uuid is None:
        yield Finding(
            Kind.REMOVED,
            f"record {entry.record_id}",
            _("It is gone; its ledger entry %(sequence)s is still there.") % {"sequence": entry.sequence},
        )
    if entry.revocation_id is not None and entry.revocation__hash is None:
        yield Finding(
            Kind.REMOVED,
            f"revocation {entry.revocation_id}",
            _("It is gone; its ledger entry %(sequence)s is still there.") % {"sequence": entry.sequence},
        )


def verify_heads() -> Iterator[Finding]:
    """The seals in the database are those that were noted outside it."""
    newest = LedgerSeal.objects.order_by("-number").first()
    path = Path(settings.SEAL_HEADS)
    if not path.exists():
        if newest is not None:
            yield Finding(
                Kind.HEADS, str(path), _("The file of seal heads is gone: a cut tail cannot be seen.")
            )
        return
    noted: set[int] = set()
    beyond: list[Head] = []
    with path.open("rb") as file:
        heads = read_heads(file)
        while some := list(islice(heads, CHUNK)):
            seals = LedgerSeal.objects.in_bulk([head.number for head in some])
            for head in some:
                noted.add(head.number)
                seal = seals.get(head.number)
                if not ledger.is_signed(head.digest, head.signature):
                    yield Finding(
                        Kind.HEADS,
                        f"seal {head.number}",
                        _("Its line in the file of seal heads was not written by this site."),
                    )
                elif seal is None and head.number > (newest.number if newest else 0):
                    beyond.append(head)
                elif seal is not None and (seal.last, seal.digest) != (head.last, head.digest):
                    yield Finding(
                        Kind.SEAL,
                        f"seal {head.number}",
                        _("It is not the seal that was noted outside the database: the chain was rewritten."),
                    )
    if beyond:
        yield Finding(
            Kind.CUT,
            f"seal {beyond[0].number}",
            _(
                "The end of the ledger was cut off, or an older backup restored: outside the database the seals up to "
                "%(seal)s and the entries up to %(entry)s are noted."
            )
            % {"seal": beyond[-1].number, "entry": beyond[-1].last},
        )
    unnoted = LedgerSeal.objects.filter(sealed_at__lt=clock.now() - SEALED_WITHIN).order_by("number")
    for number in unnoted.values_list("number", flat=True).iterator(chunk_size=CHUNK):
        if number not in noted:
            yield Finding(Kind.HEADS, f"seal {number}", _("It is not noted in the file of seal heads."))
