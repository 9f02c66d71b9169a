"""How far the people of an assignment are: counted where they work today, as reports do it, in a few statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

import clock
from enrolments.duties import AT_WORK
from enrolments.models import Assignment, Enrolment
from organisation.models import Unit


@dataclass
class Tally:
    """People who have the course (learning or finished), those who finished, and those whose day has passed."""

    people: int = 0
    done: int = 0
    late: int = 0

    def add(self, other: "Tally") -> None:
        self.people += other.people
        self.done += other.done
        self.late += other.late

    @property
    def learning(self) -> int:
        return self.people - self.done


class Tallies:
    """Tallies of these assignments, as a whole and of each of their branches."""

    def __init__(self, assignments: Iterable[Assignment]):
        assignments = list(assignments)
        by_unit = [one.course_id for one in assignments if one.person_id is None]
        counted = Enrolment.objects.counted()
        self._units: dict[int, dict[str, Tally]] = defaultdict(dict)
        for (course, path), tally in _count(
            counted.filter(AT_WORK, course__in=by_unit), "course", "user__memberships__unit__path"
        ):
            self._units[course][path] = tally
        people = Q(pk__in=[])
        for one in assignments:
            if one.person_id is not None:
                people |= Q(course=one.course_id, user=one.person_id)
        self._people = dict(_count(counted.filter(people), "course", "user"))

    def of(self, assignment: Assignment) -> Tally:
        if assignment.person_id is not None:
            return self._people.get((assignment.course_id, assignment.person_id), Tally())
        total = Tally()
        for tally in self.by_branch(assignment).values():
            total.add(tally)
        return total

    def by_branch(self, assignment: Assignment) -> dict[str, Tally]:
        """The tally of each branch of an assignment by the path of its top; a person counts in the highest one."""
        tallies = {unit.path: Tally() for unit in assignment.units.all()}
        for path, tally in self._units[assignment.course_id].items():
            ends = range(Unit.steplen, len(path) + 1, Unit.steplen)
            top = next((path[:end] for end in ends if path[:end] in tallies), None)
            if top is not None:
                tallies[top].add(tally)
        return tallies


def _count(enrolments, *group: str):
    """Tallies by two keys; a person who learns again after finishing is learning."""
    rows = (
        enrolments.values_list(*group)
        .annotate(
            people=Count("user", distinct=True),
            learning=Count("pk", filter=Q(closed_at__isnull=True)),
            late=Count("pk", filter=Q(closed_at__isnull=True, due_on__lt=clock.today())),
        )
        .order_by()
    )
    for first, second, people, learning, late in rows:
        yield (first, second), Tally(people, people - learning, late)
