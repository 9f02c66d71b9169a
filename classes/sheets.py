"""The list of a session as a workbook: to fill in without a network, and to read back; the attendance of a class."""

import tempfile
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

import vietnamese
from classes.models import AttendanceMark, Registration, Session, TrainingClass
from classes.shares import is_enough
from classes.words import time_of
from spreadsheets import Column, Sheet, UnreadableWorkbook, read_workbook, write_workbook

CODE, NAME, UNIT, PRESENT = "Mã cán bộ", "Họ và tên", "Đơn vị", "Có mặt"
"""Vietnamese whatever the language of the reader: `read_list` reads these."""

HEADING_WITHIN = 20
YES = {"x", "co", "co mat", "1", "v", "true", "yes"}
NO = {"", "vang", "khong", "0", "false", "no"}


@dataclass
class Found:
    """What a file says: the registrations it says are present, and what is wrong, by row."""

    present: list[Registration] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def read_list(file, session: Session) -> Found:
    """Whom a filled-in list says present. An empty cell says nothing; a code that holds no seat in this class is an error."""
    found = Found()
    try:
        rows = read_workbook(file)[0].rows
    except (UnreadableWorkbook, IndexError):
        return Found(errors=[_("This file cannot be read. Save it as Excel workbook (.xlsx) and try again.")])
    heading = next(
        ((number, titles) for number, titles in enumerate(map(_titles, rows[:HEADING_WITHIN])) if titles),
        None,
    )
    if heading is None:
        return Found(
            errors=[
                _("No row has the headings “%(code)s” and “%(present)s”. Use the list from this page.")
                % {"code": CODE, "present": PRESENT}
            ]
        )
    first, (code_column, present_column) = heading
    known = {
        one.user.staff_code.casefold(): one
        for one in Registration.objects.seated()
        .filter(training_class=session.training_class_id)
        .select_related("user")
        if one.user.staff_code
    }
    for number, row in enumerate(rows[first + 1 :], first + 2):
        code, said = _cell(row[code_column]), vietnamese.fold(_cell(row[present_column]))
        if not code and said in NO:
            continue
        registration = known.get(code.casefold())
        if registration is None:
            found.errors.append(
                _("Row %(row)d: nobody on the list has the code “%(code)s”.") % {"row": number, "code": code}
            )
        elif said in YES:
            found.present.append(registration)
        elif said not in NO:
            found.errors.append(
                _("Row %(row)d: write x for present, or nothing, not “%(said)s”.")
                % {"row": number, "said": _cell(row[present_column])}
            )
    found.present = list(dict.fromkeys(found.present))
    if not found.present and not found.errors:
        found.errors.append(_("Nobody is marked present in this file."))
    return found


def _titles(row) -> tuple[int, int] | None:
    titles = [vietnamese.fold(_cell(cell)) for cell in row]
    code, present = vietnamese.fold(CODE), vietnamese.fold(PRESENT)
    return (titles.index(code), titles.index(present)) if code in titles and present in titles else None


def _cell(value) -> str:
    return "" if value is None else vietnamese.nfc(str(value)).strip()


def list_to_fill(session: Session):
    """A workbook with everybody who has a seat, and a column to put an x in."""
    people = (
        Registration.objects.seated()
        .filter(training_class=session.training_class_id)
        .select_related("user")
        .with_unit()
        .by_name()
    )
    rows = ([one.user.staff_code, one.user.full_name, one.unit_name or "", ""] for one in people)
    columns = [Column(CODE), Column(NAME, width=30), Column(UNIT, width=40), Column(PRESENT)]
    lead = [session.training_class.title, f"{time_of(session)}, {session.place}"]
    return _workbook(Sheet("Điểm danh", columns, rows, lead=lead))


def attendance_of(training_class: TrainingClass, registrations: list[Registration], share: int):
    """A workbook with everybody and every session: x where the newest mark says present."""
    sessions = list(training_class.sessions.all())
    marks = AttendanceMark.objects.filter(session__in=sessions).order_by("number")
    there = {
        (mark.registration_id, mark.session_id): mark.is_present
        for mark in marks.filter(registration__in=registrations)
    }
    rows = [
        [
            one.user.staff_code,
            one.user.full_name,
            one.unit_name or "",
            *("x" if there.get((one.pk, session.pk)) else "" for session in sessions),
            one.attended,
            _("yes") if is_enough(one.attended, len(sessions), share) else _("no"),
        ]
        for one in registrations
    ]
    columns = [
        Column(CODE),
        Column(NAME, width=30),
        Column(UNIT, width=40),
        *(Column(time_of(session), width=18) for session in sessions),
        Column(_("Sessions attended"), "number"),
        Column(_("Attended enough")),
    ]
    return _workbook(
        Sheet(_("Attendance"), columns, rows, lead=[training_class.title, str(training_class.unit)])
    )


def overview_of(classes: list[TrainingClass], moment):
    """A workbook with a line a class, for the report of the year: when, where, how many registered and attended enough.

    `classes` were read `with_numbers`, with their activity and unit; a fixed number of queries for all of them.
    """
    sessions: dict[int, int] = {}
    places: dict[int, str] = {}
    for session in Session.objects.filter(training_class__in=classes).order_by("-starts_at"):
        sessions[session.training_class_id] = sessions.get(session.training_class_id, 0) + 1
        places[session.training_class_id] = session.place
    enough: dict[int, int] = {}
    shares = {one.pk: share_of(one) for one in classes}
    for one in Registration.objects.seated().filter(training_class__in=classes).with_marks():
        pk = one.training_class_id
        enough[pk] = enough.get(pk, 0) + is_enough(one.attended, sessions.get(pk, 0), shares[pk])
    rows = [
        [
            one.title,
            one.unit.name,
            one.decision,
            timezone.localdate(one.starts_at),
            sessions.get(one.pk, 0),
            places.get(one.pk, ""),
            one.seat_count,
            one.seated,
            one.waiting,
            enough.get(one.pk, 0),
            one.cancel_reason,
        ]
        for one in classes
    ]
    columns = [
        Column(_("Class"), width=50),
        Column(_("Organised by"), width=36),
        Column(_("Decision or letter"), width=24),
        Column(_("First day"), "date"),
        Column(_("Number of sessions"), "number"),
        Column(_("Place"), width=36),
        Column(_("Seats"), "number"),
        Column(_("Seats taken"), "number"),
        Column(_("On the waiting list"), "number"),
        Column(_("Attended enough"), "number"),
        Column(_("Cancelled because"), width=30),
    ]
    as_of = _("as of %(moment)s") % {"moment": vietnamese.format_datetime(timezone.localtime(moment))}
    return _workbook(Sheet(_("Classes"), columns, rows, lead=[_("Face-to-face classes"), as_of]))


def share_of(training_class: TrainingClass) -> int:
    """The per cent of the sessions that one has to attend; all of them where no course says it."""
    return training_class.activity.share if training_class.activity_id else 100


def _workbook(sheet: Sheet):
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    write_workbook(file, [sheet])
    file.seek(0)
    return file
