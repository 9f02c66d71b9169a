"""A question of each kind of the bank, with two keys that differ in everything a key may say."""

import uuid
from dataclasses import dataclass, field
from itertools import count

import clock
from quizzes.kinds import ASKED
from quizzes.models import Category, KeyRevision, Question, QuestionVersion
from tests.factories import a_category

_numbers = count(1)


def token(letter: str = "S") -> str:
    """A word that only a key says; the letter names the shelf whose key it is."""
    return f"KEY-{letter}{next(_numbers):03}"


@dataclass
class Written:
    """What a kind's builder writes: words and options are shown to all, the two keys to nobody who has not handed in.

    `given` is an answer that neither key calls wholly right, where that is possible.
    """

    keys: tuple
    given: list | dict = field(default_factory=list)
    options: list[str] = field(default_factory=lambda: [str(uuid.uuid4()) for _ in range(4)])
    text: str = "Chọn thế nào?"
    body: dict = field(default_factory=dict)


def single(letter):
    written = Written(())
    written.keys = ([written.options[0]], [written.options[2]])
    written.given = [written.options[1]]
    return written


def multiple(letter):
    written = Written(())
    written.keys = (written.options[:2], written.options[1:])
    written.given = [written.options[0]]
    return written


def true_false(letter):
    written = Written((), options=[str(uuid.uuid4()) for _ in range(2)])
    written.keys = ([written.options[0]], [written.options[1]])
    written.given = [written.options[0]]
    return written


def matching(letter):
    prompts = [str(uuid.uuid4()) for _ in range(3)]
    written = Written((), body={"prompts": [{"id": each, "text": f"Vế {each[:4]}"} for each in prompts]})
    written.keys = (
        dict(zip(prompts, written.options, strict=False)),
        dict(zip(prompts, reversed(written.options), strict=False)),
    )
    written.given = {prompts[0]: written.options[1]}
    return written


def ordering(letter):
    written = Written((), body={"credit": "partial"})
    written.keys = (written.options, written.options[::-1])
    written.given = [written.options[place] for place in (1, 0, 2, 3)]
    return written


def numeric(letter):
    key = {"tolerance": "0", "relative": False, "unit": "", "unit_share": "0.2"}
    keys = ({"value": "7919"} | key, {"value": "6841"} | key)
    return Written(keys, {"text": "3"}, options=[], body={"units": []})


def accepting(words: str) -> dict:
    return {"accepted": [{"text": words, "share": "1"}], "tones": False}


def short(letter):
    return Written((accepting(token(letter)), accepting(token(letter))), {"text": "sai"}, options=[])


def blanks(letter):
    gap = str(uuid.uuid4())
    return Written(
        ({gap: accepting(token(letter))}, {gap: accepting(token(letter))}),
        {gap: "sai"},
        options=[],
        text="Điều [[1]] nói gì?",
        body={"gaps": [{"id": gap, "takes": "text"}]},
    )


def essay(letter):
    body = {"words_at_most": 200, "takes_file": True, "rubric": []}
    keys = ({"guidance": token(letter)}, {"guidance": token(letter)})
    return Written(keys, {"text": "Một ý."}, options=[], body=body)


BUILDERS = {
    "single": single,
    "multiple": multiple,
    "true_false": true_false,
    "matching": matching,
    "ordering": ordering,
    "numeric": numeric,
    "short": short,
    "blanks": blanks,
    "essay": essay,
}
"""By kind. A kind that is registered in quizzes.kinds and is not here fails test_canary_key.py."""


@dataclass
class Keyed:
    """A question in use with the first of two keys."""

    question: Question
    written: Written

    @property
    def stands_in_a_quiz_as(self) -> Question:
        """Itself, or the case study it is a part of."""
        return self.question.case or self.question

    def turn(self) -> None:
        """Make the second key the only one, as if it had been so from the beginning."""
        KeyRevision.objects.filter(version=self.question.current).update(
            right=self.written.keys[1], explanation=f"Vì {token()}."
        )


def a_keyed_question(kind: str, category: Category | None = None, *, letter="S", says="") -> Keyed:
    """Of a shelf, by its letter; `says` stands before its text."""
    written = BUILDERS[kind](letter)
    question = Question.objects.create(
        code=f"K{next(_numbers)}", category=category or a_category(), kind=kind, difficulty="remember"
    )
    version = QuestionVersion.objects.create(
        question=question,
        number=1,
        text=f"{says} {written.text}".strip(),
        options=[{"id": id, "text": f"Phương án {place}"} for place, id in enumerate(written.options, 1)],
        body=written.body,
        made_at=clock.now(),
    )
    KeyRevision.objects.create(
        version=version,
        number=1,
        right=written.keys[0],
        explanation=f"Vì {token(letter)}.",
        made_at=clock.now(),
    )
    Question.objects.filter(pk=question.pk).update(current=version, state=Question.State.IN_USE)
    question.refresh_from_db()
    question.derive_from_text(version.text)
    question.save()
    return Keyed(question, written)


def a_keyed_part(category: Category, **options) -> Keyed:
    """The only part of a case study: what stands in a paper in place of the case."""
    keyed = a_keyed_question("short", category, **options)
    case = Question.objects.create(
        code=f"K{next(_numbers)}", category=category, kind="case", difficulty="remember"
    )
    case.current = QuestionVersion.objects.create(
        question=case, number=1, text="Một tập thể có thành tích.", options=[], made_at=clock.now()
    )
    case.state = Question.State.IN_USE
    case.save()
    keyed.question.case = case
    keyed.question.save(update_fields=["case"])
    return keyed


def one_of_every_kind(category: Category, **options) -> list[Keyed]:
    """As many as there are kinds: those that are answered, and a part of a case study."""
    return [a_keyed_question(kind, category, **options) for kind in ASKED] + [
        a_keyed_part(category, **options)
    ]
