"""The one way to read an uploaded .xlsx.

Refused by content first (`container.py`), measured and parsed in a process of its own (`sandbox.py`): whatever
the file does, this process sees rows of plain values or an `UnreadableWorkbook`.
"""

import json
import signal
import subprocess  # runs our own module, with no shell and no argument from outside  # nosec B404
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

from spreadsheets.container import MAX_BYTES, open_container
from spreadsheets.refusals import Reason, UnreadableWorkbook

Cell = str | int | float | bool | date | datetime | time | timedelta | None

_PROJECT = Path(__file__).resolve().parent.parent
_VALUE_OF_MARKED: dict[str, Callable[[Any], Cell]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
}
_REASON_OF_SIGNAL = {
    -signal.SIGABRT: Reason.TOO_LARGE,  # an allocation beyond the memory limit
    -signal.SIGKILL: Reason.TOO_LARGE,  # ended by the system for want of memory
    -signal.SIGALRM: Reason.TOO_SLOW,
}


@dataclass(frozen=True)
class Table:
    """What one visible sheet says. `rows[0]` is its row 1; all rows are equally long, empty cells None.

    Whole numbers come as int, days as date, text exactly as typed, formulas as their last result, errors as the text
    they show (`#N/A`). What Excel does not
    show is there all the same, and named: rows, columns and cells (row, column) are counted from 0.
    """

    title: str
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    """By hand or by a filter."""
    hidden_columns: frozenset[int] = frozenset()
    uncounted: frozenset[tuple[int, int]] = frozenset()
    """Cells with a formula that no program has worked out yet: they read as empty."""
    merged_across: frozenset[tuple[int, int, int, int]] = frozenset()
    """(first row, first column, last row, last column) of what is merged over several columns: the first cell counts."""


def read_workbook(file: IO[bytes]) -> list[Table]:
    """The visible sheets of an uploaded workbook in their order; hidden ones are not read.

    Raises UnreadableWorkbook, whose `code` says why, for anything that is not a plain .xlsx of at most 10 MB
    and 60,000 rows × 100 columns a sheet.
    """
    content = file.read(MAX_BYTES + 1)
    open_container(content)
    with tempfile.TemporaryFile() as upload:
        upload.write(content)
        upload.seek(0)
        with subprocess.Popen(  # nosec B603
            [sys.executable, "-s", "-m", "spreadsheets.sandbox"],
            cwd=_PROJECT,
            env={},
            stdin=upload,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                tables = _tables(process.stdout or ())
            except BaseException:
                process.kill()
                raise
    if process.returncode:
        raise UnreadableWorkbook(_REASON_OF_SIGNAL.get(process.returncode, Reason.DAMAGED))
    return tables


def _tables(lines: Iterable[bytes]) -> list[Table]:
    tables: list[Table] = []
    for line in lines:
        try:
            kind, *cells = json.loads(line, object_hook=_unmarked)
        except ValueError:  # cut off where the process died; its exit says why
            break
        if kind == "refused":
            raise UnreadableWorkbook(cells[0])
        if kind == "table":
            title, about = cells
            shapes = {name: frozenset(map(_kept, told)) for name, told in about.items()}
            tables.append(Table(title, **shapes))
        else:
            tables[-1].rows.append(tuple(cells))
    return tables


def _kept(told: Any) -> Any:
    return tuple(told) if isinstance(told, list) else told


def _unmarked(marked: dict) -> Any:
    """A day or a time; a dictionary of more entries says what it says."""
    if len(marked) != 1:
        return marked
    [(kind, written)] = marked.items()
    return _VALUE_OF_MARKED[kind](written)
