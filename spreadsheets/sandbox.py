"""Parses one workbook in a process of its own, so that a hostile file can spend only this process's limits.

`python -m spreadsheets.sandbox < workbook.xlsx` writes one JSON list a line: `["table", title, about]`, then
`["row", cell, …]` for each of its rows; `about` holds what a `Table` says beside its rows. Or `["refused", code]`, which takes back all that came before.
Days and times, which JSON does not know, are written `{"date": "2026-11-23"}`; see `reader.py`.
"""

import datetime
import io
import json
import math
import resource
import signal
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import python_calamine

from spreadsheets.container import open_container
from spreadsheets.extent import MAX_COLUMNS, MAX_ROWS, Unseen, measure
from spreadsheets.parts import parts_of_sheets
from spreadsheets.refusals import Reason, UnreadableWorkbook
from spreadsheets.text import writable

MEMORY_LIMIT = 1024**3
SECONDS = 120
#: All sheets together: as many cells as one full sheet, and what those cells reasonably say.
MAX_CELLS = MAX_ROWS * MAX_COLUMNS
MAX_OUTPUT_BYTES = 128 * 1024 * 1024

_GREATEST_EXACT_INTEGER = 2**53


def main() -> None:
    """Read the workbook on standard input under the limits and write its tables on standard output."""
    _limit()
    output = sys.stdout.buffer
    try:
        for line in _lines(sys.stdin.buffer.read()):
            output.write(line)
    except UnreadableWorkbook as refusal:
        output.write(_line(["refused", refusal.code]))
    except MemoryError:
        output.write(_line(["refused", Reason.TOO_LARGE]))
    except python_calamine.CalamineError:
        output.write(_line(["refused", Reason.DAMAGED]))


def _limit() -> None:
    """From here on: bounded memory, no file written, no core dumped, an alarm that ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(SECONDS)


def _lines(content: bytes) -> Iterator[bytes]:
    archive = open_container(content)
    unseen = measure(archive)
    parts = parts_of_sheets(archive)
    with python_calamine.load_workbook(io.BytesIO(content)) as workbook:
        size = 0
        for sheet in _shown_sheets(workbook):
            beside = unseen.get(parts.get(sheet.name, ""), Unseen())
            yield _line(["table", sheet.name, _about(sheet, beside)])
            _, first_column = sheet.start or (0, 0)
            empty = [
                None
            ] * first_column  # calamine gives empty rows above the first filled cell, not columns
            merged, held, errors = _merged_down(sheet), {}, _by_row(beside.errors)
            for number, row in enumerate(sheet.iter_rows()):
                cells = [*empty, *map(_cell, row)]
                for column in errors.get(number, ()):
                    if column < len(cells):  # calamine gives nothing for an error
                        cells[column] = beside.errors[number, column]
                for column, last in merged.get(number, {}).items():
                    held[column] = (last, cells[column])
                for column, (last, value) in held.items():
                    if number <= last and column < len(cells):
                        cells[column] = value
                line = _line(["row", *cells])
                size += len(line)
                if size > MAX_OUTPUT_BYTES:
                    raise UnreadableWorkbook(Reason.TOO_LARGE)
                yield line


def _about(sheet: python_calamine.CalamineSheet, unseen: Unseen) -> dict[str, Any]:
    """What a `Table` says of a sheet beside its rows."""
    across = [[*first, *last] for first, last in sheet.merged_cell_ranges or () if first[1] < last[1]]
    return {
        "hidden_rows": sorted(unseen.rows),
        "hidden_columns": sorted(unseen.columns),
        "uncounted": unseen.uncounted,
        "merged_across": across[:MAX_ROWS],
    }


def _by_row(places: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """The columns of each row."""
    found: dict[int, list[int]] = {}
    for row, column in places:
        found.setdefault(row, []).append(column)
    return found


def _merged_down(sheet: python_calamine.CalamineSheet) -> dict[int, dict[int, int]]:
    """Cells of one column merged over several rows: first row → column → last row. What stands there is of each row."""
    merged: dict[int, dict[int, int]] = {}
    for (first, column), (last, end) in sheet.merged_cell_ranges or ():
        if column == end and first < last:
            merged.setdefault(first, {})[column] = last
    return merged


def _shown_sheets(workbook: python_calamine.CalamineWorkbook) -> list[python_calamine.CalamineSheet]:
    """The visible worksheets; one part may be listed as many sheets, so their cells are counted together."""
    sheets = []
    cells = 0
    for index, sheet in enumerate(workbook.sheets_metadata):
        if _is_shown(sheet):
            sheets.append(workbook.get_sheet_by_index(index))
            cells += sheets[-1].total_height * sheets[-1].total_width
        if cells > MAX_CELLS:
            raise UnreadableWorkbook(Reason.TOO_LARGE)
    if not sheets:
        raise UnreadableWorkbook(Reason.DAMAGED)
    return sheets


def _is_shown(sheet: python_calamine.SheetMetadata) -> bool:
    return (
        sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == python_calamine.SheetVisibleEnum.Visible
    )


def _cell(value: Any) -> Any:
    """The value as it is meant: nothing for an empty cell, 7 for 7.0, text without what cannot be stored."""
    if isinstance(value, str):
        return writable(value) or None
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        return int(value) if value.is_integer() and abs(value) < _GREATEST_EXACT_INTEGER else value
    return value


def _line(cells: list[Any]) -> bytes:
    return json.dumps(cells, ensure_ascii=False, default=_marked).encode() + b"\n"


def _marked(value: Any) -> dict[str, Any]:
    if isinstance(value, datetime.timedelta):
        return {"timedelta": value.total_seconds()}
    return {type(value).__name__: value.isoformat()}


if __name__ == "__main__":
    main()
