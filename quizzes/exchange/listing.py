"""Questions listed in plain lines, as in Word documents and Aiken files: a text, `A.` … `D.`, and what is right.

Latin and Vietnamese letters (a, b, c, d, đ, e), capital or small. What is right stands in a line (`Đáp án: B`,
`ANSWER: B`), in a table of answers at the end, or in how an option looks.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from quizzes.exchange import answers, plain
from quizzes.exchange.item import MOST_ITEMS, TRUE_FALSE, Item, Reading, UnreadableFile
from quizzes.exchange.pictures import Found, parted, shown
from quizzes.exchange.tags import difficulty_of

#: How an option may show that it is right, the surest first.
LOOKS = ("star", "highlighted", "coloured", "underlined", "bold")

_NUMBERED = re.compile(r"^(?:câu(?:\s+hỏi)?|question)\s*(?:số\s*)?([0-9]{1,4})\s*[.:)/-]?\s*", re.IGNORECASE)
_COUNTED = re.compile(r"^([0-9]{1,4})\s*[.)]\s+")
_OPTION = re.compile(r"^([*✓✔√]?)\s*\(?([A-Za-zĐđ])\s*[.)/]\s*(.*)$", re.DOTALL)
_NEXT_ON_LINE = re.compile(r"(?:\t|\s{2,})(?=[*✓✔√]?\(?[A-Za-zĐđ][.)]\s*\S)|\s(?=[*✓✔√]?[B-LĐ]\.\s+\S)")
_ANSWER = re.compile(
    r"^(?:đáp\s*án(?:\s+đúng)?|trả\s*lời|answer|ans|key)"
    r"(?:\s*(?:là\s*)?[:.=]\s*|\s+là\s+|\s+(?=[A-Za-zĐđ](?:[\s,;.]|$)))(.+)$",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"^(giải\s*thích|hướng\s*dẫn|lời\s*giải|căn\s*cứ|cơ\s*sở\s*pháp\s*lý|độ\s*khó|mức\s*độ|chủ\s*đề)\s*:\s*(.*)$",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^(?:chương|phần|chuyên\s*đề|bài)\s+[0-9IVXLC]+\b|^(?:chủ\s*đề)\b", re.IGNORECASE)
_TABLE = re.compile(r"^(?:bảng\s+)?đáp\s*án(?:\s+(?:tham\s+khảo|chi\s+tiết))?\s*:?$", re.IGNORECASE)
_TABLE_PAIR = re.compile(r"(?:câu\s*)?([0-9]{1,4})\s*[.):\-–]?\s*([A-ZĐ])(?!\w)", re.IGNORECASE)
_TABLE_LINE = re.compile(rf"(?:{_TABLE_PAIR.pattern}[\s,;|]*)+", re.IGNORECASE)
_FIELD_OF = {
    "giai thich": "explanation",
    "huong dan": "explanation",
    "loi giai": "explanation",
    "can cu": "citations",
    "co so phap ly": "citations",
    "do kho": "difficulty",
    "muc do": "difficulty",
    "chu de": "category",
}


FAR_TOO_LONG = 5_000


@dataclass(frozen=True)
class Line:
    """A line of a list, and which of LOOKS any part of it has. `letter` and `number` come from automatic lists."""

    text: str
    looks: frozenset[str] = frozenset()
    place: int = 0
    is_heading: bool = False


@dataclass
class _Option:
    letter: str
    text: str
    looks: set[str]


@dataclass
class _Open:
    place: int
    number: int = 0
    text: list[str] = field(default_factory=list)
    options: list[_Option] = field(default_factory=list)
    answer: str = ""
    told: dict[str, str] = field(default_factory=dict)
    category: tuple[str, ...] = ()
    last: str = "text"


def read(lines: Iterable[Line], *, numbered: bool, pictures: Sequence[Found] = ()) -> Reading:
    """The questions of a list. `numbered`: they begin `Câu 1.`; otherwise each ends with its answer.

    `pictures`: those for which signs stand in the lines; it may grow while lines are taken.
    """
    reader = _Reader(numbered)
    for line in lines:
        reader.take(line)
    reader.close()
    for open_ in reader.closed:
        _finish(reader.reading, open_, pictures)
    if len(reader.reading.items) > MOST_ITEMS:
        raise UnreadableFile("too_many_questions", most=MOST_ITEMS)
    return reader.reading


def option_starts(text: str) -> list[int]:
    """Where the options of a line begin: `A. một   B. hai` holds two. A line that is no option is one piece."""
    return (
        [0, *(found.end() for found in _NEXT_ON_LINE.finditer(text))] if _OPTION.match(text.strip()) else [0]
    )


class _Reader:
    def __init__(self, numbered: bool) -> None:
        self.numbered = numbered
        self.reading = Reading()
        self.closed: list[_Open] = []
        self.open: _Open | None = None
        self.category: tuple[str, ...] = ()
        self.in_table = False

    def take(self, line: Line) -> None:
        text = plain.one_line(line.text)
        if not text:
            return
        if _TABLE.match(text) and (self.open is None or self.open.options):
            self.close()
            self.in_table = True
        elif self.in_table and _TABLE_LINE.fullmatch(text):
            self.take_table(text)
        elif line.is_heading or (_HEADING.match(text) and not self.in_text()):
            self.close()
            self.category = (plain.one_line(parted(text)[0]).rstrip(".:"),)
        else:
            self.take_question_line(text, line)

    def in_text(self) -> bool:
        return self.open is not None and not self.open.options

    def take_table(self, text: str) -> None:
        by_number = {open_.number: open_ for open_ in self.closed if open_.number}
        for number, letter in _TABLE_PAIR.findall(text):
            if int(number) in by_number:
                by_number[int(number)].answer = letter

    def take_question_line(self, text: str, line: Line) -> None:
        if begun := self.beginning(text):
            self.close()
            self.in_table = False
            self.open = _Open(line.place, int(begun[1]), category=self.category)
            text = text[begun.end() :]
            if text:
                self.open.text.append(text)
            return
        if self.open is None:
            if self.numbered:
                if parted(text)[1]:
                    self.reading.warn("pictures_left_out", line.place)
                return
            self.open = _Open(line.place, category=self.category)
        if (found := _ANSWER.match(text)) and (self.open.options or self.open.text):
            if len(_TABLE_PAIR.findall(found[1])) > 1 and _TABLE_LINE.fullmatch(found[1]):
                self.close()
                self.in_table = True
                self.take_table(found[1])
                return
            self.open.answer, self.open.last = found[1], "answer"
            if not self.numbered:
                self.close()
        elif found := _TOLD.match(text):
            self.open.last = _FIELD_OF[plain.folded(found[1])]
            self.open.told[self.open.last] = found[2]
        elif not self.take_options(line):
            self.take_words(text, line)

    def beginning(self, text: str):
        if found := _NUMBERED.match(text):
            return found
        is_next = self.open is None or bool(self.open.options)
        return _COUNTED.match(text) if self.numbered and is_next else None

    def take_options(self, line: Line) -> bool:
        """Take every option that the line holds: `A. một   B. hai` is two."""
        assert self.open is not None
        taken = False
        for piece in _NEXT_ON_LINE.split(line.text.strip()):
            found = _OPTION.match(piece.strip())
            if found and self.open.text and self.is_next_letter(found[2].upper()):
                looks = set(line.looks) | ({"star"} if found[1] else set())
                if found[3].rstrip().endswith("*"):
                    looks.add("star")
                words = plain.one_line(found[3]).rstrip("*").rstrip()
                self.open.options.append(_Option(found[2].upper(), words, looks))
                self.open.last = "option"
                taken = True
            elif taken:
                last = self.open.options[-1]
                last.text = _longer(last.text, piece)
        return taken

    def is_next_letter(self, letter: str) -> bool:
        assert self.open is not None
        n = len(self.open.options)
        return n < len(answers.LATIN) and letter in {answers.LATIN[n], answers.VIETNAMESE[n]}

    def take_words(self, text: str, line: Line) -> None:
        open_ = self.open
        assert open_ is not None
        if open_.last == "text":
            open_.text.append(text)
        elif open_.last == "option":
            open_.options[-1].text = _longer(open_.options[-1].text, text)
            open_.options[-1].looks |= line.looks
        elif open_.last in open_.told:
            open_.told[open_.last] += f"\n{text}"
        else:
            words, pictures = parted(text)
            if words.strip():
                self.reading.warn("line_left_out", open_.place, text=words.strip()[:60])
            if pictures:
                self.reading.warn("pictures_left_out", open_.place)

    def close(self) -> None:
        if self.open is not None and (self.open.text or self.open.options):
            self.closed.append(self.open)
        self.open = None


def _longer(text: str, more: str) -> str:
    """An option that goes on in a further line; one that is far too long already, which is an error, stays as it is."""
    return text if len(text) > FAR_TOO_LONG else plain.one_line(f"{text} {more}")


def _finish(reading: Reading, open_: _Open, pictures: Sequence[Found]) -> None:
    shows = _part_pictures(reading, open_, pictures)
    letters = "".join(option.letter for option in open_.options)
    right = _right(reading, open_, letters)
    options = tuple(option.text for option in open_.options)
    about = _about(reading, open_) | shows
    kind = "multiple" if len(right) > 1 else "single"
    if not options:
        if open_.answer:
            reading.find("no_options", open_.place, "options")
            return
        kind = "essay"
        reading.warn("read_as_essay", open_.place)
    elif [plain.folded(option) for option in options] in (["dung", "sai"], ["sai", "dung"]) and len(
        right
    ) == 1:
        is_true = plain.folded(options[right[0]]) == "dung"
        kind, options, right = "true_false", TRUE_FALSE, (0 if is_true else 1,)
        if about.pop("option_pictures"):
            reading.warn("pictures_left_out", open_.place, "options")
    reading.items.append(Item(kind, options=options, right=right, **about))


def _part_pictures(reading: Reading, open_: _Open, pictures: Sequence[Found]) -> dict:
    """Take the signs of pictures out of all words; `picture` and `option_pictures` of the item, others are named."""
    text, numbers = parted("\n".join(open_.text))
    open_.text = [text]
    shows: dict = {"picture": shown(reading, (pictures[n] for n in numbers), open_.place)}
    below = []
    for place, option in enumerate(open_.options):
        text, numbers = parted(option.text)
        option.text = plain.one_line(text)
        picture = shown(reading, (pictures[n] for n in numbers), open_.place, "options")
        below += [(place, picture)] if picture else []
    for name, text in open_.told.items():
        open_.told[name], numbers = parted(text)
        if numbers:
            reading.warn("pictures_left_out", open_.place, name)
    open_.answer = plain.one_line(parted(open_.answer)[0])
    return shows | {"option_pictures": tuple(below)}


def _about(reading: Reading, open_: _Open) -> dict:
    told = open_.told
    difficulty = difficulty_of(told.get("difficulty", ""))
    if "difficulty" in told and difficulty is None:
        reading.warn("no_difficulty", open_.place, "difficulty", text=told["difficulty"][:60])
    category = (plain.one_line(told["category"]),) if "category" in told else open_.category
    citations = (plain.one_line(part) for part in told.get("citations", "").split(";"))
    return {
        "text": plain.lines("\n".join(open_.text)),
        "category": category,
        "difficulty": difficulty or "",
        "citations": tuple(citation for citation in citations if citation),
        "explanation": plain.lines(told.get("explanation", "")),
        "place": open_.place,
    }


def _right(reading: Reading, open_: _Open, letters: str) -> tuple[int, ...]:
    """What is right by the answer's line or, without one, by how options look. Both must agree."""
    looked = by_looks(open_.options)
    if not open_.answer:
        if open_.options and not looked:
            reading.find("no_answer", open_.place, "answer")
        return looked
    told = answers.places(open_.answer, len(letters), letters)
    if told is None:
        told = answers.places(open_.answer.split()[0], len(letters), letters) if open_.options else ()
    if told is None:
        reading.find("answer_is_no_option", open_.place, "answer", text=open_.answer[:60])
        return ()
    if looked and looked != told:
        reading.find(
            "answers_disagree",
            open_.place,
            "answer",
            told=answers.in_letters(told),
            looks=answers.in_letters(looked),
        )
    return told


def by_looks(options: Sequence[_Option]) -> tuple[int, ...]:
    """The options that look unlike the others by the surest sign that some, not all, have."""
    for look in LOOKS:
        having = tuple(n for n, option in enumerate(options) if look in option.looks)
        if 0 < len(having) < len(options):
            return having
    return ()
