"""How far the people of an assignment are: counted where they work today, as reports do it, in a few statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q

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
        by_unit = [one.course_id for one in assignments if one.target == Assignment.Target.BRANCHES]
        counted = Enrolment.objects.counted()
        self._places: dict[int, list[tuple[str, str, int | None, str, Tally]]] = defaultdict(list)
        work = "user__memberships"
        for (course, path, kind, post, category), tally in _count(
            counted.filter(AT_WORK, course__in=by_unit),
            "course",
            f"{work}__unit__path",
            f"{work}__unit__kind",
            f"{work}__post",
            f"{work}__category",
        ):
            self._places[course].append((path, kind, post, category, tally))
        people = Q(pk__in=[])
        for one in assignments:
            if one.person_id is not None:
                people |= Q(course=one.course_id, user=one.person_id)
        self._people = dict(_count(counted.filter(people), "course", "user"))
        lists = [one.pk for one in assignments if one.target == Assignment.Target.LIST]
        listed = counted.filter(user__listed_in__in=lists, user__listed_in__course=F("course"))
        self._lists = {pk: tally for (pk,), tally in _count(listed, "user__listed_in")}

    def of(self, assignment: Assignment) -> Tally:
        if assignment.person_id is not None:
            return self._people.get((assignment.course_id, assignment.person_id), Tally())
        if assignment.target == Assignment.Target.LIST:
            return self._lists.get(assignment.pk, Tally())
        total = Tally()
        for tally in self.by_branch(assignment).values():
            total.add(tally)
        return total

    def by_branch(self, assignment: Assignment) -> dict[str, Tally]:
        """The tally of each branch of an assignment by the path of its top; a person counts in the highest one."""
        tallies = {unit.path: Tally() for unit in assignment.units.all()}
        posts = {post.pk for post in assignment.posts.all()}
        for path, kind, post, category, tally in self._places[assignment.course_id]:
            if (assignment.kinds and kind not in assignment.kinds) or (posts and post not in posts):
                continue
            if assignment.categories and category not in assignment.categories:
                continue
            ends = range(Unit.steplen, len(path) + 1, Unit.steplen)
            top = next((path[:end] for end in ends if path[:end] in tallies), None)
            if top is not None:
                tallies[top].add(tally)
        return tallies


def _count(enrolments, *group: str):
    """Tallies by some keys; a person who learns again after finishing is learning."""
    rows = (
        enrolments.values_list(*group)
        .annotate(
            people=Count("user", distinct=True),
            learning=Count("pk", filter=Q(closed_at__isnull=True)),
            late=Count("pk", filter=Q(closed_at__isnull=True, due_on__lt=clock.today())),
        )
        .order_by()
    )
    for *key, people, learning, late in rows:
        yield tuple(key), Tally(people, people - learning, late)
