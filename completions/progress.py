"""How far somebody is with a course and its lessons."""

from courses.models import LessonPage
from courses.outline import Outline
from enrolments.models import Enrolment


def enrolment_in(user, outline: Outline) -> Enrolment | None:
    """A person's newest round of a course, open or completed; one that was withdrawn is none."""
    if outline.course is None:
        return None
    rounds = Enrolment.objects.by(user).counted().filter(course=outline.course.id)
    return rounds.select_related("edition").order_by("-round").first()


def questions_asked(lesson: LessonPage) -> list[int]:
    """Ids of the questions a lesson shows. One that has no wording any more cannot be answered, so it is not asked."""
    shown = [block.value for block in lesson.body if block.block_type == "check"]
    return [question.pk for question in shown if question is not None and question.current_id is not None]
