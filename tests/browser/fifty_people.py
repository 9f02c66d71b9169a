"""Fifty people sit the trainer's quiz, in the site's own process, by the product's own actions.

Person i of 0..49 knows the more the higher i is, and nobody is fooled by the wrong key: all figures of the journey
follow from these three rules.
"""

import uuid
from datetime import timedelta
from itertools import count

import clock
from accounts.models import User
from enrolments.models import Enrolment
from quizzes.actions import start_attempt, submit_attempt
from quizzes.models import Question, QuestionVersion, QuizPage
from quizzes.sitting.saving import Typed, save_answer
from tests.browser.inhabitants import the_course
from tests.factories import an_enrolment, right_choice, wrong_choice

PEOPLE = 50
WRITERS = (2, 12, 22, 32, 42)
"""Who writes the essay."""
HOCVIEN = 33
"""Who of them is the demo's learner."""
SECONDS_A_QUESTION = 25


def knows(person: int, place: int) -> bool:
    """Whether a person knows the ordinary question at this place, from 0."""
    return person >= 3 * place + 2


def knows_the_wrongly_keyed(person: int) -> bool:
    return person >= 15


def sit_all(title: str, wrongly_keyed: str) -> None:
    """Everybody sits the quiz of this title; the question that contains these words has a wrong key."""
    quiz = QuizPage.objects.get(title=title)
    odd = Question.objects.get(current__text__contains=wrongly_keyed).pk
    for person, enrolment in enumerate(learners()):
        sit(person, enrolment, quiz, odd)


def learners() -> list[Enrolment]:
    """Fifty open enrolments in the course, that of `hocvien` at its place."""
    hocvien = User.objects.get(username="hocvien")
    own = Enrolment.objects.filter(user=hocvien, course=the_course(), closed_at=None).first()
    others = Enrolment.objects.filter(course=the_course(), closed_at=None).exclude(user=hocvien)
    found = list(others.order_by("pk")[: PEOPLE - 1])
    found.insert(HOCVIEN, own or an_enrolment(hocvien, the_course()))
    return found


def sit(person: int, enrolment: Enrolment, quiz: QuizPage, odd: int) -> None:
    """One sitting at the pace of somebody who reads."""
    begun = clock.now() - timedelta(hours=2)
    with clock.frozen_at(begun):
        attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    for slot, given in sorted(answers_of(person, attempt, odd)):
        with clock.frozen_at(begun + timedelta(seconds=SECONDS_A_QUESTION * slot)):
            typed = Typed(given, False, 0, uuid.uuid4())
            save_answer(user_id=attempt.user_id, attempt=attempt.uuid, slot=slot, typed=typed)
    with clock.frozen_at(begun + timedelta(minutes=12)):
        submit_attempt(attempt=attempt)


def answers_of(person: int, attempt, odd: int):
    """(slot, what this person gives); ordinary questions count in the order of the bank, however they were shuffled."""
    ordinary = count()
    for slot, entry in sorted(enumerate(attempt.paper, 1), key=lambda at: at[1]["question"]):
        if entry["kind"] == "essay":
            if person in WRITERS:
                yield slot, {"text": f"Bài viết của người số {person}."}
        elif entry["question"] == odd:
            yield slot, (option_at(entry, 1 if knows_the_wrongly_keyed(person) else 0),)
        else:
            choose = right_choice if knows(person, next(ordinary)) else wrong_choice
            yield slot, tuple(choose(attempt, slot))


def option_at(entry: dict, place: int) -> str:
    """The id of an option by its place in the bank."""
    return QuestionVersion.objects.get(pk=entry["version"]).options[place]["id"]
