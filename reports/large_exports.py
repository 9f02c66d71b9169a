"""Files of more lines than anybody waits for: asked for, written by the worker, kept for a day, handed out.

A killed worker leaves a file that nothing was heard of for a while: it is begun again, and given up after some tries.
Each time it is begun has a number, so that only the last beginning may end it.
"""

import datetime
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import IO

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import storages
from django.db import connections, transaction
from django.db.models import F, Q
from django.http import Http404, QueryDict
from django.urls import resolve
from django.utils.http import urlencode
from django.utils.translation import override

import clock
from accounts.models import User
from audit.actions import log
from organisation.models import Unit
from reports.builder.files import BuilderFile
from reports.exports import InquiryFile, TakenFile, log_taken
from reports.models import LargeExport

AT_ONCE = 25_000
"""Lines that are written while somebody waits: a second or two. More are written in the background."""
MOST_LINES = 1_000_000
"""A sheet holds little more."""
MOST_AT_WORK = 3
"""Files that one person may have in the making."""
KEPT = datetime.timedelta(days=1)
STALLED = datetime.timedelta(minutes=3)
"""A job that said nothing for so long was killed."""
MOST_TRIES = 3
STEP = 5000
"""Lines from one word of the progress to the next."""
FILES = {"reports:export": InquiryFile, "reports:builder_file": BuilderFile}
Stage = LargeExport.Stage


class TooManyAtWork(Exception):
    """This person already has as many files in the making as anybody may."""


class NotAllowedAnyMore(Exception):
    """Since the file was asked for its person lost sight of something in it; the file is gone."""


class FileIsGone(Exception):
    """The file is not where it was put; it can be made again."""


def address_of(path: str, query: QueryDict) -> str:
    """The address of an export, without what is empty in it. Too long a one is not found."""
    kept = [(name, value) for name, values in query.lists() for value in values if value]
    address = f"{path}?{urlencode(kept)}"
    if len(address) > LargeExport._meta.get_field("address").max_length:
        raise Http404("an address as long as no page of ours makes one")
    return address


def file_asked(user, address: str) -> TakenFile:
    """What this person takes along from an address, by the rights they have now. Raises Http404 or PermissionDenied."""
    path, _, query = address.partition("?")
    match = resolve(path)
    return FILES[match.view_name].asked(user, QueryDict(query), **match.kwargs)


@transaction.atomic
def ask_for_export(*, by: User, address: str, wanted: TakenFile, request=None) -> LargeExport:
    """Keep that somebody wants this file. The same again, while the first is at work, is the first. Raises TooManyAtWork."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    at_work = list(LargeExport.objects.by(by).at_work())
    for one in at_work:
        if one.address == address:
            return one
    if len(at_work) >= MOST_AT_WORK:
        raise TooManyAtWork
    moment = clock.now()
    _forget(LargeExport.objects.by(by).filter(address=address, stage__in=[Stage.FAILED, Stage.REFUSED]))
    made = LargeExport.objects.create(
        asked_by=by,
        asked_at=moment,
        address=address,
        title=wanted.title[:300],
        stage_at=moment,
        total=wanted.number,
        expires_at=moment + KEPT,
    )
    log(
        actor=by,
        verb="export.asked",
        target=Unit(pk=wanted.unit_id),
        unit_id=wanted.unit_id,
        request=request,
        **wanted.detail,
        rows=wanted.number,
    )
    return made


def write_export(*, pk: int) -> bool:
    """Write a file that was asked for; whether it is there now. Whoever has lost the branch meanwhile gets none.

    Another that is writing it is not disturbed. Whatever goes wrong is told to whoever waits, and raised.
    """
    made = _begun(pk)
    if made is None:
        return False
    try:
        with override(made.asked_by.language), tempfile.TemporaryFile() as file:
            try:
                wanted = file_asked(made.asked_by, made.address)
            except (Http404, PermissionDenied):
                _end(made, stage=Stage.REFUSED)
                return False
            with Progress(made) as progress:
                rows = wanted.write(file, progress)
            return _keep(made, wanted, file, rows)
    except BaseException:
        _end(made, stage=Stage.FAILED)
        raise


def _begun(pk: int) -> LargeExport | None:
    """The file, begun once more; None where there is nothing to begin."""
    moment = clock.now()
    free = Q(stage=Stage.WAITING) | Q(stage=Stage.WRITING, stage_at__lt=moment - STALLED)
    begun = LargeExport.objects.standing(moment).filter(free, pk=pk)
    if not begun.update(stage=Stage.WRITING, stage_at=moment, tries=F("tries") + 1, done=0):
        return None
    return LargeExport.objects.select_related("asked_by").get(pk=pk)


def _end(made: LargeExport, **fields) -> bool:
    """Note how this beginning ended; False where another has begun since."""
    mine = LargeExport.objects.filter(pk=made.pk, tries=made.tries, stage=Stage.WRITING)
    return bool(mine.update(stage_at=clock.now(), **fields))


def _keep(made: LargeExport, wanted: TakenFile, file: IO[bytes], rows: int) -> bool:
    file.seek(0)
    stored = storages["private"].save(_place_of(made, made.tries), File(file))
    is_kept = _end(
        made,
        stage=Stage.READY,
        done=rows,
        total=rows,
        name=wanted.name[:200],
        stored=stored,
        unit_ids=sorted(wanted.unit_ids),
        expires_at=clock.now() + KEPT,
    )
    if not is_kept:
        storages["private"].delete(stored)
    return is_kept


def _place_of(made: LargeExport, number: int) -> str:
    """Where the file of a beginning lies: known beforehand, so that what a killed one left is found and removed."""
    return f"exports/{made.pk}-{number}"


class Progress:
    """Called with the number of lines so far, notes every few thousand for whoever watches.

    It notes in a thread of its own, for the sake of its connection: the one that reads is in the middle of a statement,
    and SQLite lets nobody write there once another has written. Whoever writes lines does not wait for it.
    """

    def __init__(self, made: LargeExport):
        self.made = made

    def __enter__(self):
        self._notes = ThreadPoolExecutor(max_workers=1)
        return self

    def __call__(self, number: int) -> None:
        if number % STEP == 0:
            self._notes.submit(_end, self.made, done=number)

    def __exit__(self, *error):
        self._notes.submit(connections.close_all)
        self._notes.shutdown()


def hand_out(*, export: LargeExport, to: User, request) -> IO[bytes]:
    """The file, once it is noted who took it. Raises NotAllowedAnyMore or FileIsGone."""
    try:
        wanted = file_asked(to, export.address)
    except (Http404, PermissionDenied):
        wanted = None
    if wanted is None or not all(pk in wanted.visible_ids for pk in export.unit_ids):
        _remove_files(export)
        LargeExport.objects.filter(pk=export.pk).update(stage=Stage.REFUSED, stored="")
        raise NotAllowedAnyMore
    try:
        file = storages["private"].open(export.stored)
    except FileNotFoundError:
        LargeExport.objects.filter(pk=export.pk).update(stage=Stage.FAILED, stored="")
        raise FileIsGone from None
    log_taken(wanted, export.done, actor=to, request=request)
    return file


def left_by_the_killed() -> list[int]:
    """Those that nothing was heard of, by id, waiting to be begun again. Those that were begun often enough are given up."""
    moment = clock.now()
    stalled = LargeExport.objects.standing(moment).at_work().filter(stage_at__lt=moment - STALLED)
    found = []
    for made in stalled:
        stage = Stage.FAILED if made.tries >= MOST_TRIES else Stage.WAITING
        same = LargeExport.objects.filter(pk=made.pk, tries=made.tries, stage_at=made.stage_at)
        if same.update(stage=stage, stage_at=moment, done=0) and stage == Stage.WAITING:
            found.append(made.pk)
    return found


def forget_old_exports() -> int:
    """Remove the files whose day has passed, and what is left of them; how many."""
    return _forget(LargeExport.objects.filter(expires_at__lte=clock.now()))


def _forget(exports: Iterable[LargeExport]) -> int:
    exports = list(exports)
    for made in exports:
        _remove_files(made)
        made.delete()
    return len(exports)


def _remove_files(made: LargeExport) -> None:
    for number in range(1, made.tries + 1):
        storages["private"].delete(_place_of(made, number))
