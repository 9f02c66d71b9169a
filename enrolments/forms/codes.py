"""Staff codes as somebody lists them: typed, or in a workbook."""

import re

import vietnamese
from spreadsheets import read_workbook

HEADINGS = {"ma can bo", "ma cong chuc", "ma nhan vien", "ma", "staff code"}
"""What stands above the column of staff codes."""


def codes_in(text: str) -> list[tuple[int, str]]:
    """Staff codes in a text, each with the number of its line."""
    return [
        (number, code.strip())
        for number, line in enumerate(text.splitlines(), 1)
        for code in re.split(r"[,;\t]", vietnamese.nfc(line))
        if code.strip()
    ]


def codes_in_file(file) -> list[tuple[int, str]]:
    """Staff codes in the first sheet of a workbook, each with the number of its row. Raises UnreadableWorkbook."""
    tables = read_workbook(file)
    rows = tables[0].rows if tables else []
    column, first = 0, 0
    for number, row in enumerate(rows[:20]):
        found = [place for place, cell in enumerate(row) if vietnamese.fold(str(cell or "")) in HEADINGS]
        if found:
            column, first = found[0], number + 1
            break
    return [
        (number, vietnamese.nfc(str(row[column])).strip())
        for number, row in enumerate(rows[first:], first + 1)
        if row[column] not in (None, "")
    ]


def people_by_code(people, codes: list[tuple[int, str]]) -> dict:
    """Of these people those with one of the codes, by the code in small letters; a thousand codes a statement."""
    wanted = sorted({code for _row, code in codes} | {code.upper() for _row, code in codes})
    return {
        person.staff_code.casefold(): person
        for start in range(0, len(wanted), 500)
        for person in people.filter(staff_code__in=wanted[start : start + 500])
    }
