"""A file of questions becomes a preview, and a preview is mended row by row."""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace

from django.db import transaction
from django.utils.translation import gettext as _

import clock
from audit.actions import log
from quizzes.exchange import formats
from quizzes.exchange.item import LETTERS, MOST_OPTIONS, Finding, Item, Reading, Severity
from quizzes.exchange.rows import FIELDS, cells_of
from quizzes.models import Category, ImportedPicture, QuestionImport

KEPT_FOR = datetime.timedelta(days=7)
LONGEST_CELL = 10_000


@transaction.atomic
def prepare_import(*, content: bytes, file_name: str, category: Category, by, request=None) -> QuestionImport:
    """Read a file for a preview. Nothing goes into the bank; the same file for the same category is the same preview.

    Raises UnreadableFile for a file that is no list of questions.
    """
    now = clock.now()
    QuestionImport.objects.filter(expires_at__lt=now).delete()
    digest = hashlib.sha256(content).hexdigest()
    open_ones = QuestionImport.objects.filter(user=by, category=category, digest=digest, confirmed_at=None)
    if known := open_ones.first():
        return known
    name, reading = formats.parse(content)
    rows = rows_of(reading)
    used = {row["place"] for row in rows}
    prepared = QuestionImport.objects.create(
        user=by,
        category=category,
        file_name=file_name[-200:],
        format=name,
        digest=digest,
        rows=rows,
        findings=[_packed(found) for found in reading.findings if found.place not in used],
        made_at=now,
        expires_at=now + KEPT_FOR,
    )
    ImportedPicture.objects.bulk_create(
        ImportedPicture(prepared=prepared, digest=digest, content=reading.pictures[digest])
        for digest in {picture["digest"] for row in rows for picture in row.get("pictures", {}).values()}
    )
    log(
        actor=by,
        verb="questions.uploaded",
        target=prepared,
        unit_id=category.owner_id,
        request=request,
        file=prepared.file_name,
        digest=digest,
        rows=len(rows),
    )
    return prepared


def _packed(found: Finding) -> dict:
    return asdict(found) | {"severity": str(found.severity)}


def rows_of(reading: Reading) -> list[dict]:
    """The questions of a file as the rows of a preview; shape at `QuestionImport.rows`."""
    by_place: dict[int, list[Finding]] = {}
    for found in reading.findings:
        by_place.setdefault(found.place, []).append(found)
    places = set()
    rows = []
    for item in reading.items:
        item, named = _with_named_options(item)
        place = item.place if item.place not in places else max(places) + 1
        places.add(place)
        found = [_packed(one) for one in [*by_place.get(item.place, []), *named]]
        row = {"place": place, "cells": _filled(reading.cells.get(place) or cells_of(item)), "found": found}
        if item.picture or item.option_pictures:
            row["pictures"] = _pictures(item)
        if place in reading.names:
            row["name"] = reading.names[place]
        rows.append(row)
    return rows


def _with_named_options(item: Item) -> tuple[Item, list[Finding]]:
    """Options that are a picture alone get words, because options are told apart by theirs; and what was named."""
    found, options = [], list(item.options)
    for place, _shown in item.option_pictures:
        if not options[place]:
            options[place] = (
                _("Picture %(letter)s") % {"letter": LETTERS[place]} if place < MOST_OPTIONS else ""
            )
            words = {"text": options[place]}
            found.append(Finding("option_named", item.place, "options", Severity.WARNING, words))
    return replace(item, options=tuple(options)), found


def _pictures(item: Item) -> dict[str, dict]:
    """By the field that a picture stands below."""
    told = {"text": item.picture} if item.picture else {}
    told |= {LETTERS[place]: shown for place, shown in item.option_pictures if place < MOST_OPTIONS}
    return {name: {"digest": shown.digest, "alt": shown.alt} for name, shown in told.items()}


def _filled(cells: dict) -> dict:
    return {name: text[:LONGEST_CELL] for name, text in cells.items() if text}


@transaction.atomic
def mend_row(
    *,
    prepared: QuestionImport,
    place: int,
    cells: dict,
    alts: Mapping[str, str] | None = None,
    left_out: bool = False,
) -> QuestionImport:
    """Write one row of a preview anew, or leave it out. An import that was confirmed stays as it is.

    `alts`: by the field that a picture stands below, the words for those who do not see it.
    """
    prepared = QuestionImport.objects.select_for_update().get(pk=prepared.pk)
    if prepared.confirmed_at is None:
        for row in prepared.rows:
            if row["place"] == place:
                row["cells"] = _filled({name: cells.get(name, "") for name in FIELDS})
                for name, picture in row.get("pictures", {}).items():
                    picture["alt"] = (alts or {}).get(name, picture["alt"])
                row["found"] = []
                row["left_out"] = left_out
        prepared.save(update_fields=["rows"])
    return prepared
