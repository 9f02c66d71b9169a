"""The quizzes that the state machine sits: questions of nine kinds, each with two keys and a table of what is worth what."""

import datetime
from dataclasses import dataclass, field
from fractions import Fraction

import clock
from completions.actions import complete_activity
from courses.actions import freeze_edition
from enrolments.models import Enrolment
from quizzes.models import KeyRevision, Question, QuizPage, QuizQuestion, QuizSection
from tests.factories import a_course, a_person, a_unit, an_enrolment
from tests.factories.kinds import a_question_of
from tests.quizzes.sitting_model import BLANK, Item, Model

NOON = datetime.datetime(2026, 11, 23, 5, 0, tzinfo=datetime.UTC)
MAIN, OTHER = "Phần chính", "Phần viết"
QUICK, SLOW = "quick", "slow"
"""The first has done all but the quiz: a pass completes the course. The second has half as much time again."""
HALF, THIRD, ALL = Fraction(1, 2), Fraction(1, 3), Fraction(1)


@dataclass
class Asked:
    """A question of the bank: label → what is posted, and its two keys."""

    question: Question
    given: dict[str, object]
    keys: tuple
    worth: tuple[dict[str, Fraction], dict[str, Fraction]]


@dataclass
class World:
    """A quiz in the database, its people, and the model of it."""

    quiz: QuizPage
    asked: list[Asked]
    items: tuple[Item, ...]
    enrolments: dict[str, Enrolment]
    trainer: object
    is_practice: bool
    minimums: dict[str, int] = field(default_factory=dict)

    def model(self) -> Model:
        return Model(
            items=self.items,
            minimums=self.minimums,
            pass_mark=self.quiz.pass_mark,
            penalty=Fraction(1, 4) if self.is_practice else Fraction(0),
            may_retry=self.is_practice,
            minutes={QUICK: 20, SLOW: 30},
            completes=frozenset({QUICK}),
        )


def ids(question: Question) -> list[str]:
    return [option["id"] for option in question.current.options]


def a_single() -> Asked:
    question = a_question_of("single")
    a, b, c = ids(question)
    return Asked(question, {BLANK: [], "a": [a], "b": [b], "c": [c]}, ([b], [a]), ({"b": ALL}, {"a": ALL}))


def a_true_false() -> Asked:
    question = a_question_of("true_false")
    yes, no = ids(question)
    return Asked(question, {BLANK: [], "yes": [yes], "no": [no]}, ([no], [yes]), ({"no": ALL}, {"yes": ALL}))


def a_multiple() -> Asked:
    """Partial credit: right ones chosen / right ones − wrong ones chosen / wrong ones."""
    question = a_question_of("multiple")
    a, b, c, d = ids(question)
    given = {BLANK: [], "a": [a], "ab": [a, b], "ac": [a, c], "cd": [c, d], "abcd": [a, b, c, d]}
    return Asked(question, given, ([a, b], [a, c]), ({"a": HALF, "ab": ALL}, {"a": HALF, "ac": ALL}))


def a_matching() -> Asked:
    question = a_question_of("matching")
    prompts = [prompt["id"] for prompt in question.current.body["prompts"]]
    first = question.current.keys.get().right
    strange = next(option for option in ids(question) if option not in first.values())
    second = first | {prompts[0]: strange}
    given = {
        BLANK: {},
        "first": first,
        "second": second,
        "one": {prompts[1]: first[prompts[1]]},
        "none": dict.fromkeys(prompts, strange),
    }
    worth = (
        {"first": ALL, "second": 2 * THIRD, "one": THIRD},
        {"first": 2 * THIRD, "second": ALL, "one": THIRD, "none": THIRD},
    )
    return Asked(question, given, (first, second), worth)


def an_ordering() -> Asked:
    """Partial credit: (longest rising run − 1) / (items − 1), of four items."""
    question = a_question_of("ordering")
    a, b, c, d = question.current.keys.get().right
    given = {
        BLANK: [],
        "abcd": [a, b, c, d],
        "bacd": [b, a, c, d],
        "dcba": [d, c, b, a],
        "some": [a, None, b, None],
    }
    worth = (
        {"abcd": ALL, "bacd": 2 * THIRD, "some": THIRD},
        {"abcd": 2 * THIRD, "bacd": ALL},
    )
    return Asked(question, given, ([a, b, c, d], [b, a, c, d]), worth)


def a_numeric() -> Asked:
    question = a_question_of("numeric")
    first = question.current.keys.get().right
    given = {
        BLANK: {"text": ""},
        "right": {"text": "98.765,5", "unit": "đồng"},
        "near": {"text": "98765", "unit": "đồng"},
        "bare": {"text": "98765,5"},
        "three": {"text": "3", "unit": "đồng"},
    }
    most = Fraction(3, 4)
    return Asked(
        question,
        given,
        (first, first | {"value": "3"}),
        ({"right": ALL, "near": ALL, "bare": most}, {"three": ALL}),
    )


def a_short() -> Asked:
    question = a_question_of("short")
    first = question.current.keys.get().right
    given = {
        BLANK: {"text": " "},
        "whole": {"text": "KHOABIMAT rồi"},
        "half": {"text": "khoamotphan."},
        "other": {"text": "Sáng kiến"},
    }
    return Asked(
        question,
        given,
        (first, {"accepted": [{"text": "sáng kiến", "share": "1"}], "tones": False}),
        ({"whole": ALL, "half": HALF}, {"other": ALL}),
    )


def some_blanks() -> Asked:
    """Three gaps: a choice, a number, a word; by the other key the word is another."""
    question = a_question_of("blanks")
    choice, number, word = [gap["id"] for gap in question.current.body["gaps"]]
    first = question.current.keys.get().right
    picked = first[choice][0]
    second = first | {word: {"accepted": [{"text": "khác", "share": "1"}], "tones": False}}
    given = {
        BLANK: {},
        "all": {choice: picked, number: "98.765", word: "KHOABIMAT"},
        "two": {choice: picked, number: "98765", word: "khác"},
        "one": {choice: picked},
    }
    worth = ({"all": ALL, "two": 2 * THIRD, "one": THIRD}, {"all": 2 * THIRD, "two": ALL, "one": THIRD})
    return Asked(question, given, (first, second), worth)


def an_essay() -> Asked:
    question = a_question_of("essay")
    given = {
        BLANK: {"text": ""},
        "short": {"text": "Một căn cứ."},
        "long": {"text": "Ba căn cứ, có dẫn chứng."},
    }
    return Asked(question, given, ({}, {}), ({}, {}))


EXAM = [
    (a_single, MAIN, "1"),
    (a_multiple, MAIN, "2"),
    (a_matching, MAIN, "1.5"),
    (a_numeric, MAIN, "1"),
    (a_short, OTHER, "1"),
    (some_blanks, OTHER, "1"),
    (an_essay, OTHER, "2.5"),
]
PRACTICE = [(a_single, "", "1"), (a_true_false, "", "1"), (an_ordering, "", "2")]


def a_world(*, is_practice: bool) -> World:
    """An exam in two sections, of which one has its own minimum; or practice with retries."""
    with clock.frozen_at(NOON - datetime.timedelta(days=1)):
        course = a_course(lessons=1)
        module, plan = course.get_children().get(), PRACTICE if is_practice else EXAM
        asked = [make() for make, _, _ in plan]
        quiz = QuizPage(
            title="Thi thử", slug="thi-thu", time_limit=20, attempts_allowed=3, pass_mark=50, penalty=25
        )
        quiz.behaviour = QuizPage.Behaviour.RETRIES if is_practice else QuizPage.Behaviour.DEFERRED
        quiz.fixed_questions = [
            QuizQuestion(question=one.question, section=section, points=points, sort_order=place)
            for place, (one, (_, section, points)) in enumerate(zip(asked, plan, strict=True))
        ]
        minimums = {} if is_practice else {OTHER: 40}
        names = [] if is_practice else [MAIN, OTHER]
        quiz.sections = [QuizSection(name=name, minimum=minimums.get(name)) for name in names]
        module.add_child(instance=quiz)
        freeze_edition(course=course)
        enrolments = {
            QUICK: an_enrolment(a_person(unit=a_unit()), course),
            SLOW: an_enrolment(a_person(unit=a_unit(), extra_time=50), course),
        }
        lesson = course.get_descendants().get(slug="bai-1-1")
        complete_activity(enrolment=enrolments[QUICK], activity_id=lesson.pk)
        items = tuple(
            Item(one.question.kind, section, Fraction(points), one.worth)
            for one, (_, section, points) in zip(asked, plan, strict=True)
        )
        quiz = QuizPage.objects.get(pk=quiz.pk)
        return World(quiz, asked, items, enrolments, a_person("Lê Thị Chấm"), is_practice, minimums)


def revise_key(asked: Asked, which: int) -> None:
    """Write the first or the other key over what counts now."""
    last = asked.question.current.keys.latest("number")
    KeyRevision.objects.create(
        version=asked.question.current,
        number=last.number + 1,
        right=asked.keys[which],
        explanation=last.explanation,
        reason="Đáp án sai",
        made_at=clock.now(),
    )
