"""The hash of a record: canonical bytes, and the person only as a salted digest.

Version 1: UTF-8 JSON with sorted keys and no spaces of the fields in `canonical`, then SHA-256.
"""

import hashlib
import json
import secrets

from completions.models import CompletionRecord

VERSION = 1


def stamp(record: CompletionRecord) -> None:
    """Set salt, person digest, version and hash of a record that is about to be written."""
    record.person_salt = secrets.token_hex(16)
    record.person_digest = person_digest(record)
    record.hash_version = VERSION
    record.hash = record_hash(record)


def person_digest(record: CompletionRecord) -> str:
    return hashlib.sha256(
        f"{record.person_salt}:{record.user_id}:{record.user.full_name}".encode()
    ).hexdigest()


def canonical(record: CompletionRecord) -> bytes:
    """What the hash is taken over: everything that must never change silently."""
    fields = {
        "uuid": str(record.uuid),
        "enrolment": record.enrolment_id,
        "course": record.course_id,
        "edition": record.edition_id,
        "completed_at": int(record.completed_at.timestamp() * 1_000_000),
        "score": f"{record.score:.2f}" if record.score is not None else None,
        "unit": record.unit_id,
        "unit_ancestors": record.unit_ancestors,
        "post": record.post,
        "evidence": record.evidence,
        "person": record.person_digest,
        "version": record.hash_version,
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def record_hash(record: CompletionRecord) -> str:
    return hashlib.sha256(canonical(record)).hexdigest()
