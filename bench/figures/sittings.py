"""Open attempts of the twenty-question quiz, made by the product's own action."""

from bench.figure import Scene
from enrolments.models import Enrolment
from quizzes.actions import start_attempt
from quizzes.models import Attempt


def open_attempts(scene: Scene, first: int, count: int) -> list[tuple[str, Attempt]]:
    """Session and attempt of `count` people from the `first` on; those who have begun go on."""
    found = []
    for person, session in list(zip(scene.learners, scene.sessions, strict=True))[first : first + count]:
        attempt = Attempt.objects.open().by(person).filter(quiz=scene.quiz).first()
        if attempt is None:
            enrolment = Enrolment.objects.open().by(person).get(course=scene.quiz.get_parent().get_parent())
            attempt = start_attempt(enrolment=enrolment, quiz=scene.quiz)
        found.append((session, attempt))
    return found
