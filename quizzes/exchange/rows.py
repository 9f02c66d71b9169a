"""A question as one row of the trainers' table: every kind in the same columns, exactly what an `Item` says.

The columns: mã, loại, nội dung, A … L, đáp án, điểm, chủ đề, độ khó, căn cứ, giải thích, thuộc tình huống. What the
option columns and the answer hold, kind by kind, stands at the readers below and in the template's guide; how a cell
says it, in `notation`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from quizzes.exchange import answers, notation, plain
from quizzes.exchange.item import LETTERS, TRUE_FALSE, Item, Reading, join_path, split_path
from quizzes.exchange.tags import difficulty_in_words, difficulty_of

#: The cells of a row by these names; all are text, and a missing one is empty.
FIELDS = ("code", "kind", "text", *LETTERS, "answer", "points")
FIELDS += ("category", "difficulty", "citations", "explanation", "case", "tags")
Cells = Mapping[str, str]

KIND_WORDS = {
    "single": "một đáp án",
    "multiple": "nhiều đáp án",
    "true_false": "đúng/sai",
    "matching": "ghép đôi",
    "ordering": "sắp xếp",
    "numeric": "số",
    "short": "trả lời ngắn",
    "blanks": "điền chỗ trống",
    "essay": "tự luận",
    "case": "tình huống",
}
_CREDIT_WORDS = {"all": "trọn điểm", "partial": "từng phần"}
_TONES = "đúng dấu"
_KINDS_READ = {plain.folded(word): kind for kind, word in KIND_WORDS.items()} | {
    "trac nghiem": "",
    "mot lua chon": "single",
    "chon mot": "single",
    "nhieu lua chon": "multiple",
    "chon nhieu": "multiple",
    "dung sai": "true_false",
    "dung - sai": "true_false",
    "noi": "matching",
    "ghep": "matching",
    "ghep cap": "matching",
    "sap thu tu": "ordering",
    "thu tu": "ordering",
    "dien so": "numeric",
    "dien khuyet": "blanks",
    "dien tu": "blanks",
    "tra loi": "short",
    **{kind.replace("_", " "): kind for kind in KIND_WORDS},
    **{kind: kind for kind in KIND_WORDS},
}
_YES = {"dung", "d", "true", "t", "a", "1", "co"}
_NO = {"sai", "s", "false", "f", "b", "2", "0", "khong"}
_MARKER = re.compile(r"\[\[([0-9]{1,2})\]\]")


def item_of(cells: Cells, place: int = 0) -> tuple[Item, Reading]:
    """The question of a row, and what is wrong with the row. The item is as good as the row allows."""
    reading = Reading()
    kind, extra = _kind(cells, place, reading)
    about = {
        "text": plain.lines(cells.get("text", "")),
        "code": plain.one_line(cells.get("code", "")),
        "category": split_path(plain.one_line(cells.get("category", ""))),
        "citations": tuple(notation.split(plain.one_line(cells.get("citations", "")), ";")),
        "explanation": plain.lines(cells.get("explanation", "")),
        "case": plain.one_line(cells.get("case", "")),
        "tags": tuple(notation.split(plain.one_line(cells.get("tags", "")), ";")),
        "difficulty": _difficulty(cells, place, reading),
        "points": _points(cells, place, reading),
        "place": place,
    }
    item = Item(kind or "single", **about)
    given = {letter: plain.one_line(cells.get(letter, "")) for letter in LETTERS}
    answer = plain.one_line(cells.get("answer", ""))
    if kind is not None:
        read = _READERS[kind]
        item = read(item, given, answer, extra, reading)
    return item, reading


def _kind(cells: Cells, place: int, reading: Reading) -> tuple[str | None, str]:
    told = plain.one_line(cells.get("kind", ""))
    word, _, extra = told.partition("(")
    extra = plain.folded(extra.rstrip(" )"))
    kind = _KINDS_READ.get(plain.folded(word)) if word.strip() else ""
    if kind is None:
        reading.find("no_such_kind", place, "kind", text=told[:60])
        return None, ""
    return kind or _likely_kind(cells), extra


def _likely_kind(cells: Cells) -> str:
    """The kind of a row that names none, by its answer and options."""
    options = [cells.get(letter, "") for letter in LETTERS if cells.get(letter, "").strip()]
    answer = plain.folded(cells.get("answer", ""))
    if not options:
        return (
            "true_false"
            if answer in {"dung", "sai", "true", "false", "d", "s"}
            else "essay"
            if not answer
            else "short"
        )
    right = answers.places(cells.get("answer", ""), len(LETTERS))
    return "multiple" if right and len(right) > 1 else "single"


def _difficulty(cells: Cells, place: int, reading: Reading) -> str:
    told = plain.one_line(cells.get("difficulty", ""))
    found = difficulty_of(told) if told else ""
    if found is None:
        reading.find("no_difficulty", place, "difficulty", text=told[:60])
    return found or ""


def _points(cells: Cells, place: int, reading: Reading) -> Decimal | None:
    told = cells.get("points", "").strip()
    if not told:
        return None
    try:
        points = plain.number(told)
    except ValueError:
        points = Decimal(0)
    if points <= 0:
        reading.find("not_points", place, "points", text=told[:60])
        return None
    return points


def _options(given: dict[str, str], place: int, reading: Reading) -> tuple[str, ...]:
    """The filled option cells; an empty one between filled ones would move every letter after it."""
    filled = [text for text in given.values() if text]
    if [text for text in list(given.values())[: len(filled)] if text] != filled:
        empty = next(letter for letter, text in given.items() if not text)
        reading.find("option_skipped", place, empty, letter=empty)
    return tuple(filled)


def _choice(item: Item, given, answer: str, extra: str, reading: Reading) -> Item:
    options = _options(given, item.place, reading)
    right = answers.places(answer, len(options)) if answer else ()
    if not answer:
        reading.find("no_answer", item.place, "answer")
    elif right is None:
        reading.find("answer_is_no_option", item.place, "answer", text=answer[:60])
    credit = next((name for name, word in _CREDIT_WORDS.items() if plain.folded(word) == extra), "")
    return replace(item, options=options, right=right or (), credit=credit)


def _true_false(item: Item, given, answer: str, extra: str, reading: Reading) -> Item:
    options = _options(given, item.place, reading)
    told = plain.folded(answer)
    right = answers.places(answer, len(options)) if options else None
    if right is None and told in _YES | _NO:
        right = (0 if told in _YES else 1,)
    if right is None:
        reading.find("no_truth" if answer else "no_answer", item.place, "answer", text=answer[:60])
    return replace(item, options=options or TRUE_FALSE, right=right or ())


def _matching(item: Item, given, answer: str, extra: str, reading: Reading) -> Item:
    pairs = []
    for letter, cell in given.items():
        sides = notation.split(cell, "=", keep_empty=True)
        if cell and len(sides) != 2:
            reading.find("no_pair", item.place, letter, letter=letter)
        elif cell:
            pairs.append(sides)
    options = tuple(dict.fromkeys(target for _, target in pairs))
    asked = [(prompt, options.index(target)) for prompt, target in pairs if prompt]
    return replace(
        item,
        options=options,
        prompts=tuple(prompt for prompt, _ in asked),
        right=tuple(target for _, target in asked),
    )


def _ordering(item: Item, given, answer: str, extra: str, reading: Reading) -> Item:
    options = _options(given, item.place, reading)
    if answer:
        letters = re.findall(r"[A-Za-z]", answer)
        order = [LETTERS.find(letter.upper()) for letter in letters]
        if sorted(order) != list(range(len(options))):
            reading.find("no_order", item.place, "answer", text=answer[:60])
        else:
            options = tuple(options[place] for place in order)
    credit = next((name for name, word in _CREDIT_WORDS.items() if plain.folded(word) == extra), "")
    return replace(item, options=options, credit=credit)


def _numeric(item: Item, given, answer: str, extra: str, reading: Reading) -> Item:
    number = notation.number_of(answer)
    if number is None:
        reading.find("not_a_number" if answer else "no_answer", item.place, "answer", text=answer[:60])
    return replace(item, number=number, units=tuple(text for text in given.values() if text))


def _short(item: Item, given, answer: str, extra: str, reading: Reading) -> Item:
    accepted = notation.forms_of(answer)
    if not accepted:
        reading.find("no_answer", item.place, "answer")
    return replace(item, accepted=accepted, tones=extra == plain.folded(_TONES))


def _blanks(item: Item, given, answer: str, extra: str, reading: Reading) -> Item:
    cells = list(_options(given, item.place, reading))
    markers = [int(number) for number in _MARKER.findall(item.text)]
    if markers != list(range(1, len(cells) + 1)) or not cells:
        reading.find("gaps_uneven", item.place, "text", markers=len(markers), cells=len(cells))
    gaps = []
    for letter, cell in zip(LETTERS, cells, strict=False):
        gap = notation.gap_of(cell)
        if gap is None:
            reading.find("no_gap", item.place, letter, letter=letter)
        else:
            gaps.append(gap)
    return replace(item, gaps=tuple(gaps))


def _text_alone(item: Item, given, answer: str, extra: str, reading: Reading) -> Item:
    if any(given.values()):
        reading.warn("options_left_out", item.place, "kind")
    return item


_READERS = {
    "single": _choice,
    "multiple": _choice,
    "true_false": _true_false,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
    "short": _short,
    "blanks": _blanks,
    "essay": _text_alone,
    "case": _text_alone,
}


def cells_of(item: Item) -> dict[str, str]:
    """The row of a question: `item_of` reads the same question from it."""
    given, answer, extra = _answer_cells(item)
    cells = dict.fromkeys(FIELDS, "")
    word = KIND_WORDS[item.kind]
    cells |= {
        "code": item.code,
        "kind": f"{word} ({extra})" if extra else word,
        "text": item.text,
        "answer": answer,
        "points": notation.of_decimal(item.points) if item.points is not None else "",
        "category": join_path(item.category),
        "difficulty": difficulty_in_words(item.difficulty),
        "citations": "; ".join(notation.kept(citation, ";") for citation in item.citations),
        "explanation": item.explanation,
        "case": item.case,
        "tags": "; ".join(notation.kept(tag, ";") for tag in item.tags),
    }
    return cells | dict(zip(LETTERS, given, strict=False))


def _answer_cells(item: Item) -> tuple[list[str], str, str]:
    match item.kind:
        case "single" | "multiple":
            return list(item.options), answers.in_letters(item.right), _CREDIT_WORDS.get(item.credit, "")
        case "true_false" if item.options == TRUE_FALSE:
            return [], "".join(TRUE_FALSE[place] for place in item.right), ""
        case "true_false":
            return list(item.options), answers.in_letters(item.right), ""
        case "ordering":
            return list(item.options), "", _CREDIT_WORDS.get(item.credit, "")
        case "matching":
            return notation.of_pairs(item), "", ""
        case "numeric":
            return list(item.units), notation.of_number(item.number), ""
        case "short":
            return [], notation.of_forms(item.accepted), _TONES if item.tones else ""
        case "blanks":
            return [notation.of_gap(gap) for gap in item.gaps], "", ""
    return [], "", ""
