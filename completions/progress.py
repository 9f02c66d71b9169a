"""How far somebody is with a course and its lessons."""

from courses.models import LessonPage
from courses.outline import Outline, OutlineActivity
from enrolments.models import Enrolment


def enrolment_in(user, outline: Outline) -> Enrolment | None:
    """A person's newest round of a course, open or completed; one that was withdrawn is none."""
    if outline.course is None:
        return None
    rounds = Enrolment.objects.by(user).counted().filter(course=outline.course.id)
    return rounds.select_related("edition").order_by("-round").first()


def questions_asked(lesson: LessonPage) -> list[int]:
    """Ids of the questions a lesson asks. One without wording, or of a kind that only quizzes ask, cannot be answered."""
    shown = [block.value for block in lesson.body if block.block_type == "check"]
    return [
        question.pk
        for question in shown
        if question is not None and question.current_id is not None and question.is_asked_in_lessons
    ]


def next_to_do(enrolment: Enrolment, outline: Outline, here: OutlineActivity) -> OutlineActivity | None:
    """What comes after an activity; after the last one, the first that is still asked for and can be opened."""
    _before, after = outline.neighbours(here.id)
    if after is not None:
        return after
    done = set(enrolment.progress.filter(done_at__isnull=False).values_list("activity_id", flat=True))
    left = set(enrolment.edition.required) - done
    return next((activity for activity in outline.activities if activity.id in left), None)
