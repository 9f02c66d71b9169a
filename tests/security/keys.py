"""A question of each kind of the bank, with two keys that differ in everything a key may say."""

import uuid
from dataclasses import dataclass, field
from itertools import count

import clock
from quizzes.models import Category, KeyRevision, Question, QuestionVersion
from tests.factories import a_category

_numbers = count(1)


def token() -> str:
    return f"KEY-S{next(_numbers):03}"


@dataclass
class Written:
    """What a kind's builder writes: words and options are shown to all, the two keys to nobody who has not handed in."""

    keys: tuple
    options: list[str] = field(default_factory=lambda: [str(uuid.uuid4()) for _ in range(4)])
    text: str = "Chọn thế nào?"
    body: dict = field(default_factory=dict)


def single():
    written = Written(())
    written.keys = ([written.options[0]], [written.options[2]])
    return written


def multiple():
    written = Written(())
    written.keys = (written.options[:2], written.options[1:])
    return written


def true_false():
    written = Written((), options=[str(uuid.uuid4()) for _ in range(2)])
    written.keys = ([written.options[0]], [written.options[1]])
    return written


def matching():
    prompts = [str(uuid.uuid4()) for _ in range(3)]
    written = Written((), body={"prompts": [{"id": each, "text": f"Vế {each[:4]}"} for each in prompts]})
    written.keys = (
        dict(zip(prompts, written.options, strict=False)),
        dict(zip(prompts, reversed(written.options), strict=False)),
    )
    return written


def ordering():
    written = Written((), body={"credit": "partial"})
    written.keys = (written.options, written.options[::-1])
    return written


def numeric():
    key = {"tolerance": "0", "relative": False, "unit": "", "unit_share": "0.2"}
    return Written(({"value": "7919"} | key, {"value": "6841"} | key), options=[], body={"units": []})


def accepting(words: str) -> dict:
    return {"accepted": [{"text": words, "share": "1"}], "tones": False}


def short():
    return Written((accepting(token()), accepting(token())), options=[])


def blanks():
    gap = str(uuid.uuid4())
    return Written(
        ({gap: accepting(token())}, {gap: accepting(token())}),
        options=[],
        text="Điều [[1]] nói gì?",
        body={"gaps": [{"id": gap, "takes": "text"}]},
    )


def essay():
    body = {"words_at_most": 200, "takes_file": False, "rubric": []}
    return Written(({"guidance": token()}, {"guidance": token()}), options=[], body=body)


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


def a_keyed_question(kind: str, category: Category | None = None) -> tuple[Question, tuple]:
    """A question in use with the first of two keys, and both keys."""
    written = BUILDERS[kind]()
    question = Question.objects.create(
        code=f"K{next(_numbers)}", category=category or a_category(), kind=kind, difficulty="remember"
    )
    version = QuestionVersion.objects.create(
        question=question,
        number=1,
        text=written.text,
        options=[{"id": id, "text": f"Phương án {place}"} for place, id in enumerate(written.options, 1)],
        body=written.body,
        made_at=clock.now(),
    )
    KeyRevision.objects.create(
        version=version, number=1, right=written.keys[0], explanation=f"Vì {token()}.", made_at=clock.now()
    )
    Question.objects.filter(pk=question.pk).update(current=version, state=Question.State.IN_USE)
    question.refresh_from_db()
    return question, written.keys


def a_keyed_part(category: Category) -> tuple[Question, tuple]:
    """The only part of a case study: what stands in a paper in place of the case."""
    part, keys = a_keyed_question("short", category)
    case = Question.objects.create(
        code=f"K{next(_numbers)}", category=category, kind="case", difficulty="remember"
    )
    case.current = QuestionVersion.objects.create(
        question=case, number=1, text="Một tập thể có thành tích.", options=[], made_at=clock.now()
    )
    case.state = Question.State.IN_USE
    case.save()
    part.case = case
    part.save(update_fields=["case"])
    return part, keys


def turn_key(question: Question, keys: tuple) -> None:
    """Make the second key the only one, as if it had been so from the beginning."""
    KeyRevision.objects.filter(version=question.current).update(right=keys[1], explanation=f"Vì {token()}.")
