"""A list of training that people finished before or elsewhere: what each row says, and whether it can be taken.

The list is an .xlsx or .csv with a heading, as lists of staff are; people are known by their staff code.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

import clock
import vietnamese
from completions.models import OutsideTraining
from organisation.scope import people_in_charge
from organisation.staff.file import COLUMNS as OF_STAFF
from organisation.staff.file import HEADING_WITHIN, Cell, UnreadableList, tables_in, text_of
from organisation.staff.rows import day_of

MAX_ROWS = 5000
LONGEST = {"title": 255, "organiser": 255, "evidence": 300}
MOST_PERIODS = Decimal(400)

COLUMNS = {
    "staff_code": OF_STAFF["staff_code"],
    "full_name": OF_STAFF["full_name"],
    "title": ["tên khóa", "khóa đào tạo", "tên khóa đào tạo", "nội dung đào tạo", "tên lớp", "khóa học"]
    + ["tên khóa đào tạo, bồi dưỡng", "nội dung", "training"],
    "organiser": ["đơn vị tổ chức", "nơi tổ chức", "cơ sở đào tạo", "cơ quan tổ chức", "organiser"],
    "finished_on": ["ngày hoàn thành", "hoàn thành ngày", "ngày kết thúc", "ngày cấp", "finished on"],
    "periods": ["số tiết", "tiết", "thời lượng (tiết)", "số tiết học", "periods"],
    "evidence": [
        "số giấy chứng nhận",
        "giấy chứng nhận",
        "số chứng nhận",
        "minh chứng",
        "căn cứ",
        "evidence",
    ],
}
_FIELD_OF = {vietnamese.fold(title): name for name, titles in COLUMNS.items() for title in titles}

NEW, SAME, WRONG = "new", "same", "wrong"


@dataclass
class Row:
    """One row: as written, whom it is about, and what it does (`group`: new, same, wrong)."""

    number: int
    staff_code: str = ""
    full_name: str = ""
    title: str = ""
    organiser: str = ""
    finished_on: str = ""
    periods: str = ""
    evidence: str = ""
    person: int | None = None
    group: str = NEW
    errors: list[str] = field(default_factory=list)

    @property
    def day(self) -> datetime.date:
        return datetime.date.fromisoformat(self.finished_on)

    @property
    def key(self) -> tuple:
        return self.person, self.title, self.finished_on

    def as_json(self) -> dict:
        return asdict(self)


def read_rows(content: bytes) -> list[Row]:
    """The rows below the heading, each for itself. Raises UnreadableList."""
    for cells in tables_in(content):
        for place, heading in enumerate(cells[:HEADING_WITHIN]):
            columns = _columns(heading)
            if {"staff_code", "title", "finished_on", "periods"} <= set(columns):
                below, today = cells[place + 1 :], clock.today()
                if len(below) > MAX_ROWS:
                    raise UnreadableList("too_many_rows")
                return [
                    _row(number, {name: one[at] for name, at in columns.items() if at < len(one)}, today)
                    for number, one in enumerate(below, place + 2)
                    if any(text_of(cell) for cell in one)
                ]
    raise UnreadableList(UnreadableList.NO_HEADING)


def _columns(heading: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(heading):
        name = _FIELD_OF.get(vietnamese.fold(cell).strip(" *:.")) if isinstance(cell, str) else None
        if name:
            found.setdefault(name, column)
    return found


def _row(number: int, cells: dict[str, Cell], today: datetime.date) -> Row:
    row = Row(
        number, **{name: text_of(cells.get(name)) for name in ("full_name", "title", "organiser", "evidence")}
    )
    row.staff_code = re.sub(r"\s+", "", text_of(cells.get("staff_code")))
    day = day_of(cells.get("finished_on"))
    if day is None:
        row.errors.append(_("The day of finishing is missing or no day: write it like this: 31/12/2025."))
    elif day > today:
        row.errors.append(_("%(day)s has not come yet.") % {"day": vietnamese.format_date(day)})
    else:
        row.finished_on = day.isoformat()
    periods = _periods(cells.get("periods"))
    if periods is None:
        row.errors.append(_("The number of periods must lie between 0.5 and 400."))
    else:
        row.periods = str(periods)
    if not row.title:
        row.errors.append(_("The name of the training is missing."))
    for name, longest in LONGEST.items():
        if len(getattr(row, name)) > longest:
            row.errors.append(
                _("“%(text)s…” is longer than %(longest)s characters.")
                % {"text": getattr(row, name)[:30], "longest": longest}
            )
            setattr(row, name, getattr(row, name)[:longest])
    return row


def _periods(cell: Cell) -> Decimal | None:
    """Half periods at the finest; a comma or a point begins the decimals."""
    try:
        number = Decimal(text_of(cell).replace(",", ".")).quantize(Decimal("0.1"))
    except InvalidOperation:
        return None
    return number if Decimal("0.5") <= number <= MOST_PERIODS else None


def check(rows: Iterable[Row], by) -> list[Row]:
    """Who each row is about, and whether it is new, known already or wrong; three statements. Only people `by` is in charge
    of, and never himself, are found."""
    rows = list(rows)
    codes = {row.staff_code.casefold() for row in rows if row.staff_code}
    people = {
        code.casefold(): (pk, name)
        for pk, code, name in people_in_charge(by)
        .exclude(pk=by.pk)
        .exclude(staff_code=None)
        .values_list("pk", "staff_code", "full_name")
        if code.casefold() in codes
    }
    for row in rows:
        pk, name = people.get(row.staff_code.casefold(), (None, ""))
        if pk is None:
            row.errors.append(
                _("Nobody you are in charge of has the staff code “%(code)s”.")
                % {"code": row.staff_code[:30]}
            )
        elif row.full_name and vietnamese.fold(row.full_name) != vietnamese.fold(name):
            row.errors.append(
                _("The staff code is that of another person than “%(name)s”.") % {"name": row.full_name[:60]}
            )
        row.person = pk
    standing = _standing({pk for pk, _name in people.values()})
    seen: dict[tuple, int] = {}
    for row in rows:
        if row.errors:
            row.group = WRONG
        elif row.key in seen:
            row.errors.append(
                _("The same training of the same person stands in row %(row)s.") % {"row": seen[row.key]}
            )
            row.group = WRONG
        elif row.key in standing:
            row.group = SAME if standing[row.key] else WRONG
            if row.group == WRONG:
                row.errors.append(_("The person entered it already: decide about it among the requests."))
        else:
            row.group = NEW
        seen.setdefault(row.key, row.number)
    return rows


def _standing(people: set[int]) -> dict[tuple, bool]:
    """What is known of these people: person, title and day → whether it counts already, or waits for a decision."""
    known = OutsideTraining.objects.filter(user__in=people)
    known = known.waiting() | known.approved()
    return {
        (user, title, day.isoformat()): is_approved
        for user, title, day, is_approved in known.values_list("user", "title", "finished_on", "is_approved")
    }
