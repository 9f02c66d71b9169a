"""A `dumpdata` file of django-quiz-app 0.5 (apps quiz, multichoice, true_false, essay), as questions and sittings.

Its models: a question is a row of quiz.question and, by the same id, of the app of its kind; a sitting keeps the ids
of its questions in `question_order`, of the wrong ones in `incorrect_questions`, and what was given in `user_answers`
(JSON by question id: the id of an answer, "True"/"False", or the words of an essay).
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from quizzes.exchange import plain
from quizzes.exchange.item import TRUE_FALSE, Item, Reading, UnreadableFile

_QUESTION_MODELS = {
    "multichoice.mcquestion": "mc",
    "true_false.tf_question": "tf",
    "essay.essay_question": "essay",
}


@dataclass(frozen=True)
class Given:
    """One question of a sitting: its code, its words, what was given in words, whether it counted as right."""

    code: str
    question: str
    given: str
    is_right: bool


@dataclass(frozen=True)
class Sitting:
    """A sitting of the old site. `score` of `possible` points; the pass mark is that of its quiz, in per cent."""

    number: int
    username: str
    quiz: str
    started_at: datetime | None
    ended_at: datetime | None
    score: int
    possible: int
    pass_mark: int
    is_complete: bool
    answers: list[Given]

    @property
    def has_passed(self) -> bool:
        return self.possible > 0 and self.score * 100 >= self.pass_mark * self.possible


@dataclass
class Dump:
    """What a file says. `reading` holds the questions; `quizzes` (title, questions, pass mark) are for a person to rebuild."""

    reading: Reading = field(default_factory=Reading)
    sittings: list[Sitting] = field(default_factory=list)
    quizzes: list[tuple[str, int, int]] = field(default_factory=list)
    progress: int = 0
    unknown: dict[str, int] = field(default_factory=dict)


class _Rows(dict):
    """The rows of the file by model and id; answers by question."""

    def of(self, model: str) -> dict:
        return self.get(model, {})


def parse(content: bytes, prefix: str = "DQ") -> Dump:
    """Read a file of `manage.py dumpdata`. Codes of questions are `prefix-id`. Raises UnreadableFile."""
    rows = _rows(content)
    dump = Dump(progress=len(rows.of("quiz.progress")))
    codes = {}
    for model, kind in _QUESTION_MODELS.items():
        for pk, fields in rows.of(model).items():
            parent = rows.of("quiz.question").get(pk, {}) | fields
            codes[pk] = f"{prefix}-{pk}"
            item = _item(rows, dump.reading, kind, pk, parent, codes[pk])
            if item is not None:
                dump.reading.items.append(item)
    dump.reading.items.sort(key=lambda item: item.place)
    for pk, fields in rows.of("quiz.quiz").items():
        asked = sum(pk in question.get("quiz", []) for question in rows.of("quiz.question").values())
        dump.quizzes.append(
            (plain.one_line(fields.get("title", "")), asked, int(fields.get("pass_mark") or 0))
        )
    for pk, fields in sorted(rows.of("quiz.sitting").items()):
        dump.sittings.append(_sitting(rows, pk, fields, codes))
    known = {
        *_QUESTION_MODELS,
        "quiz.question",
        "quiz.quiz",
        "quiz.sitting",
        "quiz.progress",
        "quiz.category",
    }
    known |= {"quiz.subcategory", "multichoice.answer", "auth.user", "accounts.user"}
    dump.unknown = {model: len(found) for model, found in rows.items() if model not in known}
    return dump


def _rows(content: bytes) -> _Rows:
    try:
        told = json.loads(content.decode("utf-8-sig"))
        rows = _Rows()
        for entry in told:
            rows.setdefault(entry["model"].lower(), {})[entry["pk"]] = entry["fields"]
    except UnicodeDecodeError:
        raise UnreadableFile("not_utf8") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UnreadableFile("no_dump") from None
    if not any(model.startswith("quiz.") for model in rows):
        raise UnreadableFile("no_dump")
    return rows


def _item(rows: _Rows, reading: Reading, kind: str, pk: int, fields: dict, code: str) -> Item | None:
    if not fields.get("content"):
        reading.find("no_text", pk, "text")
        return None
    if fields.get("figure"):
        reading.warn("pictures_left_out", pk, "text")
    about = {
        "text": plain.lines(fields["content"]),
        "code": code,
        "category": _path(rows, fields),
        "explanation": plain.lines(fields.get("explanation") or ""),
        "place": pk,
    }
    if kind == "essay":
        return Item("essay", **about)
    if kind == "tf":
        return Item("true_false", options=TRUE_FALSE, right=(0 if fields.get("correct") else 1,), **about)
    answers = [answer for _, answer in sorted(_answers(rows, pk))]
    right = tuple(place for place, answer in enumerate(answers) if answer.get("correct"))
    if len(right) > 1:
        reading.warn("any_of_them_was_right", pk, "answer")
    kind = "multiple" if len(right) > 1 else "single"
    return Item(
        kind,
        options=tuple(plain.one_line(answer.get("content", "")) for answer in answers),
        right=right,
        **about,
    )


def _answers(rows: _Rows, question: int):
    return [
        (pk, answer)
        for pk, answer in rows.of("multichoice.answer").items()
        if answer.get("question") == question
    ]


def _path(rows: _Rows, fields: dict) -> tuple[str, ...]:
    category = rows.of("quiz.category").get(fields.get("category"), {}).get("category")
    below = rows.of("quiz.subcategory").get(fields.get("sub_category"), {}).get("sub_category")
    return tuple(plain.one_line(name) for name in (category, below) if name)


def _numbers(text: str) -> list[int]:
    return [int(part) for part in (text or "").split(",") if part.strip().isdecimal()]


def _moment(text: str | None) -> datetime | None:
    """A moment of the file; one without a zone is UTC, as dumpdata writes it."""
    try:
        found = datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _sitting(rows: _Rows, pk: int, fields: dict, codes: dict) -> Sitting:
    quiz = rows.of("quiz.quiz").get(fields.get("quiz"), {})
    order = _numbers(fields.get("question_order", ""))
    wrong = set(_numbers(fields.get("incorrect_questions", "")))
    try:
        given = json.loads(fields.get("user_answers") or "{}")
    except ValueError:
        given = {}
    answers = []
    for question in order:
        words = plain.lines(rows.of("quiz.question").get(question, {}).get("content", ""))
        told = given.get(str(question))
        is_right = told is not None and question not in wrong
        answers.append(Given(codes.get(question, ""), words, _in_words(rows, question, told), is_right))
    return Sitting(
        number=pk,
        username=_username(rows, fields.get("user")),
        quiz=plain.one_line(quiz.get("title", "")),
        started_at=_moment(fields.get("start")),
        ended_at=_moment(fields.get("end")),
        score=int(fields.get("current_score") or 0),
        possible=len(order),
        pass_mark=int(quiz.get("pass_mark") or 0),
        is_complete=bool(fields.get("complete")),
        answers=answers,
    )


def _username(rows: _Rows, user) -> str:
    """The sign-in name: of a natural key, or of the user's row where the file holds it, or the bare id."""
    if isinstance(user, list):
        return str(user[0]) if user else ""
    people = rows.of("auth.user") | rows.of("accounts.user")
    return str(people.get(user, {}).get("username") or f"#{user}")


def _in_words(rows: _Rows, question: int, told) -> str:
    if told is None:
        return ""
    if question in rows.of("multichoice.mcquestion"):
        answer = rows.of("multichoice.answer").get(int(told), {}) if str(told).isdecimal() else {}
        return plain.one_line(answer.get("content", str(told)))
    if question in rows.of("true_false.tf_question"):
        return TRUE_FALSE[0 if str(told).lower() == "true" else 1]
    return plain.lines(str(told))
