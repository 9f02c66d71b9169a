"""What a new edition of a course means for those who learn it and for those who have finished it."""

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

import audit.actions
import clock
from courses.models import CourseEdition, CoursePage
from enrolments.models import Enrolment
from organisation.models import Membership


def follow_content(*, path: str) -> None:
    """Something at this place of the page tree changed: the people of the course around it follow its newest edition."""
    course = CoursePage.objects.around(path).first()
    edition = course.editions.first() if course else None
    if edition is not None:
        adopt_edition(edition=edition, ask_again=edition.asks_again)


@transaction.atomic
def adopt_edition(*, edition: CourseEdition, ask_again: bool) -> tuple[int, int]:
    """Hold those who learn the course to its new edition; with `ask_again` those who finished an earlier one learn again.

    Returns how many follow and how many are asked again. Twice is as good as once, and the number of statements does
    not grow with the number of people.
    """
    moved = Enrolment.objects.open().filter(course=edition.course_id, edition__number__lt=edition.number)
    followed = moved.update(edition=edition)
    asked = len(_open_rounds_again(edition)) if ask_again else 0
    if followed or asked:
        audit.actions.log(
            actor=None, verb="edition.adopted", target=edition, followed=followed, asked_again=asked
        )
    return followed, asked


def _open_rounds_again(edition: CourseEdition) -> list[Enrolment]:
    """A new round, at the unit of today, for everybody with an account who finished and has only earlier editions."""
    same_course = Enrolment.objects.filter(course=edition.course_id, user=OuterRef("user"))
    finished = (
        Enrolment.objects.completed()
        .filter(course=edition.course_id, user__is_active=True)
        .filter(course__live=True, course__is_closed=False)
        .exclude(Exists(same_course.open()))
        .exclude(Exists(same_course.filter(edition__number__gte=edition.number)))
        .order_by()
    )
    latest = Enrolment.objects.filter(course=edition.course_id, user__in=finished.values("user"))
    rounds = dict(latest.values_list("user").annotate(last=Max("round")).order_by("user"))
    mandatory = set(finished.filter(is_mandatory=True).values_list("user", flat=True))
    units = dict(
        Membership.objects.present()
        .primary()
        .filter(user__in=finished.values("user"))
        .values_list("user", "unit")
    )
    moment = clock.now()
    return Enrolment.objects.bulk_create(
        [
            Enrolment(
                user_id=user,
                course_id=edition.course_id,
                edition=edition,
                round=rounds[user] + 1,
                unit_id=units.get(user),
                is_mandatory=user in mandatory,
                enrolled_at=moment,
            )
            for user in rounds
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )
