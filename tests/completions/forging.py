"""What somebody with every right in the database can do to it, but without the site's key."""

import hashlib
from contextlib import contextmanager

from django.db import connection

from audit.append_only import create_triggers, drop_triggers
from completions.models import CompletionRecord, LedgerEntry, LedgerSeal
from completions.sealing import seal_digest


@contextmanager
def superuser():
    """Append-only triggers and foreign keys are off within the block."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")
        else:
            drop_triggers()
            yield
            create_triggers()


def remove(*rows):
    """DELETE without Django's own care for what points at a row."""
    for row in rows:
        with connection.cursor() as cursor:
            key = row._meta.pk.column
            cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE {key} = %s", [row.pk])


def rehash(record: CompletionRecord, record_hash) -> None:
    """Give a changed record the hash that fits it; the stamp cannot be made."""
    CompletionRecord.objects.filter(pk=record.pk).update(
        hash=record_hash(CompletionRecord.objects.get(pk=record.pk))
    )


def rechain(sign=lambda digest: hashlib.sha512(digest.encode()).hexdigest()) -> None:
    """Write every seal anew over the entries as they stand, with signatures by somebody else's key."""
    previous = "0" * 64
    for seal in LedgerSeal.objects.order_by("number"):
        seal.previous = previous
        entries = LedgerEntry.objects.filter(sequence__range=(seal.first, seal.last)).order_by("sequence")
        digest = seal_digest(seal, entries)
        if digest != seal.digest:
            LedgerSeal.objects.filter(pk=seal.pk).update(
                previous=previous, digest=digest, signature=sign(digest)
            )
        previous = digest
