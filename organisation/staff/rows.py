"""What one row of a list of staff says of a person, in the spelling we keep, or why it cannot be taken."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

import clock
import vietnamese
from organisation.models import Category
from organisation.staff.file import Line, text_of
from organisation.staff.units import Refused, UnitsByName

LONGEST = {"staff_code": 30, "full_name": 120, "email": 254, "phone": 20, "post": 160}
_EXCEL_BEGAN = datetime.date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 80_000)
_FIELDS = ("staff_code", "full_name", "unit", "unit_code", "post", "category", "email", "phone", "since")
_WORDS_OF_CATEGORY = {
    "chuyen trach": Category.FULL_TIME,
    "kiem nhiem": Category.PART_TIME,
    "lanh dao": Category.LEADER,
    "hoi dong": Category.COUNCIL,
    "thanh vien hoi dong": Category.COUNCIL,
    "giao vien": Category.TEACHER,
    "khac": Category.STAFF,
    "cong chuc": Category.STAFF,
    "vien chuc": Category.STAFF,
    "cong chuc, vien chuc": Category.STAFF,
}


@dataclass
class Wanted:
    """A person as the list has them. `given` are the fields the list has a column for; the others stay as they are."""

    number: int
    staff_code: str = ""
    full_name: str = ""
    unit: int | None = None
    post: str = ""
    category: str = ""
    email: str = ""
    phone: str = ""
    since: str = ""
    code_was_a_number: bool = False
    name_was_in_capitals: bool = False
    given: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.staff_code.casefold()

    @property
    def since_day(self) -> datetime.date | None:
        return datetime.date.fromisoformat(self.since) if self.since else None

    def as_json(self) -> dict:
        return asdict(self)


def understood(lines: Iterable[Line], units: UnitsByName) -> Iterator[Wanted]:
    """Each row for itself; `refuse_repetitions` looks at them together."""
    categories = _WORDS_OF_CATEGORY | {
        vietnamese.fold(word): value for value, label in Category.choices for word in (value, str(label))
    }
    today = clock.today()
    for line in lines:
        yield _understood(line, units, categories, today)


def _understood(line: Line, units: UnitsByName, categories: dict, today: datetime.date) -> Wanted:
    cells = line.cells
    wanted = Wanted(line.number, given=[name for name in _FIELDS if name in cells])
    code = cells.get("staff_code")
    wanted.code_was_a_number = isinstance(code, int | float)
    wanted.staff_code = re.sub(r"\s+", "", text_of(code))
    wanted.full_name = _name(cells, wanted)
    wanted.post, wanted.phone = text_of(cells.get("post")), _phone(cells.get("phone"))
    _read_email(cells, wanted)
    _read_since(cells, wanted, today)
    word = text_of(cells.get("category"))
    if word:
        wanted.category = categories.get(vietnamese.fold(word), "")
        if not wanted.category:
            wanted.errors.append(_("The category “%(word)s” is not known.") % {"word": word[:60]})
    try:
        unit, note = units.find(text_of(cells.get("unit_code")), text_of(cells.get("unit")))
    except Refused as refused:
        wanted.errors.append(str(refused))
    else:
        wanted.unit = unit.pk
        if note:
            wanted.notes.append(_("Unit: %(note)s.") % {"note": note})
    if cells.get("unit_from_above"):
        wanted.notes.append(_("The unit was taken from the row above."))
    _refuse_what_does_not_fit(wanted)
    return wanted


def _name(cells: dict, wanted: Wanted) -> str:
    parts = [text_of(cells.get(name)) for name in ("full_name", "family_name", "given_name")]
    name = " ".join(part for part in parts if part)
    letters = [letter for letter in name if letter.isalpha()]
    if len(letters) > 1 and all(letter.isupper() for letter in letters):
        wanted.name_was_in_capitals = True
        wanted.notes.append(_("The name was written in capitals."))
        name = " ".join(word.capitalize() for word in name.split())
    return name


def _phone(cell) -> str:
    """A number that Excel took the leading zero from gets it back."""
    phone = text_of(cell)
    return f"0{phone}" if isinstance(cell, int) and len(phone) == 9 else phone


def _read_email(cells: dict, wanted: Wanted) -> None:
    email = text_of(cells.get("email")).replace(" ", "").removeprefix("mailto:")
    if vietnamese.fold(email) in ("", "-", "khong", "khongco", "x"):
        return
    try:
        validate_email(email)
    except ValidationError:
        wanted.errors.append(_("“%(email)s” is no e-mail address.") % {"email": email[:80]})
    else:
        wanted.email = email


def _read_since(cells: dict, wanted: Wanted, today: datetime.date) -> None:
    cell = cells.get("since")
    if not text_of(cell):
        return
    day = day_of(cell)
    if day is None:
        wanted.errors.append(
            _("“%(text)s” is no day: write it like this: 31/12/2026.") % {"text": text_of(cell)[:40]}
        )
    elif day > today:
        wanted.errors.append(_("%(day)s has not come yet.") % {"day": vietnamese.format_date(day)})
    else:
        wanted.since = day.isoformat()


def day_of(cell) -> datetime.date | None:
    """A day as a cell may hold it: a date, its number in Excel, or text of either spelling."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, int) and cell in _EXCEL_DAYS:
        return _EXCEL_BEGAN + datetime.timedelta(days=cell)
    for read in (vietnamese.parse_date, datetime.date.fromisoformat):
        try:
            return read(text_of(cell).replace(" ", ""))
        except ValueError:
            continue
    return None


def _refuse_what_does_not_fit(wanted: Wanted) -> None:
    if not wanted.staff_code:
        wanted.errors.append(_("No staff code is given."))
    if not any(letter.isalpha() for letter in wanted.full_name):
        wanted.errors.append(_("No full name is given."))
    for name, longest in LONGEST.items():
        value = getattr(wanted, name)
        if len(value) > longest:
            wanted.errors.append(
                _("“%(text)s…” is longer than %(longest)s characters.")
                % {"text": value[:30], "longest": longest}
            )
            setattr(wanted, name, value[:longest])


def refuse_repetitions(rows: list[Wanted]) -> None:
    """One person stands in a list once, and an e-mail is one person's."""
    for value_of, sentence in (
        (lambda row: row.key, _("The same staff code stands in row %(rows)s.")),
        (lambda row: row.email.lower(), _("The same e-mail stands in row %(rows)s.")),
    ):
        found = defaultdict(list)
        for row in rows:
            if value_of(row):
                found[value_of(row)].append(row)
        for same in found.values():
            for row in same if len(same) > 1 else ():
                others = [str(other.number) for other in same if other is not row][:3]
                row.errors.append(sentence % {"rows": ", ".join(others)})
