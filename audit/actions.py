"""The one way to write to the audit log."""

from collections.abc import Iterable

from django.db import models

import clock
from audit.models import Entry


def log(
    *,
    actor,
    verb: str,
    target: models.Model | None = None,
    unit_id: int | None = None,
    request=None,
    **detail,
) -> Entry:
    """Note that `actor` did `verb` to `target`. Call it inside the transaction of the act."""
    return Entry.objects.create(
        at=clock.now(),
        actor=actor if actor is not None and actor.pk else None,
        verb=verb,
        object_type=target._meta.label_lower if target is not None else "",
        object_id=str(target.pk) if target is not None else "",
        unit_id=unit_id,
        detail=detail,
        address=request.META.get("REMOTE_ADDR") or None if request is not None else None,
    )


def log_many(
    *,
    actor,
    verb: str,
    targets: Iterable[models.Model],
    unit_id: int | None = None,
    request=None,
    **detail,
) -> None:
    """Note the same act on many things: a line each, in a few statements."""
    moment = clock.now()
    address = request.META.get("REMOTE_ADDR") or None if request is not None else None
    Entry.objects.bulk_create(
        (
            Entry(
                at=moment,
                actor=actor,
                verb=verb,
                object_type=target._meta.label_lower,
                object_id=str(target.pk),
                unit_id=unit_id,
                detail=detail,
                address=address,
            )
            for target in targets
        ),
        batch_size=500,
    )
