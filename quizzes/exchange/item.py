"""A question as every exchange format says it: words and places in lists, no ids, no database."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

LETTERS = "ABCDEFGHIJKL"
MOST_OPTIONS = len(LETTERS)
MOST_ITEMS = 5_000
LONGEST_ALT = 300

KINDS = (
    "single",
    "multiple",
    "true_false",
    "matching",
    "ordering",
    "numeric",
    "short",
    "blanks",
    "essay",
    "case",
)
#: Those in which one chooses from options, which may show pictures.
CHOSEN = frozenset({"single", "multiple", "true_false"})
DIFFICULTIES = ("remember", "understand", "apply")
TRUE_FALSE = ("Đúng", "Sai")
WHOLE = Fraction(1)


@dataclass(frozen=True)
class Number:
    """A right number: `value` ± `tolerance`, which is a share of the value where `relative`."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    relative: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Accepted:
    """A form of a short answer that counts, and for what share of the points (0 < share ≤ 1)."""

    text: str
    share: Fraction = WHOLE


@dataclass(frozen=True)
class Gap:
    """One blank of a text: `takes` is choice (options, right), number or text (accepted, tones)."""

    takes: str
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    number: Number | None = None
    accepted: tuple[Accepted, ...] = ()
    tones: bool = False


@dataclass(frozen=True)
class Shown:
    """A picture that stands below a text: the digest of its bytes, and the words for those who do not see it.

    `name` is what its file was called, and no part of the question.
    """

    digest: str
    alt: str = ""
    name: str = field(default="", compare=False)


@dataclass(frozen=True)
class Item:
    """One question. What stands in `options` and `right` (places in `options`, from 0) depends on the kind:

    - single, multiple, true_false: the choices; the places of the right ones. `fixed`: the places of those that stay
      where they are when choices are shuffled
    - ordering: the things to order, in their right order; right is empty
    - matching: the targets; `right[i]` is the target of `prompts[i]`
    - numeric: `number`, and `units` to choose from; short: `accepted`, `tones` (whether they must be typed)
    - blanks: `text` holds [[1]], [[2]] …, `gaps` one Gap each
    - essay, case: the text alone. A part of a case names it by the case's code

    `category` is a path of names; `explanation` plain text with the signs of `authoring_markup`; `citations` the
    words that name provisions; `picture` stands below the text, `option_pictures` below options: (place, picture).
    `points` and `tags` are None and () where the file says nothing. `place` is the row or the count in the file, from
    1, and no part of the question.
    """

    kind: str
    text: str
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    prompts: tuple[str, ...] = ()
    number: Number | None = None
    units: tuple[str, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    tones: bool = False
    gaps: tuple[Gap, ...] = ()
    credit: str = ""
    fixed: tuple[int, ...] = ()
    code: str = ""
    category: tuple[str, ...] = ()
    difficulty: str = ""
    explanation: str = ""
    citations: tuple[str, ...] = ()
    points: Decimal | None = None
    tags: tuple[str, ...] = ()
    case: str = ""
    picture: Shown | None = None
    option_pictures: tuple[tuple[int, Shown], ...] = ()
    place: int = field(default=0, compare=False)


class Severity(StrEnum):
    ERROR = "error"  # this question cannot be kept as it stands
    WARNING = "warning"  # it can, but look at it
    NOTE = "note"  # something was read in a way that is worth knowing


@dataclass(frozen=True)
class Finding:
    """Something about one place of a file; `code` is one of the sentences of `sentences.py`, with its parameters."""

    code: str
    place: int = 0
    column: str = ""
    severity: Severity = Severity.ERROR
    words: Mapping[str, str | int] = field(default_factory=dict)


@dataclass
class Reading:
    """What a file says: its questions in their order, and what was found on the way; at place 0, of all of it."""

    items: list[Item] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    cells: dict[int, Mapping[str, str]] = field(default_factory=dict)
    """By place, what the cells of a table say, where the file is one."""
    names: dict[int, str] = field(default_factory=dict)
    """By place, what people call it, where that is more than its number."""
    pictures: dict[str, bytes] = field(default_factory=dict)
    """By digest, the pictures of the file, each once."""
    pixels: int = 0
    """Of all these pictures together."""
    taken: dict[bytes, object] = field(default_factory=dict)
    """What became of each picture, sound or not: one that is shown a thousand times is looked at once."""

    def find(self, code: str, place: int = 0, column: str = "", severity=Severity.ERROR, /, **words) -> None:
        self.findings.append(Finding(code, place, column, severity, words))

    def warn(self, code: str, place: int = 0, column: str = "", /, **words) -> None:
        self.find(code, place, column, Severity.WARNING, **words)


@dataclass(frozen=True)
class Written:
    """A file made of questions, and what of which question (by its place in the list, from 1) it could not carry."""

    content: bytes
    losses: list[Finding] = field(default_factory=list)


class UnreadableFile(Exception):
    """A file that is refused as a whole. `code` names the sentence that says why; `words` are its parameters."""

    def __init__(self, code: str, **words: str | int) -> None:
        super().__init__(code)
        self.code, self.words = code, words


def split_path(written: str) -> tuple[str, ...]:
    """The names of a path `a / b`; a slash in a name is written twice."""
    names = written.replace("//", "\0").split("/")
    return tuple(name for part in names if (name := part.replace("\0", "/").strip()))


def join_path(names: tuple[str, ...]) -> str:
    return " / ".join(name.replace("/", "//") for name in names)


#: What a question may say beside its text, answer and options, which not every format carries.
LOSABLE: Mapping[str, Callable[[Item], object]] = {
    "credit": lambda item: item.credit,
    "fixed": lambda item: item.fixed,
    "pictures": lambda item: item.picture or item.option_pictures,
    "case": lambda item: item.case,
    "points": lambda item: item.points is not None,
    "tags": lambda item: item.tags,
    "category": lambda item: item.category,
    "difficulty": lambda item: item.difficulty,
    "citations": lambda item: item.citations,
    "explanation": lambda item: item.explanation,
    "unit": lambda item: item.units or (item.number and item.number.unit),
    "tones": lambda item: item.tones or any(gap.tones for gap in item.gaps),
    "code": lambda item: item.code,
}


def losses_of(items: list[Item], carried: frozenset[str], kinds: frozenset[str]) -> Iterator[Finding]:
    """What a format that carries these fields of these kinds loses of the questions."""
    for place, item in enumerate(items, start=1):
        if item.kind not in kinds:
            yield Finding("kind_not_carried", place, "kind", Severity.WARNING, {"kind": item.kind})
            continue
        for name, said in LOSABLE.items():
            if name not in carried and said(item):
                yield Finding("field_not_carried", place, name, Severity.WARNING, {"field": name})
