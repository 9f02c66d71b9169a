"""What stands in the ledger about a record and a revocation: canonical bytes, their hash, and the site's stamp on it.

Version 1: UTF-8 JSON with sorted keys and no spaces of the fields below, then SHA-256. The name of the person enters
only as a salted and keyed digest, so that pseudonymising someone leaves the ledger sound. The functions that read take a model
instance or a row with the same names.
"""

import base64
import datetime
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from completions.models import CompletionRecord, Revocation

VERSION = 1


def stamp(record: CompletionRecord) -> None:
    """Set what the ledger needs in a record that is about to be written: digest of the person, hash, stamp."""
    if record.score is not None:
        record.score = Decimal(record.score).quantize(Decimal("0.01"), ROUND_HALF_UP)
    record.evidence = record.evidence | {"certificate": said_of(record)}
    record.person_salt = secrets.token_hex(16)
    record.person_digest = person_digest(record, record.user.full_name)
    record.hash_version = VERSION
    record.hash = record_hash(record)
    record.stamp = stamped(record.hash)


def stamp_revocation(revocation: Revocation) -> None:
    """The same for a revocation that is about to be written."""
    revocation.hash_version = VERSION
    revocation.hash = revocation_hash(revocation)
    revocation.stamp = stamped(revocation.hash)


def said_of(record: CompletionRecord) -> dict[str, str]:
    """What the certificate of this record says beside the name. It stands in the evidence, so the hash covers it."""
    periods = record.edition.credited_periods
    return {
        "course": record.edition.title,
        "unit": record.unit.name if record.unit else "",
        "periods": f"{periods:.1f}" if periods is not None else "",
        "decision": record.edition.approving_decision,
    }


def person_digest(record, full_name: str) -> str:
    """The name under salt and key: nobody who reads the database finds it again by trying names."""
    text = f"{record.person_salt}:{record.user_id}:{full_name}"
    return hmac.digest(_keys().person, text.encode(), "sha256").hex()


def record_hash(record) -> str:
    """SHA-256 over everything in a record that must never change silently."""
    return _hash(
        uuid=str(record.uuid),
        enrolment=record.enrolment_id,
        user=record.user_id,
        course=record.course_id,
        edition=record.edition_id,
        completed_at=instant(record.completed_at),
        score=f"{record.score:.2f}" if record.score is not None else None,
        unit=record.unit_id,
        unit_ancestors=record.unit_ancestors,
        post=record.post,
        evidence=record.evidence,
        person=record.person_digest,
        version=record.hash_version,
    )


def revocation_hash(revocation) -> str:
    """SHA-256 over everything in a revocation; who revoked enters as a number only."""
    return _hash(
        record=revocation.record_id,
        reason=revocation.reason,
        revoked_by=revocation.revoked_by_id,
        revoked_at=instant(revocation.revoked_at),
        version=revocation.hash_version,
    )


def stamped(digest: str) -> str:
    """The hash keyed with the site's secret: a row that somebody writes into the database himself lacks it."""
    return hmac.digest(_keys().stamp, digest.encode(), "sha256").hex()


def sign(digest: str) -> str:
    """The Ed25519 signature of a seal's digest, in hex."""
    return _keys().seal.sign(digest.encode()).hex()


def is_signed(digest: str, signature: str) -> bool:
    """Whether this site's key made the signature."""
    try:
        _keys().seal.public_key().verify(bytes.fromhex(signature), digest.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key() -> str:
    """The key with which anybody can check the seals, in hex. It may be published."""
    return _keys().seal.public_key().public_bytes_raw().hex()


def _hash(**fields) -> str:
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def instant(moment: datetime.datetime) -> str:
    """A moment as it enters a hash: UTC to the microsecond."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True)
class _Keys:
    """What is derived from the site's key: each use has its own, so that none tells about another."""

    seal: Ed25519PrivateKey
    stamp: bytes
    person: bytes


@lru_cache(maxsize=2)
def _derived(encoded: str) -> _Keys:
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured(
            "LEDGER_KEY must be 32 bytes in base64; .env.example says how to make one."
        )
    return _Keys(
        seal=Ed25519PrivateKey.from_private_bytes(key),
        stamp=hmac.digest(key, b"completions: stamps of records and revocations", "sha256"),
        person=hmac.digest(key, b"completions: digests of names", "sha256"),
    )


def _keys() -> _Keys:
    return _derived(settings.LEDGER_KEY)
